import type { Cut } from "../contract/http";

/** Pieces shorter than this between two cuts nobody meant to keep. Milliseconds. */
const sliver = 100;

/** Where to go on from a moment that is cut out; null for one that is played. */
export function leapFrom(cuts: readonly Cut[], time: number): number | null {
  return cuts.find(({ startMs, endMs }) => time >= startMs && time < endMs)?.endMs ?? null;
}

/** How long the recording is when it is played. */
export function shownLength(cuts: readonly Cut[], duration: number): number {
  return shown(cuts, duration);
}

/** A moment of the recording on the shortened time line. */
export function shown(cuts: readonly Cut[], time: number): number {
  return cuts.reduce((left, { startMs, endMs }) => left - Math.max(0, Math.min(endMs, time) - startMs), time);
}

/** The moment of the recording at a place of the shortened time line. */
export function recorded(cuts: readonly Cut[], place: number): number {
  let time = place;
  for (const { startMs, endMs } of cuts) {
    if (time < startMs) break;
    time += endMs - startMs;
  }
  return time;
}

/** Where the last piece that is played ends. */
export function shownEnd(cuts: readonly Cut[], duration: number): number {
  const last = cuts.at(-1);
  return last !== undefined && last.endMs >= duration ? Math.min(last.startMs, duration) : duration;
}

/** A cut up to the recording's end goes on over whatever a picture has beyond that: tracks do not all end in the same millisecond. */
export function toTheEnd(cuts: readonly Cut[], duration: number): readonly Cut[] {
  return cuts.map((cut) => (cut.endMs >= duration ? { startMs: cut.startMs, endMs: Number.MAX_SAFE_INTEGER } : cut));
}

/** With one more, in order; what touches is one cut, and slivers between cuts go. */
export function withCut(cuts: readonly Cut[], cut: Cut): Cut[] {
  if (cut.endMs <= cut.startMs) return [...cuts];
  const merged: Cut[] = [];
  for (const next of [...cuts, cut].sort((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last !== undefined && next.startMs <= last.endMs + sliver) merged[merged.length - 1] = { startMs: last.startMs, endMs: Math.max(last.endMs, next.endMs) };
    else merged.push(next);
  }
  return merged;
}

/** Begins at that moment: whatever began it before. */
export function startingAt(cuts: readonly Cut[], time: number): Cut[] {
  return withCut(cuts.filter(({ startMs }) => startMs > 0), { startMs: 0, endMs: Math.round(time) });
}

/** Ends at that moment. */
export function endingAt(cuts: readonly Cut[], time: number, duration: number): Cut[] {
  return withCut(cuts.filter(({ endMs }) => endMs < duration), { startMs: Math.round(time), endMs: duration });
}
