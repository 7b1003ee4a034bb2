import { useComputed } from "@preact/signals";
import { FastForward } from "lucide-preact";
import { t } from "../text";
import { clock as written } from "../text/format";
import type { SilenceSkipper } from "./SilenceSkipper";
import { savedBy } from "./silences";

/** Turns the leaps on and off; says what they would save, and, while they are on, what they have saved. */
export function SilenceButton({ skipper }: { skipper: SilenceSkipper }) {
  const whole = useComputed(() => savedBy(skipper.silences.value)).value;
  const saved = skipper.saved.value;
  const label = whole > 0 ? t("replay.silence", { time: written(whole) }) : t("replay.silence.none");
  return (
    <>
      <button type="button" class="icon-button" aria-label={label} title={label} aria-pressed={skipper.on.value} disabled={whole === 0} data-testid="replay-silence" onClick={() => skipper.toggle()}>
        <FastForward size={20} aria-hidden="true" />
      </button>
      {skipper.on.value && saved > 0 && <span class="saved small quiet numbers" data-testid="replay-saved">{t("replay.silence.saved", { time: written(saved) })}</span>}
    </>
  );
}
