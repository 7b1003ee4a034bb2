import { describe, expect, it } from "vitest";
import { Trimmer } from "../../src/replay/Trimmer";

describe("trimming", () => {
  it("takes every step back to what was saved", () => {
    const saved = [{ startMs: 0, endMs: 2000 }];
    const trimmer = new Trimmer(saved, 60_000);
    trimmer.startAt(3000.4);
    trimmer.mark(20_000);
    trimmer.mark(10_000);
    trimmer.endAt(50_000);
    expect(trimmer.cuts.value).toEqual([{ startMs: 0, endMs: 3000 }, { startMs: 10_000, endMs: 20_000 }, { startMs: 50_000, endMs: 60_000 }]);
    expect(trimmer.changed.value).toBe(true);
    trimmer.remove(trimmer.cuts.value[1]!);
    expect(trimmer.cuts.value).toHaveLength(2);
    for (let step = 0; step < 4; step++) trimmer.undo();
    expect(trimmer.cuts.value).toEqual(saved);
    expect([trimmer.canUndo.value, trimmer.changed.value]).toEqual([false, false]);
    trimmer.undo();
    expect(trimmer.cuts.value).toEqual(saved);
  });

  it("forgets a mark, and a step that changes nothing is none", () => {
    const trimmer = new Trimmer([], 60_000);
    trimmer.mark(5000);
    trimmer.unmark();
    trimmer.mark(7000);
    expect(trimmer.from.value).toBe(7000);
    trimmer.mark(7000);
    trimmer.startAt(0);
    trimmer.endAt(60_000);
    expect([trimmer.from.value, trimmer.canUndo.value, trimmer.cuts.value]).toEqual([null, false, []]);
  });

  it("says when nothing would be left", () => {
    const trimmer = new Trimmer([], 60_000);
    trimmer.startAt(30_000);
    expect(trimmer.leavesNothing.value).toBe(false);
    trimmer.endAt(30_500);
    expect(trimmer.leavesNothing.value).toBe(true);
  });
});
