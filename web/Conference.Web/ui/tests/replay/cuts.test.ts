import { describe, expect, it } from "vitest";
import { endingAt, leapFrom, recorded, shown, shownEnd, shownLength, startingAt, toTheEnd, withCut } from "../../src/replay/cuts";

const cuts = [{ startMs: 0, endMs: 5000 }, { startMs: 10_000, endMs: 20_000 }, { startMs: 50_000, endMs: 60_000 }];

describe("a shortened time line", () => {
  it("leaves out what is cut", () => {
    expect(shownLength(cuts, 60_000)).toBe(35_000);
    expect(shownEnd(cuts, 60_000)).toBe(50_000);
    expect(shownEnd([], 60_000)).toBe(60_000);
    expect([0, 5000, 9000, 15_000, 20_000, 30_000, 60_000].map((time) => shown(cuts, time))).toEqual([0, 0, 4000, 5000, 5000, 15_000, 35_000]);
  });

  it("ends with the last cut although a picture goes on for a moment", () => {
    const ended = toTheEnd(cuts, 60_000);
    expect([shownEnd(ended, 60_040), shownLength(ended, 60_040)]).toEqual([50_000, 35_000]);
    expect(leapFrom(ended, 60_020)).toBeGreaterThan(60_040);
    expect(toTheEnd(cuts.slice(0, 2), 60_000)).toEqual(cuts.slice(0, 2));
  });

  it("leads back to the recording", () => {
    for (const time of [5000, 9999, 20_000, 49_999]) expect(recorded(cuts, shown(cuts, time))).toBe(time);
    expect(recorded([], 7)).toBe(7);
  });

  it("leaps from a cut to its end and from nowhere else", () => {
    expect([0, 4999, 5000, 10_000, 19_999, 20_000].map((time) => leapFrom(cuts, time))).toEqual([5000, 5000, null, 20_000, 20_000, null]);
  });
});

describe("cuts", () => {
  it("that touch are one, in order", () => {
    expect(withCut(cuts, { startMs: 19_000, endMs: 30_000 })).toEqual([cuts[0], { startMs: 10_000, endMs: 30_000 }, cuts[2]]);
    expect(withCut(cuts, { startMs: 5050, endMs: 9950 })).toEqual([{ startMs: 0, endMs: 20_000 }, cuts[2]]);
    expect(withCut(cuts, { startMs: 7000, endMs: 7000 })).toEqual(cuts);
  });

  it("at the ends are moved and not added up", () => {
    expect(startingAt(cuts, 3000)[0]).toEqual({ startMs: 0, endMs: 3000 });
    expect(startingAt(cuts, 0)).toEqual(cuts.slice(1));
    expect(endingAt(cuts, 55_000, 60_000).at(-1)).toEqual({ startMs: 55_000, endMs: 60_000 });
    expect(endingAt(cuts, 60_000, 60_000)).toEqual(cuts.slice(0, 2));
  });
});
