import { remembered } from "../parts/remembered";

interface Place {
  id: string;
  /** Milliseconds from the start of the recording. */
  at: number;
}

const memoryKey = "conference.replay.places";
/** A reader has so many lectures half seen at most; older ones are forgotten. */
const most = 200;
/** Nearer to an end than this there is nothing to come back to. Milliseconds; of a short recording the end is shorter. */
const begun = 5000;
const nearEnd = 15_000;
const nearEndShare = 0.05;

/** Where this browser's reader left the recording; null at the first visit, and when it was seen to its end. */
export function placeIn(id: string): number | null {
  return read().find((place) => place.id === id)?.at ?? null;
}

/** @param length of the recording; null while it grows and has no end yet. */
export function keepPlace(id: string, at: number, length: number | null): void {
  const others = read().filter((place) => place.id !== id);
  const worthIt = at >= begun && (length === null || at < length - Math.min(nearEnd, length * nearEndShare));
  remembered.set(memoryKey, worthIt ? [{ id, at: Math.round(at) }, ...others].slice(0, most) : others);
}

function read(): readonly Place[] {
  return remembered.get(memoryKey, (value) => (Array.isArray(value) ? value.filter(isPlace) : null), []);
}

function isPlace(value: unknown): value is Place {
  return typeof value === "object" && value !== null && "id" in value && typeof value.id === "string" && "at" in value && typeof value.at === "number" && value.at >= 0;
}
