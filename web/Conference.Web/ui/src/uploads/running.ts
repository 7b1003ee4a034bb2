import { computed, signal } from "@preact/signals";
import type { PendingUpload } from "../contract/http";
import { TusUpload } from "./TusUpload";

export interface RunningUpload {
  pending: PendingUpload;
  transfer: TusUpload;
}

/** What this page sends; it goes on while the reader is on other pages of ours. */
export const running = signal<readonly RunningUpload[]>([]);

const busy = computed(() => running.value.some(({ transfer }) => transfer.state.value === "sending" || transfer.state.value === "waiting"));

/** A closed page sends nothing: the browser asks first. */
addEventListener("beforeunload", (event) => { if (busy.peek()) event.preventDefault(); });

/** Sends a file that the server knows, from where it stands. */
export function send(pending: PendingUpload, file: File): void {
  forget(pending.id);
  const transfer = new TusUpload(`/api/uploads/${pending.id}`, file);
  running.value = [...running.value, { pending, transfer }];
  void transfer.start();
}

export function forget(id: string): void {
  running.value.find(({ pending }) => pending.id === id)?.transfer.pause();
  running.value = running.value.filter(({ pending }) => pending.id !== id);
}

/** The same file as far as can be told without reading it. */
export function isSame({ fileName, length }: PendingUpload, file: File): boolean {
  return file.name.trim() === fileName && file.size === length;
}
