import { expect, test } from "vitest";
import type { Chapter, RecordedMessage } from "../../src/contract/http";
import { search } from "../../src/replay/search";

const chapters: Chapter[] = [{ id: "c1", kind: "mark", title: "Трёхмерные тела", atMs: 40_000, lengthMs: null }, { id: "c2", kind: "screen", title: "Ada", atMs: 5000, lengthMs: null }];
const messages: RecordedMessage[] = [
  { id: "m1", sequence: 1, author: "Ada", role: "teacher", text: "Page 42 of the BOOK", atMs: 10_000 },
  { id: "m2", sequence: 2, author: "Петя", role: "student", text: "а тела вращения?", atMs: 50_000 },
];
const found = (query: string) => search(query, chapters, messages).map((hit) => (hit.kind === "chapter" ? hit.chapter.id : hit.message.id));

test("finds in chapters and chat, in the order of time", () => {
  expect(found("тела")).toEqual(["c1", "m2"]);
  expect(found("ada")).toEqual(["c2", "m1"]);
});

test("letter case, ё and е, and wide characters make no difference", () => {
  expect(found("ТРЕХМЕРНЫЕ")).toEqual(["c1"]);
  expect(found("book")).toEqual(["m1"]);
  expect(found("４２")).toEqual(["m1"]);
});

test("every word must be there, in any order", () => {
  expect(found("book page")).toEqual(["m1"]);
  expect(found("book петя")).toEqual([]);
});

test("an empty query finds nothing rather than everything; signs are only signs", () => {
  expect(found("   ")).toEqual([]);
  expect(found(".*")).toEqual([]);
});
