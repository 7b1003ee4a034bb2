import type { Silence } from "../contract/http";

/** A leap over less would be felt more than it saves. Milliseconds. */
const worth = 1500;
/** So much of a silence is left at each end: a breath before the next sentence, and the soft end of the last one. Milliseconds. */
const air = 300;

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

function isWorth({ startMs, endMs }: Silence): boolean {
  return endMs - startMs >= worth;
}
