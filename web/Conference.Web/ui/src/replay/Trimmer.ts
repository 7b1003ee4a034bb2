import { computed, signal } from "@preact/signals";
import type { Cut } from "../contract/http";
import { endingAt, shownLength, startingAt, withCut } from "./cuts";

/** So much of a recording always stays; the server thinks so too. Milliseconds. */
const leastKept = 1000;

/** An edit of a recording's cuts that is not saved yet. Every step can be taken back. */
export class Trimmer {
  readonly cuts = signal<readonly Cut[]>([]);
  /** Where the stretch begins that is about to be cut out; null while none is. */
  readonly from = signal<number | null>(null);
  readonly canUndo = computed(() => this.steps.value.length > 0);
  readonly changed = computed(() => JSON.stringify(this.cuts.value) !== JSON.stringify(this.saved.value));
  readonly leavesNothing = computed(() => shownLength(this.cuts.value, this.duration) < leastKept);
  private readonly saved = signal<readonly Cut[]>([]);
  private readonly steps = signal<readonly (readonly Cut[])[]>([]);

  constructor(saved: readonly Cut[], private readonly duration: number) {
    this.saved.value = saved;
    this.cuts.value = saved;
  }

  startAt(time: number): void {
    this.step(startingAt(this.cuts.value, time));
  }

  endAt(time: number): void {
    this.step(endingAt(this.cuts.value, time, this.duration));
  }

  /** Marks one end of a stretch, then cuts it out at the other, whichever comes first in time. */
  mark(time: number): void {
    const from = this.from.value;
    if (from === null) {
      this.from.value = Math.round(time);
      return;
    }
    this.from.value = null;
    this.step(withCut(this.cuts.value, { startMs: Math.min(from, Math.round(time)), endMs: Math.max(from, Math.round(time)) }));
  }

  unmark(): void {
    this.from.value = null;
  }

  /** Plays that stretch again. */
  remove(cut: Cut): void {
    this.step(this.cuts.value.filter((other) => other.startMs !== cut.startMs));
  }

  undo(): void {
    const before = this.steps.value.at(-1);
    if (before === undefined) return;
    this.steps.value = this.steps.value.slice(0, -1);
    this.cuts.value = before;
  }

  private step(cuts: readonly Cut[]): void {
    if (JSON.stringify(cuts) === JSON.stringify(this.cuts.value)) return;
    this.steps.value = [...this.steps.value, this.cuts.value];
    this.cuts.value = cuts;
  }
}
