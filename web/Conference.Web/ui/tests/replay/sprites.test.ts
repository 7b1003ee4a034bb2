import { expect, test } from "vitest";
import { parseSprites, spriteAt } from "../../src/replay/sprites";

const text = `WEBVTT

00:00:00.000 --> 00:00:02.000
sprite-1.jpg#xywh=0,0,160,90

00:00:06.000 --> 00:00:08.000
sprite-1.jpg#xywh=160,0,160,90

01:00:00.000 --> 01:00:02.500
sprite-2.jpg#xywh=0,90,160,90
`;

test("cues become places in images beside the file", () => {
  const sprites = parseSprites(text, "https://example.org/api/recordings/1/preview/sprites.vtt");
  expect(sprites).toHaveLength(3);
  expect(sprites[1]).toEqual({ startMs: 6000, url: "https://example.org/api/recordings/1/preview/sprite-1.jpg", x: 160, y: 0, width: 160, height: 90 });
  expect(sprites[2]).toMatchObject({ startMs: 3_600_000, y: 90 });
});

test("what is no such cue is left out", () => {
  expect(parseSprites("WEBVTT\n\n00:00:00.000 --> 00:00:02.000\nHello\n\nx --> y\nsprite.jpg#xywh=0,0,1,1\n", "https://example.org/")).toEqual([]);
  expect(parseSprites("", "https://example.org/")).toEqual([]);
});

test("a moment has its picture, else the one before it, before the first the first", () => {
  const sprites = parseSprites(text, "https://example.org/").slice(1);
  expect(spriteAt(sprites, 7000)).toBe(sprites[0]);
  expect(spriteAt(sprites, 60_000)).toBe(sprites[0]);
  expect(spriteAt(sprites, 0)).toBe(sprites[0]);
  expect(spriteAt(sprites, 3_700_000)).toBe(sprites[1]);
  expect(spriteAt([], 0)).toBeNull();
});
