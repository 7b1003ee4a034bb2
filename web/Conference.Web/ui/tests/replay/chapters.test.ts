import { beforeEach, expect, test } from "vitest";
import type { Chapter } from "../../src/contract/http";
import { chapterAt, nameOf, stepChapter } from "../../src/replay/chapters";
import { chooseLanguage } from "../../src/text";

const chapter = (atMs: number, kind: Chapter["kind"], title: string | null): Chapter => ({ id: `${kind}${atMs}`, kind, title, atMs, lengthMs: kind === "pause" ? 125_000 : null });
const chapters = [chapter(10_000, "mark", null), chapter(20_000, "screen", "Ada"), chapter(30_000, "mark", "Proof"), chapter(60_000, "mark", null)];

beforeEach(() => chooseLanguage("en"));

test("marks without words are counted among the marks, screens are named by their owner", () => {
  expect(chapters.map((c) => nameOf(c, chapters))).toEqual(["Mark 1", "Screen of Ada", "Proof", "Mark 3"]);
});

test("a pause says how long it was, and does not count among the marks", () => {
  const withPause = [chapter(5000, "pause", null), ...chapters];
  expect(nameOf(withPause[0]!, withPause)).toBe("Recording paused for 2:05");
  expect(nameOf(withPause[1]!, withPause)).toBe("Mark 1");
});

test("a moment belongs to the last chapter that has begun", () => {
  expect([0, 9999, 10_000, 29_999, 30_000, 99_000].map((time) => chapterAt(chapters, time))).toEqual([-1, -1, 0, 1, 2, 3]);
  expect(chapterAt([], 5000)).toBe(-1);
});

test("forward goes to the next chapter, and nowhere after the last", () => {
  expect(stepChapter(chapters, 0, 1)).toBe(10_000);
  expect(stepChapter(chapters, 10_000, 1)).toBe(20_000);
  expect(stepChapter(chapters, 60_000, 1)).toBeNull();
});

test("back goes to the beginning of the present chapter, to the one before when it has just begun, and to the start before the first", () => {
  expect(stepChapter(chapters, 28_000, -1)).toBe(20_000);
  expect(stepChapter(chapters, 21_000, -1)).toBe(10_000);
  expect(stepChapter(chapters, 5000, -1)).toBe(0);
  expect(stepChapter(chapters, 0, -1)).toBeNull();
});
