import { expect, test } from "vitest";
import type { RecordedMessage } from "../../src/contract/http";
import { chatUpTo, withNewer } from "../../src/replay/chatUpTo";

const message = (sequence: number, atMs: number): RecordedMessage => ({ id: `m${sequence}`, sequence, author: "Ada", role: "student", text: "x", atMs });

test("at each moment there is what had been written until then", () => {
  const messages = [message(1, 0), message(2, 1000), message(3, 1000), message(4, 5000)];
  for (const [time, count] of [[-1, 0], [0, 1], [999, 1], [1000, 3], [4999, 3], [5000, 4], [1e9, 4]] as const) expect(chatUpTo(messages, time)).toBe(count);
  expect(chatUpTo([], 5)).toBe(0);
});

test("it agrees with counting one by one, however many there are", () => {
  const messages = Array.from({ length: 1000 }, (_, n) => message(n + 1, Math.floor(n / 3) * 700));
  for (let time = 0; time < 240_000; time += 3777) expect(chatUpTo(messages, time)).toBe(messages.filter((m) => m.atMs <= time).length);
});

test("an answer that repeats what is there adds only what is new", () => {
  const present = [message(3, 0), message(4, 1)];
  expect(withNewer(present, [message(4, 1), message(7, 2)]).map((m) => m.sequence)).toEqual([3, 4, 7]);
  expect(withNewer(present, [message(4, 1)])).toBe(present);
});
