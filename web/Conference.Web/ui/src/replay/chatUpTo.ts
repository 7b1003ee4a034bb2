import type { RecordedMessage } from "../contract/http";

/** How many of the messages, which are in order of time, had been written at a moment. */
export function chatUpTo(messages: readonly RecordedMessage[], time: number): number {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.atMs <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The messages that are there and those that came with a later answer, each once and in order. */
export function withNewer(present: readonly RecordedMessage[], answer: readonly RecordedMessage[]): readonly RecordedMessage[] {
  const last = present.at(-1)?.sequence ?? 0;
  const newer = answer.filter(({ sequence }) => sequence > last);
  return newer.length === 0 ? present : [...present, ...newer];
}
