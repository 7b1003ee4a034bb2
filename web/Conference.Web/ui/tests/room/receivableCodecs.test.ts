import { expect, test, vi } from "vitest";
import { receivableCodecs } from "../../src/room/receivableCodecs";

function withCodecs(...codecs: { mimeType: string; sdpFmtpLine?: string }[]): string[] {
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => ({ codecs }) });
  return receivableCodecs();
}

test("the codecs of Chromium, without what only carries them", () => {
  expect(withCodecs(
    { mimeType: "video/VP8" }, { mimeType: "video/rtx" }, { mimeType: "video/VP9", sdpFmtpLine: "profile-id=0" }, { mimeType: "video/VP9", sdpFmtpLine: "profile-id=2" },
    { mimeType: "video/H264", sdpFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f" }, { mimeType: "video/AV1" }, { mimeType: "video/red" },
  )).toEqual(["VP8", "VP9", "H264", "AV1"]);
});

test.each([
  ["VP9 in another profile alone", { mimeType: "video/VP9", sdpFmtpLine: "profile-id=2" }],
  ["H.264 in packetization mode 0 alone", { mimeType: "video/H264", sdpFmtpLine: "packetization-mode=0;profile-level-id=42e01f" }],
  ["H.264 High alone", { mimeType: "video/H264", sdpFmtpLine: "packetization-mode=1;profile-level-id=640c1f" }],
])("%s is not what the server offers", (_, codec) => {
  expect(withCodecs({ mimeType: "video/VP8" }, codec)).toEqual(["VP8"]);
});

test("VP9 without a profile is profile 0", () => {
  expect(withCodecs({ mimeType: "video/VP9" })).toEqual(["VP9"]);
});

test("a browser that tells nothing has VP8", () => {
  expect(withCodecs()).toEqual(["VP8"]);
  vi.stubGlobal("RTCRtpReceiver", {});
  expect(receivableCodecs()).toEqual(["VP8"]);
});
