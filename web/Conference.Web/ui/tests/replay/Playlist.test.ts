import { expect, test } from "vitest";
import { parsePlaylist } from "../../src/replay/Playlist";

const base = "https://school.example/media/17/camera/playlist.m3u8";

test("segments have their place, their length and what the decoder needs before them", () => {
  const playlist = parsePlaylist(
    [
      "#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:0", '#EXT-X-MAP:URI="init-0.webm"',
      "#EXTINF:4.000,", "0.webm", "#EXTINF:3.480,", "1.webm",
      "#EXT-X-DISCONTINUITY", '#EXT-X-MAP:URI="init-1.webm",BYTERANGE="600@0"', "#EXTINF:2.52,a title", "2.webm", "#EXT-X-ENDLIST", "",
    ].join("\n"), base);
  expect(playlist.ended).toBe(true);
  expect(playlist.segments.map(({ start }) => start)).toEqual([0, 4, 7.48]);
  expect(playlist.segments.map(({ duration }) => duration)).toEqual([4, 3.48, 2.52]);
  expect(playlist.segments.map(({ url }) => url.slice(base.lastIndexOf("/") + 1))).toEqual(["0.webm", "1.webm", "2.webm"]);
  expect(playlist.segments.map(({ initialization }) => initialization?.slice(-11))).toEqual(["init-0.webm", "init-0.webm", "init-1.webm"]);
});

test("names are relative to the playlist, whole paths to the server", () => {
  const { segments } = parsePlaylist('#EXT-X-MAP:URI="/media/init"\n#EXTINF:1,\n../voice/0.webm\n#EXTINF:1,\nhttps://store.example/1.webm', base);
  expect(segments.map(({ url }) => url)).toEqual(["https://school.example/media/17/voice/0.webm", "https://store.example/1.webm"]);
  expect(segments[0]!.initialization).toBe("https://school.example/media/init");
});

test("a playlist that still grows has not ended, and may be empty", () => {
  expect(parsePlaylist("#EXTM3U\n#EXT-X-TARGETDURATION:4\n", base)).toEqual({ segments: [], ended: false });
  expect(parsePlaylist("#EXTM3U\n#EXTINF:4,\n0.webm\n", base)).toMatchObject({ segments: [{ start: 0, duration: 4 }], ended: false });
});

test("lines may end as on Windows", () => {
  const { segments, ended } = parsePlaylist("#EXTM3U\r\n#EXTINF:4,\r\n0.webm\r\n#EXT-X-ENDLIST\r\n", base);
  expect([segments.length, segments[0]!.url.at(-1), ended]).toEqual([1, "m", true]);
});

test("a segment without a length takes no time, and one without a map has none", () => {
  const { segments } = parsePlaylist("#EXTINF:,\n0.webm\n#EXTINF:2,\n1.webm", base);
  expect(segments).toMatchObject([{ start: 0, duration: 0, initialization: null }, { start: 0, duration: 2, initialization: null }]);
});
