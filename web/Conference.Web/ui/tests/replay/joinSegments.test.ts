import { describe, expect, it } from "vitest";
import { joinSegments } from "../../src/replay/joinSegments";

const playlist = `#EXTM3U
#EXT-X-MAP:URI="init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-30T12:37:25.867Z
#EXTINF:7.000000,
000001.m4s
#EXTINF:6.500000,
000002.m4s
#EXTINF:6.250000,
000003.m4s
#EXT-X-MAP:URI="init-2.mp4"
#EXTINF:4.000000,
000004.m4s
#EXT-X-ENDLIST
`;

describe("joinSegments", () => {
  it("leaves a playlist alone when nothing is named", () => expect(joinSegments(playlist, new Set())).toBe(playlist));

  it("makes a named segment one with those before it", () => {
    expect(joinSegments(playlist, new Set(["000002.m4s", "000003.m4s"]))).toContain("#EXTINF:19.750000,\n000001.m4s#000002.m4s#000003.m4s\n#EXT-X-MAP");
  });

  it("joins nothing to a segment of another initialization, nor to nothing", () => {
    expect(joinSegments(playlist, new Set(["000001.m4s", "000004.m4s"]))).toBe(playlist);
  });
});
