import { signal } from "@preact/signals";

export interface Notice {
  id: number;
  text: string;
  /** A warning stays longer and is read out at once. */
  weight: "quiet" | "warning";
}

const quietTime = 4000;
const warningTime = 9000;

/** Short sentences over the bar, each for a few seconds. */
export class Notices {
  readonly list = signal<readonly Notice[]>([]);
  private nextId = 1;

  say(text: string, weight: Notice["weight"] = "quiet"): void {
    const id = this.nextId++;
    // The same sentence twice in a row would be read out twice.
    const others = this.list.value.filter((n) => n.text !== text).slice(-2);
    this.list.value = [...others, { id, text, weight }];
    setTimeout(() => this.dismiss(id), weight === "quiet" ? quietTime : warningTime);
  }

  dismiss(id: number): void {
    this.list.value = this.list.value.filter((n) => n.id !== id);
  }
}
