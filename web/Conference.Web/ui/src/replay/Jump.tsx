import { t } from "../text";
import { clock as written } from "../text/format";
import type { ReplayClock } from "./ReplayClock";

/** A time that is a way there. */
export function Jump({ at, clock }: { at: number; clock: ReplayClock }) {
  const time = written(clock.shown(at));
  return (
    <button type="button" class="jump numbers small" title={t("replay.jump", { time })} aria-label={t("replay.jump", { time })} data-testid="replay-jump" onClick={() => clock.seek(at)}>
      {time}
    </button>
  );
}
