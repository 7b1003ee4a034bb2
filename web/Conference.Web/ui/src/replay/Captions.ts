import { effect, signal } from "@preact/signals";
import type { CaptionTrack } from "../contract/http";
import { remembered } from "../parts/remembered";
import { type Cue, parseCues } from "./webvtt";

const memoryKey = "conference.replay.captions";

/** Which captions are shown; the language is remembered for all recordings, also over those that have none in it. */
export class Captions {
  /** Null while they are off. */
  readonly language = signal(remembered.get<string | null>(memoryKey, (value) => (typeof value === "string" ? value : null), null));
  readonly tracks = signal<readonly CaptionTrack[]>([]);
  readonly cues = signal<readonly Cue[]>([]);
  private readonly stop: (() => void)[];
  private abort: AbortController | null = null;

  constructor() {
    this.stop = [
      effect(() => remembered.set(memoryKey, this.language.value)),
      effect(() => this.load(this.tracks.value.find(({ language }) => language === this.language.value)?.url ?? null)),
    ];
  }

  close(): void {
    this.abort?.abort();
    for (const stop of this.stop) stop();
  }

  /** Off, or on in the reader's language if there are captions in it, else in the first there is. */
  toggle(readers: string): void {
    const tracks = this.tracks.value;
    const shown = tracks.some(({ language }) => language === this.language.value);
    this.language.value = shown ? null : (tracks.find(({ language }) => language.startsWith(readers)) ?? tracks[0])?.language ?? null;
  }

  /** What is said at a moment; speakers may overlap. */
  at(time: number): string {
    return this.cues.value.filter(({ startMs, endMs }) => startMs <= time && time < endMs).map(({ text }) => text).join("\n");
  }

  private load(url: string | null): void {
    this.abort?.abort();
    this.cues.value = [];
    if (url === null) return;
    const { signal: aborted } = this.abort = new AbortController();
    fetch(url, { signal: aborted, credentials: "same-origin" })
      .then(async (response) => { if (response.ok) this.cues.value = parseCues(await response.text()); })
      .catch(() => undefined);
  }
}
