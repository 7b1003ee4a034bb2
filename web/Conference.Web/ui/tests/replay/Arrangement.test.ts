import { beforeEach, expect, test } from "vitest";
import { Arrangement, narrowest, widest } from "../../src/replay/Arrangement";

beforeEach(() => localStorage.setItem("conference.replay.arrangement", "null"));

test("the screen is large and the camera beside it until somebody chooses otherwise", () => {
  const arrangement = new Arrangement();
  expect([arrangement.inset.value, arrangement.large.value, arrangement.small.value]).toEqual([false, "screen", "camera"]);
});

test("a choice is there again at the next visit", () => {
  const before = new Arrangement();
  before.inset.value = true;
  before.swap();
  before.divide(60);
  before.move({ x: 0.25, y: 0.5 });
  before.close();
  const after = new Arrangement();
  expect([after.inset.value, after.large.value, after.small.value, after.split.value, after.spot.value]).toEqual([true, "camera", "screen", 60, { x: 0.25, y: 0.5 }]);
});

test("nothing leaves the place", () => {
  const arrangement = new Arrangement();
  arrangement.move({ x: -3, y: 7 });
  expect(arrangement.spot.value).toEqual({ x: 0, y: 1 });
  arrangement.divide(3);
  expect(arrangement.split.value).toBe(narrowest);
  arrangement.divide(300);
  expect(arrangement.split.value).toBe(widest);
});

test.each(["{", "7", "{\"large\":\"window\",\"split\":\"wide\",\"spot\":{\"x\":\"left\"}}", "{\"split\":999,\"spot\":null}"])("a damaged memory (%s) gives a whole arrangement", (kept) => {
  localStorage.setItem("conference.replay.arrangement", kept);
  const { large, split, spot } = new Arrangement();
  expect(["screen", "camera"]).toContain(large.value);
  expect(split.value).toBeGreaterThanOrEqual(narrowest);
  expect(split.value).toBeLessThanOrEqual(widest);
  expect(spot.value).toEqual({ x: 1, y: 1 });
});
