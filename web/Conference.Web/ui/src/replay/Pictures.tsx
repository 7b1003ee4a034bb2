import { Move } from "lucide-preact";
import { useRef } from "preact/hooks";
import type { Rendition } from "../contract/http";
import { t } from "../text";
import type { Arrangement } from "./Arrangement";
import { Divider } from "./Divider";
import { Pane } from "./Pane";
import type { ReplayClock } from "./ReplayClock";
import { useInsetDrag } from "./useInsetDrag";

interface PicturesProps {
  clock: ReplayClock;
  arrangement: Arrangement;
  screens: readonly Rendition[];
  cameras: readonly Rendition[];
  failed: () => void;
}

/** Screen and cameras, side by side or one in the other. A click on them plays or pauses. */
export function Pictures({ clock, arrangement, screens, cameras, failed }: PicturesProps) {
  const place = useRef<HTMLDivElement>(null);
  const both = screens.length > 0 && cameras.length > 0;
  const inset = both && arrangement.inset.value;
  const drag = useInsetDrag(place, arrangement);
  const look = both ? `both ${inset ? "inset" : "beside"} large-${arrangement.large.value}` : "one";
  const { x, y } = arrangement.spot.value;
  return (
    <div class={`pictures ${look}`} ref={place} role="group" aria-label={t("replay.pictures")} data-testid="replay-pictures" data-inset={inset} data-large={arrangement.large.value}
      style={{ "--large": `${arrangement.split.value}fr`, "--small": `${100 - arrangement.split.value}fr`, "--x": x, "--y": y }}
      onClick={() => { if (!drag.justMoved()) clock.toggle(); }} {...(inset ? drag.handlers : {})}>
      {screens.length > 0 && <Pane kind="screen" renditions={screens} clock={clock} failed={failed} />}
      {cameras.length > 0 && <Pane kind="camera" renditions={cameras} clock={clock} failed={failed} />}
      {both && !inset && <Divider place={place} arrangement={arrangement} />}
      {inset && (
        <button type="button" class="icon-button inset-handle" aria-label={t("replay.moveSmall")} title={t("replay.moveSmall")} data-testid="replay-inset-handle" onKeyDown={drag.key}>
          <Move size={16} aria-hidden="true" />
        </button>
      )}
      {screens.length === 0 && cameras.length === 0 && <section class="pane"><p class="nothing">{t("replay.soundOnly")}</p></section>}
    </div>
  );
}
