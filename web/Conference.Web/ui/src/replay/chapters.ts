import type { Chapter } from "../contract/http";
import { t } from "../text";
import { clock as written } from "../text/format";

/** Nearer than this to a chapter's start "previous" means the one before. Milliseconds. */
const justBegun = 3000;

/** What a chapter is called; slides, and marks without words, are counted. */
export function nameOf(chapter: Chapter, all: readonly Chapter[]): string {
  if (chapter.kind === "pause") return t("replay.chapter.pause", { time: written(chapter.lengthMs ?? 0) });
  if (chapter.kind === "screen") return chapter.title === null ? t("replay.screen") : t("room.screenOf", { name: chapter.title });
  return chapter.title ?? t(`replay.chapter.${chapter.kind}`, { number: all.filter((c) => c.kind === chapter.kind).indexOf(chapter) + 1 });
}

/** The chapter that a moment belongs to, as its index; -1 before the first. */
export function chapterAt(chapters: readonly Chapter[], time: number): number {
  return chapters.findLastIndex(({ atMs }) => atMs <= time);
}

/** Where the next (1) or previous (-1) chapter begins; null when there is none that way. */
export function stepChapter(chapters: readonly Chapter[], time: number, direction: 1 | -1): number | null {
  if (direction === 1) return chapters.find(({ atMs }) => atMs > time + 50)?.atMs ?? null;
  return chapters.findLast(({ atMs }) => atMs < time - justBegun)?.atMs ?? (time > 0 ? 0 : null);
}
