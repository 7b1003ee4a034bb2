import type { TrackSource } from "../contract/hub";

/** TypeScript's DOM types do not know the scalability mode of WebRTC-SVC yet. */
type Encoding = RTCRtpEncodingParameters & { scalabilityMode?: string };

/**
 * How a source is encoded. One layer (L1T1): recorded video is never SVC, and one stream serves everybody in this room size.
 * The bit rates are ceilings; congestion control stays below them.
 */
export function encodingsFor(source: TrackSource): Encoding[] {
  switch (source) {
    // 720p30 in VP9 looks clean from here on.
    case "camera": return [{ maxBitrate: 1_700_000, maxFramerate: 30, scalabilityMode: "L1T1" }];
    // Text needs bits at the moment it changes; 30 frames for a scrolled page or a video in the slides.
    case "screen": return [{ maxBitrate: 3_000_000, maxFramerate: 30, scalabilityMode: "L1T1" }];
    case "microphone": return [{ maxBitrate: 40_000 }];
    case "screenAudio": return [{ maxBitrate: 96_000 }];
  }
}
