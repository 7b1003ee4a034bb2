import { useComputed } from "@preact/signals";
import type { Captions } from "./Captions";
import type { ReplayClock } from "./ReplayClock";

/** The captions over the pictures. Not read out: who hears a screen reader hears the lecture too. */
export function CaptionLine({ captions, clock }: { captions: Captions; clock: ReplayClock }) {
  const text = useComputed(() => captions.at(clock.time.value)).value;
  return text === "" ? null : <div class="caption-line" aria-hidden="true" data-testid="replay-caption"><span dir="auto">{text}</span></div>;
}
