import { effect, signal } from "@preact/signals";
import type { Silence } from "../contract/http";
import { remembered } from "../parts/remembered";
import type { ReplayClock } from "./ReplayClock";
import { leapFrom } from "./silences";

const memoryKey = "conference.replay.skipSilence";
/** While the recording grows nobody leaps nearer to its end than this: there is nothing to play yet. Milliseconds. */
const edge = 2500;

/** Leaps over silences while it is on and the replay plays. Sound and pictures leap together, because all follow the clock. */
export class SilenceSkipper {
  readonly on = signal(remembered.get(memoryKey, (value) => (typeof value === "boolean" ? value : null), false));
  /** Milliseconds that were leapt over since the page was opened. */
  readonly saved = signal(0);
  readonly silences = signal<readonly Silence[]>([]);
  private readonly stop: (() => void)[];

  constructor(private readonly clock: ReplayClock) {
    this.stop = [
      effect(() => remembered.set(memoryKey, this.on.value)),
      effect(() => { if (this.on.value && clock.playing.value && !clock.stalled.value) this.leap(clock.time.value); }),
    ];
  }

  close(): void {
    for (const stop of this.stop) stop();
  }

  toggle(): void {
    this.on.value = !this.on.value;
  }

  private leap(from: number): void {
    const to = leapFrom(this.silences.value, from);
    if (to === null || (this.clock.growing.peek() && to > this.clock.duration.peek() - edge)) return;
    this.saved.value = this.saved.peek() + to - from;
    this.clock.seek(to);
  }
}
