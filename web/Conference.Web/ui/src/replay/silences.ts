import type { Silence } from "../contract/http";

/** A leap over less would be felt more than it saves. Milliseconds. */
const worth = 1500;
/** So much of a silence is left at each end: a breath before the next sentence, and the soft end of the last one. Milliseconds. */
const air = 300;
/** The clock's last step before a leap, and the air at both ends. Milliseconds. */
const near = 1000;

/** Where playing goes on when this moment lies in a silence that is worth a leap; null when it does not. */
export function leapFrom(silences: readonly Silence[], time: number): number | null {
  const silence = silences.findLast(({ startMs }) => startMs + air <= time);
  if (silence === undefined || !isWorth(silence)) return null;
  const target = silence.endMs - air;
  return time < target ? target : null;
}

/** Milliseconds that the leaps over all silences save. */
export function savedBy(silences: readonly Silence[]): number {
  return silences.filter(isWorth).reduce((sum, { startMs, endMs }) => sum + endMs - startMs - 2 * air, 0);
}

/** Whether a step of the clock is nothing but such a leap. */
export function leaps(silences: readonly Silence[], from: number, to: number): boolean {
  return silences.some(({ startMs, endMs }) => from >= startMs - near && to <= endMs && to >= endMs - near);
}

function isWorth({ startMs, endMs }: Silence): boolean {
  return endMs - startMs >= worth;
}
