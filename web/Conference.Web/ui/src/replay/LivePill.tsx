import { useComputed } from "@preact/signals";
import { t } from "../text";
import { clock as written } from "../text/format";
import type { ReplayClock } from "./ReplayClock";

/** So little before the end of what is kept nobody is called late: segments are of four seconds, and one is on its way. Milliseconds. */
export const atEdge = 10_000;
/** The button goes so much before the end, so that playing does not stop at once. */
export const margin = 2500;

/** Says that the lecture goes on and how far behind it the reader is; a press leads to the edge. */
export function LivePill({ clock }: { clock: ReplayClock }) {
  // Whole seconds, so that it is not drawn anew with every step of the clock.
  const behind = useComputed(() => Math.max(0, Math.round((clock.duration.value - clock.time.value) / 1000) * 1000)).value;
  const live = behind <= atEdge;
  return (
    <button type="button" class={`badge numbers ${live ? "red" : ""}`} title={t("replay.toLive")} data-testid="replay-live" data-behind={behind}
      onClick={() => { if (behind > margin + 1000) clock.seek(clock.duration.value - margin); clock.play(); }}>
      <span class="dot" aria-hidden="true" />{live ? t("replay.live") : t("replay.behindLive", { time: written(behind) })}
    </button>
  );
}
