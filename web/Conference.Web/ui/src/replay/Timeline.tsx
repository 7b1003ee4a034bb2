import { useState } from "preact/hooks";
import type { Chapter, Rendition } from "../contract/http";
import { t } from "../text";
import { clock as written } from "../text/format";
import { nameOf } from "./chapters";
import type { ReplayClock } from "./ReplayClock";
import { SeekPreview } from "./SeekPreview";
import type { Sprite } from "./sprites";

interface TimelineProps {
  clock: ReplayClock;
  renditions: readonly Rendition[];
  chapters: readonly Chapter[];
  sprites: readonly Sprite[];
}

/** The seek bar: where the replay is, where chapters begin, where there are pictures, and what lies under the pointer. */
export function Timeline({ clock, renditions, chapters, sprites }: TimelineProps) {
  const total = clock.length.value;
  const now = clock.shown(clock.time.value);
  const place = (at: number) => `${(clock.shown(at) / total) * 100}%`;
  const [pointed, setPointed] = useState<number | null>(null);
  const point = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    setPointed(clock.recorded(Math.min(Math.max(0, (event.clientX - left - edge) / Math.max(1, width - 2 * edge)), 1) * total));
  };
  return (
    <div class="timeline" onPointerMove={point} onPointerDown={point} onPointerLeave={() => setPointed(null)} onPointerCancel={() => setPointed(null)}>
      {pointed !== null && total > 0 && <SeekPreview at={pointed} shown={clock.shown(pointed)} total={total} sprites={sprites} chapters={chapters} />}
      <input type="range" min={0} max={Math.max(1, Math.round(total))} step={100} value={Math.round(now)} data-testid="replay-seek" aria-label={t("replay.seek")}
        aria-valuetext={t("replay.position", { now: written(now), total: written(total) })}
        style={{ "--done": total > 0 ? `${(now / total) * 100}%` : "0%" }}
        onInput={(e) => clock.seek(clock.recorded(e.currentTarget.valueAsNumber))} />
      {total > 0 && (
        <div class="ticks" aria-hidden="true">
          {chapters.map((c) => <span key={c.id} class={c.kind} title={nameOf(c, chapters)} data-testid="replay-tick" style={{ left: place(c.atMs) }} />)}
        </div>
      )}
      {total > 0 && (
        <div class="spans" aria-hidden="true">
          {renditions.filter((r) => r.kind === "screen" || r.kind === "camera").map((r) => (
            <span key={r.id} class={r.kind} style={{ left: place(r.startMs), width: `${((clock.shown(r.startMs + r.durationMs) - clock.shown(r.startMs)) / total) * 100}%` }} />
          ))}
          {clock.draft.value.map((cut) => <span key={cut.startMs} class="cut" style={{ left: place(cut.startMs), width: `${((cut.endMs - cut.startMs) / total) * 100}%` }} />)}
        </div>
      )}
    </div>
  );
}

/** Half of the knob: so much lies beyond both ends of the scale. Pixels. */
const edge = 8;
