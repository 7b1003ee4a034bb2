import { signal } from "@preact/signals";

export interface Notice {
  id: number;
  text: string;
  weight: "quiet" | "warning" | "lasting";
  /** The words of the button that puts a lasting notice away. */
  understood?: string;
}

const quietTime = 4000;
const warningTime = 9000;

/** Short sentences over the bar, each for a few seconds; what concerns a person's rights stays until it is put away. */
export class Notices {
  readonly list = signal<readonly Notice[]>([]);
  private nextId = 1;

  say(text: string, weight: "quiet" | "warning" = "quiet"): void {
    const id = this.put({ text, weight });
    setTimeout(() => this.dismiss(id), weight === "quiet" ? quietTime : warningTime);
  }

  /** Stays until somebody says that it was understood. */
  ask(text: string, understood: string): void {
    this.put({ text, weight: "lasting", understood });
  }

  dismiss(id: number): void {
    this.list.value = this.list.value.filter((n) => n.id !== id);
  }

  /** Takes a sentence back that is not true any more. */
  withdraw(text: string): void {
    this.list.value = this.list.value.filter((n) => n.text !== text);
  }

  private put(notice: Omit<Notice, "id">): number {
    const id = this.nextId++;
    // The same sentence twice in a row would be read out twice.
    const others = this.list.value.filter((n) => n.text !== notice.text);
    const passing = others.filter((n) => n.weight !== "lasting").slice(-2);
    this.list.value = [...others.filter((n) => n.weight === "lasting" || passing.includes(n)), { id, ...notice }];
    return id;
  }
}
