import { useComputed } from "@preact/signals";
import type { Rendition } from "../contract/http";
import { t } from "../text";
import { RenditionView } from "./RenditionView";
import type { ReplayClock } from "./ReplayClock";
import { isOff, within } from "./timeline";

/** A picture is loaded this much before it is due, so that it is there in time. */
const preload = 5000;

interface PaneProps {
  kind: "camera" | "screen";
  renditions: readonly Rendition[];
  clock: ReplayClock;
  failed: () => void;
}

/** The place of the screen or of the cameras; between two pictures it says that there is none. */
export function Pane({ kind, renditions, clock, failed }: PaneProps) {
  // Strings, so that the pane is drawn anew only when a picture comes or goes, not with every step of the clock.
  const near = useComputed(() => renditions.filter((r) => within(r, clock.time.value, preload)).map((r) => r.id).join(" "));
  const due = useComputed(() => renditions.filter((r) => within(r, clock.time.value, 0) && !isOff(r, clock.time.value)).map((r) => r.id).join(" "));
  const loaded = renditions.filter((r) => near.value.split(" ").includes(r.id));
  const shown = new Set(due.value.split(" "));
  const count = loaded.filter((r) => shown.has(r.id)).length;
  return (
    <section class={`pane ${kind}`} aria-label={t(kind === "screen" ? "replay.screen" : "replay.camera")} data-count={count}>
      {loaded.map((r) => (
        <figure key={r.id} hidden={!shown.has(r.id)}>
          <RenditionView rendition={r} clock={clock} failed={failed} testId={`replay-video-${kind}`}
            label={r.participant ?? t(kind === "screen" ? "replay.screen" : "replay.camera")} />
          {r.participant !== null && <figcaption dir="auto">{kind === "screen" ? t("room.screenOf", { name: r.participant }) : r.participant}</figcaption>}
        </figure>
      ))}
      {count === 0 && <p class="nothing">{t(kind === "screen" ? "replay.noScreen" : "replay.noCamera")}</p>}
    </section>
  );
}
