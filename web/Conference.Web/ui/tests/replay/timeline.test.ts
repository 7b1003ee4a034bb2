import { expect, test } from "vitest";
import type { Rendition, RenditionKind } from "../../src/contract/http";
import { isOff } from "../../src/replay/timeline";

const rendition = (kind: RenditionKind): Rendition => ({
  id: "1", kind, format: "hls", participant: null, codecs: "", startMs: 1000, durationMs: 60_000, width: 0, height: 0,
  gaps: [{ startMs: 5000, endMs: 6000 }, { startMs: 10_000, endMs: 20_000 }], playlist: "",
});

test("a camera is off within a gap, after the picture has stood for a moment", () => {
  expect(isOff(rendition("camera"), 9999)).toBe(false);
  expect(isOff(rendition("camera"), 11_000)).toBe(false);
  expect(isOff(rendition("camera"), 11_600)).toBe(true);
  expect(isOff(rendition("camera"), 19_999)).toBe(true);
  expect(isOff(rendition("camera"), 20_000)).toBe(false);
});

test("a hitch of a second is no absence", () => {
  expect(isOff(rendition("camera"), 5999)).toBe(false);
});

test("a screen that does not change stays where it is", () => {
  expect(isOff(rendition("screen"), 15_000)).toBe(false);
});
