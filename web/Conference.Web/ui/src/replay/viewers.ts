import type { RecordingViewers } from "../contract/http";

type Curve = RecordingViewers["curve"];

/** Whole percent; somebody who began has one at least, and only who saw all has a hundred. */
export function percent(watchedMs: number, playedMs: number): number {
  if (playedMs <= 0 || watchedMs <= 0) return 0;
  // A player stops a blink before the end.
  if (watchedMs >= playedMs - 1000) return 100;
  return Math.min(99, Math.max(1, Math.round((watchedMs / playedMs) * 100)));
}

/** The first stretch that most viewers have watched; null when nobody has watched any. */
export function mostWatched({ stepMs, counts }: Curve): { count: number; fromMs: number; toMs: number } | null {
  const count = Math.max(0, ...counts);
  if (count === 0) return null;
  const from = counts.indexOf(count);
  const beyond = counts.findIndex((c, step) => step > from && c < count);
  return { count, fromMs: from * stepMs, toMs: (beyond < 0 ? counts.length : beyond) * stepMs };
}

/** The area under the counts, one unit wide each, with the most at the top. */
export function curvePath(counts: readonly number[]): string {
  const top = Math.max(0, ...counts);
  return `M0 ${top}${counts.map((count, step) => `V${top - count}H${step + 1}`).join("")}V${top}Z`;
}
