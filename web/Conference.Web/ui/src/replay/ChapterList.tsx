import { computed } from "@preact/signals";
import { Bookmark, MonitorUp, Pause, Presentation } from "lucide-preact";
import { useMemo } from "preact/hooks";
import type { Chapter } from "../contract/http";
import { t } from "../text";
import { clock as written } from "../text/format";
import { chapterAt, nameOf } from "./chapters";
import type { ReplayClock } from "./ReplayClock";

export function ChapterList({ chapters, clock }: { chapters: readonly Chapter[]; clock: ReplayClock }) {
  const present = useMemo(() => computed(() => chapterAt(chapters, clock.time.value)), [chapters]).value;
  if (chapters.length === 0) return <p class="panel-empty quiet">{t("replay.chapters.empty")}</p>;
  return (
    <ol class="chapters">
      {chapters.map((chapter, n) => <ChapterLine key={chapter.id} chapter={chapter} all={chapters} present={n === present} clock={clock} />)}
    </ol>
  );
}

interface ChapterLineProps {
  chapter: Chapter;
  all: readonly Chapter[];
  present: boolean;
  clock: ReplayClock;
}

export function ChapterLine({ chapter, all, present, clock }: ChapterLineProps) {
  const Icon = icons[chapter.kind];
  return (
    <li>
      <button type="button" class="chapter" data-testid="replay-chapter" data-kind={chapter.kind} data-at={chapter.atMs} onClick={() => clock.seek(chapter.atMs)} {...(present ? { "aria-current": "true" as const } : {})}>
        <Icon size={16} aria-hidden="true" />
        <span class="title" dir="auto">{nameOf(chapter, all)}</span>
        <span class="numbers small quiet">{written(chapter.atMs)}</span>
      </button>
    </li>
  );
}

const icons = { mark: Bookmark, screen: MonitorUp, slide: Presentation, pause: Pause };
