import { expect, test } from "vitest";
import { leapFrom, savedBy } from "../../src/replay/silences";

const silences = [{ startMs: 1000, endMs: 2400 }, { startMs: 5000, endMs: 15_000 }, { startMs: 20_000, endMs: 21_500 }];

test("a silence is left a little at both ends", () => {
  expect(leapFrom(silences, 5200)).toBeNull();
  expect(leapFrom(silences, 5300)).toBe(14_700);
  expect(leapFrom(silences, 14_600)).toBe(14_700);
  expect(leapFrom(silences, 14_700)).toBeNull();
  expect(leapFrom(silences, 14_900)).toBeNull();
});

test("where somebody is heard nobody leaps", () => {
  expect(leapFrom(silences, 0)).toBeNull();
  expect(leapFrom(silences, 3000)).toBeNull();
  expect(leapFrom(silences, 30_000)).toBeNull();
  expect(leapFrom([], 1000)).toBeNull();
});

test("a breath is not worth a leap, a pause of a second and a half is", () => {
  expect(leapFrom(silences, 1500)).toBeNull();
  expect(leapFrom(silences, 20_400)).toBe(21_200);
});

test("what is saved is what the leaps leave out", () => {
  expect(savedBy(silences)).toBe(9400 + 900);
  expect(savedBy([])).toBe(0);
});
