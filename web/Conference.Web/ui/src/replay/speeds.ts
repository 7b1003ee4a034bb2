/** What the list offers; the keys step through it. Beyond 3 nobody follows a voice. */
export const speeds: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next quicker (1) or slower (-1) speed of the list. */
export function stepSpeed(present: number, direction: 1 | -1): number {
  const next = direction === 1 ? speeds.find((s) => s > present) : speeds.findLast((s) => s < present);
  return next ?? present;
}

export function readSpeed(value: unknown): number | null {
  return typeof value === "number" && speeds.includes(value) ? value : null;
}
