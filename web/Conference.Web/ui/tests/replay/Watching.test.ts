import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../src/api/Problem";
import type { Silence, WatchedSpan } from "../../src/contract/http";
import { ReplayClock } from "../../src/replay/ReplayClock";
import { Watching } from "../../src/replay/Watching";

let clock: ReplayClock;
let watching: Watching;
let silences: readonly Silence[];
let told: (readonly WatchedSpan[])[];
let failure: unknown;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new ReplayClock();
  clock.duration.value = 600_000;
  silences = [];
  told = [];
  failure = null;
  watching = new Watching(clock, () => silences, async (spans) => {
    if (failure !== null) throw failure;
    told.push(spans);
  });
});

afterEach(() => {
  watching.close();
  clock.close();
  vi.useRealTimers();
});

/** Starts and ends, in tenths of a second. */
const rounded = (spans: readonly WatchedSpan[] | undefined) => spans?.map(({ startMs, endMs }) => [Math.round(startMs / 100), Math.round(endMs / 100)]);

test("a minute of playing is one stretch, told once", async () => {
  clock.play();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told).toHaveLength(1);
  expect(rounded(told[0])?.[0]?.[0]).toBe(0);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(told).toHaveLength(1);
});

test("what was sought over is not watched, at any speed", async () => {
  clock.rate.value = 3;
  clock.play();
  await vi.advanceTimersByTimeAsync(2000);
  clock.seek(300_000);
  await vi.advanceTimersByTimeAsync(1000);
  clock.seek(100_000);
  await vi.advanceTimersByTimeAsync(1000);
  await watching.tell();
  expect(rounded(told[0])).toEqual([[0, 60], [3000, 3030], [1000, 1030]]);
});

test("where it stands, and while somebody trims, nothing is watched", async () => {
  clock.seek(50_000);
  await vi.advanceTimersByTimeAsync(5000);
  clock.whole.value = true;
  clock.play();
  await vi.advanceTimersByTimeAsync(5000);
  clock.pause();
  clock.whole.value = false;
  await watching.tell();
  expect(told).toEqual([]);
});

test("a leap over a silence counts as watched, the same seek without one does not", async () => {
  for (const [known, expected] of [[[{ startMs: 1000, endMs: 31_000 }], [[0, 317]]], [[], [[0, 10], [307, 317]]]] as const) {
    silences = known;
    clock.seek(0);
    clock.play();
    await vi.advanceTimersByTimeAsync(1000);
    clock.seek(30_700);
    await vi.advanceTimersByTimeAsync(1000);
    clock.pause();
    await watching.tell();
    expect(rounded(told.flat())).toEqual(expected);
    told = [];
  }
});

test("a pause tells, but not again and again", async () => {
  clock.play();
  await vi.advanceTimersByTimeAsync(20_000);
  clock.pause();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveLength(1);
  clock.play();
  await vi.advanceTimersByTimeAsync(2000);
  clock.pause();
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toHaveLength(1);
});

test("what the network did not take comes along next time, what is refused does not", async () => {
  failure = Problem.network();
  clock.play();
  await vi.advanceTimersByTimeAsync(3000);
  await watching.tell();
  failure = null;
  await vi.advanceTimersByTimeAsync(2000);
  await watching.tell();
  expect(rounded(told[0])).toEqual([[0, 50]]);

  failure = new Problem("not-allowed", 403, null, "");
  await vi.advanceTimersByTimeAsync(2000);
  await watching.tell();
  failure = null;
  clock.pause();
  await watching.tell();
  expect(told.flat().every(({ endMs }) => endMs < 5500)).toBe(true);
});

test("leaving tells the rest", async () => {
  clock.play();
  await vi.advanceTimersByTimeAsync(2000);
  watching.close();
  expect(rounded(told[0])).toEqual([[0, 20]]);
});
