import { expect, test } from "vitest";
import { curvePath, mostWatched, percent } from "../../src/replay/viewers";

test("a share is a whole percent, none only for nothing and a hundred only for all", () => {
  expect([0, 1, 30_000, 59_900, 98_900, 99_500, 100_000].map((ms) => percent(ms, 100_000))).toEqual([0, 1, 30, 60, 99, 100, 100]);
  expect(percent(5, 0)).toBe(0);
});

test("the stretch that most have watched", () => {
  expect(mostWatched({ stepMs: 2000, counts: [1, 3, 3, 2, 3] })).toEqual({ count: 3, fromMs: 2000, toMs: 6000 });
  expect(mostWatched({ stepMs: 2000, counts: [1, 2] })).toEqual({ count: 2, fromMs: 2000, toMs: 4000 });
  expect(mostWatched({ stepMs: 2000, counts: [0, 0] })).toBeNull();
  expect(mostWatched({ stepMs: 1000, counts: [] })).toBeNull();
});

test("the curve is an area with the most at its top", () => {
  expect(curvePath([1, 3, 0])).toBe("M0 3V2H1V0H2V3H3V3Z");
});
