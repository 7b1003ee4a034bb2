import type { VideoCodec } from "../contract/hub";

/** The video codecs that this browser decodes over WebRTC, in the forms that the server offers (VP9 profile 0, H.264 baseline in packetization mode 1). */
export function receivableCodecs(): VideoCodec[] {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  const found = new Set<VideoCodec>();
  for (const { mimeType, sdpFmtpLine = "" } of codecs) {
    switch (mimeType.toLowerCase()) {
      case "video/vp8": found.add("VP8"); break;
      // RFC 9628 §6: an absent profile-id is profile 0.
      case "video/vp9": if (!/profile-id=[1-9]/.test(sdpFmtpLine)) found.add("VP9"); break;
      // RFC 6184 §8.1: profile_idc 0x42 is (constrained) baseline.
      case "video/h264": if (/packetization-mode=1/.test(sdpFmtpLine) && /profile-level-id=42/i.test(sdpFmtpLine)) found.add("H264"); break;
      case "video/av1": found.add("AV1"); break;
    }
  }
  // VP8 is mandatory for WebRTC (RFC 7742 §5), so an old browser without getCapabilities still gets a picture.
  if (found.size === 0) found.add("VP8");
  return [...found];
}
