import { signal } from "@preact/signals";

/** What the browser says of the network; true is no promise, false is certain. */
export const online = signal(navigator.onLine);

addEventListener("online", () => { online.value = true; });
addEventListener("offline", () => { online.value = false; });
