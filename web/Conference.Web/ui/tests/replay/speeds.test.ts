import { expect, test } from "vitest";
import { readSpeed, speeds, stepSpeed } from "../../src/replay/speeds";

test("the keys step through the whole list and stay at its ends", () => {
  const up = [0.5];
  while (stepSpeed(up.at(-1)!, 1) !== up.at(-1)) up.push(stepSpeed(up.at(-1)!, 1));
  expect(up).toEqual(speeds);
  const down = [3];
  while (stepSpeed(down.at(-1)!, -1) !== down.at(-1)) down.push(stepSpeed(down.at(-1)!, -1));
  expect(down.reverse()).toEqual(speeds);
});

test("only a speed of the list is remembered", () => {
  expect(readSpeed(1.5)).toBe(1.5);
  for (const wrong of [0, 16, "2", null, Number.NaN]) expect(readSpeed(wrong)).toBeNull();
});
