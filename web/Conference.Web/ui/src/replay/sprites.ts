import { parseCues } from "./webvtt";

/** A small picture of a stretch of the recording: a part of a larger image. */
export interface Sprite {
  startMs: number;
  url: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Reads a WebVTT file whose cues are images with media fragments (`sprite-1.jpg#xywh=0,0,160,90`); what is no such cue is left out. */
export function parseSprites(file: string, base: string): readonly Sprite[] {
  return parseCues(file).flatMap(({ startMs, text }) => {
    const part = /^(.+)#xywh=(\d+),(\d+),(\d+),(\d+)$/.exec(text);
    if (part === null) return [];
    const [x, y, width, height] = part.slice(2).map(Number) as [number, number, number, number];
    return [{ startMs, url: new URL(part[1]!, base).href, x, y, width, height }];
  });
}

/** The picture of a moment; the one before it where none was taken. */
export function spriteAt(sprites: readonly Sprite[], time: number): Sprite | null {
  return sprites.findLast(({ startMs }) => startMs <= time) ?? sprites[0] ?? null;
}
