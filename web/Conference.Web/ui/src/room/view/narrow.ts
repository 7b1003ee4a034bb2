import { signal, type ReadonlySignal } from "@preact/signals";

function media(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const matches = signal(list.matches);
  list.addEventListener("change", () => { matches.value = list.matches; });
  return matches;
}

/** A phone in the hand: five buttons, the panel as a sheet. */
export const phone = media("(max-width: 640px)");
/** Not wide enough for the teacher's group beside everybody's controls: in Russian, while it is recorded, they need 1,200 px. */
export const tight = media("(max-width: 1240px)");
