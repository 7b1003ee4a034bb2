import type { Chapter, RecordedMessage } from "../contract/http";
import { nameOf } from "./chapters";

export type Found = { kind: "chapter"; chapter: Chapter; atMs: number } | { kind: "message"; message: RecordedMessage; atMs: number };

/** Chapters and messages that hold every word of the query, in the order of time; nothing for an empty query. */
export function search(query: string, chapters: readonly Chapter[], messages: readonly RecordedMessage[]): readonly Found[] {
  const words = plain(query).split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) return [];
  const holds = (text: string) => {
    const within = plain(text);
    return words.every((word) => within.includes(word));
  };
  const found: Found[] = [
    ...chapters.filter((c) => holds(nameOf(c, chapters))).map((chapter) => ({ kind: "chapter" as const, chapter, atMs: chapter.atMs })),
    ...messages.filter((m) => holds(`${m.author} ${m.text}`)).map((message) => ({ kind: "message" as const, message, atMs: message.atMs })),
  ];
  return found.sort((a, b) => a.atMs - b.atMs);
}

/** Letter case, widths of characters and the two Russian e's make no difference to a reader. */
function plain(text: string): string {
  return text.normalize("NFKC").toLocaleLowerCase().replaceAll("\u0451", "\u0435");
}
