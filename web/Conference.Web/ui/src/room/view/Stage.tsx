import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { AloneCard } from "./AloneCard";
import { stageItems, type StageItem } from "./stageItems";
import { gridLayout, mainLayout, type Box } from "./stageLayout";
import { Tile } from "./Tile";

export type StageMode = "speaker" | "grid";

/** The pictures. All tiles are siblings with computed boxes, so that a change of layout moves a video instead of restarting it. */
export function Stage({ session, mode }: { session: RoomSession; mode: StageMode }) {
  const stage = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const lastSpeaker = useRef<string | null>(null);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize({ width: entry!.contentRect.width, height: entry!.contentRect.height }));
    observer.observe(stage.current!);
    return () => observer.disconnect();
  }, []);

  // Whoever spoke last stays large in the silence; oneself is never large because of one's own voice.
  const loudest = session.speakers.value.find((id) => id !== session.ownId.value);
  if (loudest !== undefined) lastSpeaker.current = loudest;

  const items = stageItems(session, lastSpeaker.current);
  const large = items[0]?.kind === "screen" || items[0]?.kind === "ownScreen" || items[0]?.kind === "alone";
  const grid = mode === "grid" && !large;
  const { boxes, hidden } = (grid ? gridLayout : mainLayout)(size.width, size.height, items.length);
  // Keys in a fixed order: moving an element in the document would interrupt its video.
  const placed = items.slice(0, boxes.length).map((item, n) => ({ item, box: boxes[n]!, main: n === 0 && !grid }));
  placed.sort((a, b) => a.item.key.localeCompare(b.item.key));

  return (
    <div class="stage" ref={stage}>
      {placed.map(({ item, box, main }) => (
        <div key={item.key} class={main ? "place main" : "place"} style={styleOf(box)}>
          <Content item={item} session={session} main={main} />
        </div>
      ))}
      {hidden > 0 && <span class="badge more-tiles">{t("room.moreTiles", { count: hidden })}</span>}
    </div>
  );
}

function Content({ item, session, main }: { item: StageItem; session: RoomSession; main: boolean }) {
  return item.kind === "alone" ? <AloneCard session={session} /> : <Tile item={item} session={session} main={main} />;
}

function styleOf({ left, top, width, height }: Box): Record<string, string> {
  return { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` };
}
