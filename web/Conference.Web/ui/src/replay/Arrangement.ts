import { computed, effect, signal } from "@preact/signals";
import { remembered } from "../parts/remembered";

export type Picture = "screen" | "camera";

/** Where the small picture lies in the large one: its share of the free way, from 0 (left, top) to 1 (right, bottom). */
export interface Spot {
  x: number;
  y: number;
}

interface Kept {
  inset: boolean;
  large: Picture;
  split: number;
  spot: Spot;
}

const memoryKey = "conference.replay.arrangement";
/** Per cent of the width that the large picture has beside the small one. */
export const narrowest = 50;
export const widest = 85;
const first: Kept = { inset: false, large: "screen", split: 75, spot: { x: 1, y: 1 } };

/** How screen and camera share the place: side by side, or one in the other; the choice is remembered for all recordings. */
export class Arrangement {
  readonly inset = signal(first.inset);
  readonly large = signal<Picture>(first.large);
  readonly split = signal(first.split);
  readonly spot = signal<Spot>(first.spot);
  readonly small = computed<Picture>(() => (this.large.value === "screen" ? "camera" : "screen"));
  private readonly stop: () => void;

  constructor() {
    const kept = remembered.get(memoryKey, readKept, first);
    this.inset.value = kept.inset;
    this.large.value = kept.large;
    this.split.value = kept.split;
    this.spot.value = kept.spot;
    this.stop = effect(() => {
      remembered.set(memoryKey, { inset: this.inset.value, large: this.large.value, split: this.split.value, spot: this.spot.value } satisfies Kept);
    });
  }

  close(): void {
    this.stop();
  }

  swap(): void {
    this.large.value = this.small.value;
  }

  divide(percent: number): void {
    this.split.value = Math.round(within(percent, narrowest, widest));
  }

  /** Lays the small picture somewhere; beyond an edge it stays at the edge. */
  move({ x, y }: Spot): void {
    this.spot.value = { x: within(x, 0, 1), y: within(y, 0, 1) };
  }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function readKept(value: unknown): Kept | null {
  if (typeof value !== "object" || value === null) return null;
  const { inset, large, split, spot } = value as Partial<Kept>;
  return {
    inset: inset === true,
    large: large === "camera" ? "camera" : "screen",
    split: typeof split === "number" ? within(split, narrowest, widest) : first.split,
    spot: typeof spot?.x === "number" && typeof spot.y === "number" ? { x: within(spot.x, 0, 1), y: within(spot.y, 0, 1) } : first.spot,
  };
}
