import { Check, Link } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { copyText } from "../parts/copyText";
import { t } from "../text";
import { clock as written } from "../text/format";
import { linkTo } from "./moment";
import type { ReplayClock } from "./ReplayClock";

/** Copies the address of this moment, to be sent to somebody. */
export function MomentLink({ clock }: { clock: ReplayClock }) {
  const [said, setSaid] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const copy = async (button: HTMLElement) => {
    const at = clock.time.value;
    const copied = await copyText(linkTo(location.href, at), button.parentElement!);
    setSaid(copied ? t("replay.link.copied", { time: written(clock.shown(at)) }) : t("replay.link.failed"));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(""), 3000);
  };
  return (
    <span class="moment-link">
      <button type="button" class="icon-button" aria-label={t("replay.link")} title={t("replay.link")} data-testid="replay-link" onClick={(e) => void copy(e.currentTarget)}>
        {said === "" ? <Link size={20} aria-hidden="true" /> : <Check size={20} aria-hidden="true" />}
      </button>
      <span class="said small" role="status">{said}</span>
    </span>
  );
}
