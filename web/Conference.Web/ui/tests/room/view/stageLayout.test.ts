import { describe, expect, test } from "vitest";
import { gridLayout, mainLayout, type Box, type StageLayout } from "../../../src/room/view/stageLayout";

const aspect = 16 / 9;
/** A phone upright and on its side, a small window, a notebook, a wall screen. */
const stages = [[360, 560], [640, 300], [800, 600], [1280, 620], [1440, 800], [2560, 1300]] as const;
const counts = [1, 2, 3, 4, 5, 7, 9, 10, 16, 25, 50, 100];

function expectSound({ boxes, hidden }: StageLayout, width: number, height: number, count: number): void {
  expect(boxes.length + hidden).toBe(count);
  expect(boxes.length).toBeGreaterThan(0);
  for (const { left, top, width: w, height: h } of boxes) {
    expect(Math.min(left, top)).toBeGreaterThan(-0.01);
    expect(left + w).toBeLessThan(width + 0.01);
    expect(top + h).toBeLessThan(height + 0.01);
    expect(Math.min(w, h)).toBeGreaterThan(0);
  }
  boxes.forEach((box, n) => boxes.slice(n + 1).forEach((other) => expect(overlap(box, other)).toBe(false)));
}

function overlap(a: Box, b: Box): boolean {
  const apart = 0.01;
  return a.left + apart < b.left + b.width && b.left + apart < a.left + a.width && a.top + apart < b.top + b.height && b.top + apart < a.top + a.height;
}

describe("the grid", () => {
  test.each(stages)("on %i x %i: inside, apart, equal, 16:9, however many", (width, height) => {
    for (const count of counts) {
      const layout = gridLayout(width, height, count);
      expectSound(layout, width, height, count);
      const [first] = layout.boxes;
      for (const box of layout.boxes) {
        expect(box.width / box.height).toBeCloseTo(aspect);
        expect(box.width).toBeCloseTo(first!.width);
      }
    }
  });

  test.each([[2, 2, 1], [4, 2, 2], [9, 3, 3], [6, 3, 2]])("a wide stage holds %i tiles in %i columns and %i rows", (count, columns, rows) => {
    const { boxes, hidden } = gridLayout(1280, 720, count);
    expect(hidden).toBe(0);
    expect(new Set(boxes.map(({ left }) => Math.round(left))).size).toBe(columns);
    expect(new Set(boxes.map(({ top }) => Math.round(top))).size).toBe(rows);
  });

  test("an upright phone puts two people one below the other", () => {
    const { boxes } = gridLayout(360, 560, 2);
    expect(boxes.map(({ width }) => width)).toEqual([360, 360]);
  });

  test("a last row that is not full stands in the middle", () => {
    const { boxes } = gridLayout(1280, 720, 3);
    const [a, b, c] = boxes as [Box, Box, Box];
    expect(c.top).toBeGreaterThan(a.top);
    expect(c.left + c.width / 2).toBeCloseTo((a.left + b.left + b.width) / 2);
  });

  test("tiles do not become too narrow for a name: the rest is hidden", () => {
    const { boxes, hidden } = gridLayout(360, 560, 100);
    expect(hidden).toBeGreaterThan(0);
    for (const { width } of boxes) expect(width).toBeGreaterThanOrEqual(112);
  });
});

describe("one large", () => {
  test.each(stages)("on %i x %i: inside and apart, the first the largest, however many", (width, height) => {
    for (const count of counts) {
      const layout = mainLayout(width, height, count);
      expectSound(layout, width, height, count);
      const [main, ...strip] = layout.boxes as [Box, ...Box[]];
      for (const box of strip) {
        expect(box.width / box.height).toBeCloseTo(aspect);
        expect(box.width * box.height).toBeLessThan(main.width * main.height);
      }
    }
  });

  test("a wide stage has its strip at the side, a tall one below", () => {
    const [main, other] = mainLayout(1280, 620, 2).boxes as [Box, Box];
    expect(other.left).toBeGreaterThanOrEqual(main.left + main.width);
    const [upper, lower] = mainLayout(360, 560, 2).boxes as [Box, Box];
    expect(lower.top).toBeGreaterThanOrEqual(upper.top + upper.height);
  });

  test("the large one keeps most of a wide stage", () => {
    const [main] = mainLayout(1280, 620, 10).boxes as [Box];
    expect(main.width).toBeGreaterThan(1280 * 0.6);
    expect(main.height).toBe(620);
  });

  test("alone it has the whole stage", () => {
    expect(mainLayout(1280, 620, 1)).toEqual({ boxes: [{ left: 0, top: 0, width: 1280, height: 620 }], hidden: 0 });
  });
});

test.each([gridLayout, mainLayout])("nobody, or a stage that is not laid out yet: no boxes", (layout) => {
  expect(layout(800, 600, 0)).toEqual({ boxes: [], hidden: 0 });
  expect(layout(0, 600, 3)).toEqual({ boxes: [], hidden: 3 });
  expect(layout(800, 0, 3)).toEqual({ boxes: [], hidden: 3 });
});
