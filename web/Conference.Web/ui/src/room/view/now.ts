import { signal } from "@preact/signals";

/** The time of day, once a second, for the clocks of the room. */
export const now = signal(Date.now());

setInterval(() => { now.value = Date.now(); }, 1000);
