import type { Rendition } from "../contract/http";

/** A picture that stands still for so long is a hitch and no absence. Milliseconds. */
const hitch = 1500;

/** @param margin so many milliseconds before its first frame count too. */
export function within({ startMs, durationMs }: Rendition, time: number, margin: number): boolean {
  // The last picture stays to the very end of its span; a recording's last millisecond belongs to it too.
  return time >= startMs - margin && time <= startMs + durationMs + 40;
}

/** A camera that was switched off: the picture that its rendition holds meanwhile is not shown. A screen's stands, because it seldom changes. */
export function isOff({ kind, gaps }: Rendition, time: number): boolean {
  return kind === "camera" && gaps.some(({ startMs, endMs }) => time >= startMs + hitch && time < endMs);
}
