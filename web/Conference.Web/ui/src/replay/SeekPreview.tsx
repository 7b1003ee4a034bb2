import type { Chapter } from "../contract/http";
import { clock as written } from "../text/format";
import { chapterAt, nameOf } from "./chapters";
import { type Sprite, spriteAt } from "./sprites";

interface SeekPreviewProps {
  /** Milliseconds of the recording. */
  at: number;
  /** The same as the bar tells it: without what is cut out. */
  shown: number;
  total: number;
  sprites: readonly Sprite[];
  chapters: readonly Chapter[];
}

/** What lies under the pointer on the seek bar: a small picture, the chapter, the time. For eyes alone: the bar itself tells its position. */
export function SeekPreview({ at, shown, total, sprites, chapters }: SeekPreviewProps) {
  const sprite = spriteAt(sprites, at);
  const chapter = chapters[chapterAt(chapters, at)];
  return (
    <div class="seek-preview" aria-hidden="true" data-testid="replay-preview" style={{ "--at": shown / total }}>
      {sprite !== null && (
        <div class="sprite" style={{ width: `${sprite.width}px`, height: `${sprite.height}px`, backgroundImage: `url("${sprite.url}")`, backgroundPosition: `-${sprite.x}px -${sprite.y}px` }} />
      )}
      <div class="small">
        {chapter !== undefined && <span class="chapter-name" dir="auto">{nameOf(chapter, chapters)}</span>}
        <span class="numbers">{written(shown)}</span>
      </div>
    </div>
  );
}
