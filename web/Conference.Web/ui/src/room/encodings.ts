import type { TrackSource } from "../contract/hub";

/** TypeScript's DOM types do not know the scalability mode of WebRTC-SVC yet. */
type Encoding = RTCRtpEncodingParameters & { scalabilityMode?: string };

/** A browser sends as many of them, from the first on, as the path takes. */
const cameraLayers: readonly Encoding[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 30, scalabilityMode: "L1T1" },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 30, scalabilityMode: "L1T1" },
  { rid: "f", maxBitrate: 1_700_000, maxFramerate: 30, scalabilityMode: "L1T1" },
];

/** Of a picture with fewer pixels libwebrtc sends fewer layers, the first of those that it is given: the largest would be missing. */
const smallest = [{ layers: 3, pixels: 960 * 540 }, { layers: 2, pixels: 480 * 270 }];

/** The page's address asks for cameras in several layers ("?layers"): for large rooms on mixed paths, at a fifth more for the publisher. */
export function layersAsked(): boolean {
  return new URLSearchParams(globalThis.location?.search ?? "").has("layers");
}

/** In how many layers a camera of this size is sent; one where the size is not known. */
export function layersOf({ width = 0, height = 0 }: MediaTrackSettings): number {
  return smallest.find(({ pixels }) => width * height >= pixels)?.layers ?? 1;
}

/**
 * How a source is encoded. Each encoding is one layer in itself (L1T1): recorded video is never SVC. Cameras may be sent in several sizes, of which everybody gets one.
 * The bit rates are ceilings; congestion control stays below them.
 */
export function encodingsFor(source: TrackSource, layers = 1): Encoding[] {
  switch (source) {
    // 720p30 in VP9 looks clean from here on.
    case "camera": return layers > 1 ? cameraLayers.slice(-layers) : [{ maxBitrate: 1_700_000, maxFramerate: 30, scalabilityMode: "L1T1" }];
    // Text needs bits at the moment it changes; 30 frames for a scrolled page or a video in the slides.
    case "screen": return [{ maxBitrate: 3_000_000, maxFramerate: 30, scalabilityMode: "L1T1" }];
    case "microphone": return [{ maxBitrate: 40_000 }];
    case "screenAudio": return [{ maxBitrate: 96_000 }];
  }
}
