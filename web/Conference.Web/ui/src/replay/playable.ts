import Hls from "hls.js/light";
import type { Rendition } from "../contract/http";

type IsSupported = (type: string) => boolean;

/** The type that a source buffer is asked for. */
export function typeOf({ kind, format, codecs }: Pick<Rendition, "kind" | "format" | "codecs">): string {
  const sound = kind === "mix" || kind === "voice" || kind === "screenAudio";
  return `${sound ? "audio" : "video"}/${format === "webM" ? "webm" : "mp4"}; codecs="${codecs}"`;
}

/** Whether this browser's player takes every track that the replay plays. An iPhone's knows neither VP8 nor VP9 there, some know no Opus. */
export function playsTracks(renditions: readonly Pick<Rendition, "kind" | "format" | "codecs">[], isSupported: IsSupported | null = supported()): boolean {
  if (isSupported === null) return false;
  return renditions.filter(({ kind }) => kind === "mix" || kind === "camera" || kind === "screen").every((rendition) => isSupported(typeOf(rendition)));
}

/** Null without Media Source Extensions. */
function supported(): IsSupported | null {
  const source = (globalThis as { ManagedMediaSource?: typeof MediaSource }).ManagedMediaSource ?? globalThis.MediaSource;
  return source === undefined || !Hls.isSupported() ? null : (type) => source.isTypeSupported(type);
}

/** Whether HLS of H.264 and AAC plays. Safari does it by itself; Chromium answers "maybe" to the same question and cannot, so hls.js is asked first. */
export function playsCompatible(): boolean {
  return Hls.isSupported() || document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
}
