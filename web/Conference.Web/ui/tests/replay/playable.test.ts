import { describe, expect, it } from "vitest";
import type { RenditionFormat, RenditionKind } from "../../src/contract/http";
import { playsTracks, typeOf } from "../../src/replay/playable";

const track = (kind: RenditionKind, format: RenditionFormat, codecs: string) => ({ kind, format, codecs });
const tracks = [track("mix", "hls", "opus"), track("camera", "webM", "vp8"), track("screen", "hls", "vp09.00.10.08")];

describe("a browser that plays the tracks", () => {
  it("is asked for each one's type", () => {
    expect(tracks.map(typeOf)).toEqual(['audio/mp4; codecs="opus"', 'video/webm; codecs="vp8"', 'video/mp4; codecs="vp09.00.10.08"']);
    expect(playsTracks(tracks, () => true)).toBe(true);
    expect(playsTracks(tracks, (type) => !type.includes("webm"))).toBe(false);
    expect(playsTracks(tracks, (type) => !type.includes("opus"))).toBe(false);
  });

  it("need not know what is not played", () => {
    expect(playsTracks([...tracks, track("voice", "hls", "strange")], (type) => !type.includes("strange"))).toBe(true);
  });

  it("has Media Source Extensions", () => {
    expect(playsTracks(tracks, null)).toBe(false);
  });
});
