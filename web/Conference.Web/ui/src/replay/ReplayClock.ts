import { computed, signal } from "@preact/signals";
import type { Cut, Rendition } from "../contract/http";
import { leapFrom, recorded, shown, shownEnd, shownLength } from "./cuts";

interface Member {
  rendition: Rendition;
  element: HTMLMediaElement;
}

const none: readonly Cut[] = [];
/** A picture further off than this jumps to its place; below, it is nudged there. Seconds. */
const jump = 0.3;
/** Below this nobody sees it (ITU-R BT.1359: -45..+125 ms). Seconds. */
const unseen = 0.04;
const nudge = 0.06;
/** A picture that still looks for a place so far off is sent to the present one: there may be nothing to decode at the first until a key frame comes. Seconds. */
const lost = 4;
const tick = 100;
/** Of a recording that still grows, so much before its present end the clock waits, and goes on when there is so much again. Milliseconds. */
const edge = 200;
const enough = 1500;

/**
 * The time of a replay, in milliseconds from the start of the recording. The mix leads while it plays; where no mix is (a gap between parts) the
 * clock runs by itself. Pictures follow.
 */
export class ReplayClock {
  readonly time = signal(0);
  readonly playing = signal(false);
  readonly rate = signal(1);
  readonly volume = signal(1);
  readonly muted = signal(false);
  readonly stalled = signal(false);
  /** Length in milliseconds; grows while the lecture still runs. */
  readonly duration = signal(0);
  /** The lecture still runs: at the end there is something to wait for. */
  readonly growing = signal(false);
  /** What is not played; `time` and `duration` are the whole recording's all the same. */
  readonly cuts = signal<readonly Cut[]>([]);
  /** Everything is played, with what is cut out: while somebody trims. */
  readonly whole = signal(false);
  /** Cuts that are being made; only shown. */
  readonly draft = signal<readonly Cut[]>([]);
  private readonly left = computed<readonly Cut[]>(() => (this.whole.value ? none : this.cuts.value));
  /** As long as it plays. */
  readonly length = computed(() => shownLength(this.left.value, this.duration.value));
  private readonly end = computed(() => shownEnd(this.left.value, this.duration.value));
  readonly ended = computed(() => !this.growing.value && this.duration.value > 0 && this.time.value >= this.end.value - 50);
  private readonly members = new Map<HTMLMediaElement, Member>();
  private readonly timer: ReturnType<typeof setInterval>;
  private lastTick = performance.now();
  private waiting = false;

  constructor() {
    this.timer = setInterval(() => this.step(), tick);
  }

  close(): void {
    clearInterval(this.timer);
    this.members.clear();
  }

  /** Lets an element take part; the answer takes it out again. */
  enrol(rendition: Rendition, element: HTMLMediaElement): () => void {
    this.members.set(element, { rendition, element });
    this.step();
    return () => { this.members.delete(element); };
  }

  play(): void {
    if (this.ended.value) this.time.value = leapFrom(this.left.value, 0) ?? 0;
    this.playing.value = true;
    // Within the click itself: browsers start sound only then.
    for (const { rendition, element } of this.members.values()) {
      if (rendition.kind === "mix" && this.covers(rendition)) void this.start(element);
    }
    this.step();
  }

  pause(): void {
    this.playing.value = false;
    this.step();
  }

  toggle(): void {
    if (this.playing.value) this.pause();
    else this.play();
  }

  /** To a moment of the recording; from one that is cut out to the next that is played. */
  seek(milliseconds: number): void {
    const wished = leapFrom(this.left.value, milliseconds) ?? milliseconds;
    this.time.value = Math.min(Math.max(leapFrom(this.left.value, 0) ?? 0, wished), Math.max(0, this.end.value));
    const leader = this.leader();
    if (leader !== null && leader.element.readyState >= HTMLMediaElement.HAVE_METADATA) leader.element.currentTime = this.place(leader.rendition);
    this.step();
  }

  /** By so much of what is played. */
  skip(milliseconds: number): void {
    this.seek(this.recorded(this.shown(this.time.value) + milliseconds));
  }

  /** A moment of the recording on the time line that the reader sees. */
  shown(time: number): number {
    return shown(this.left.value, time);
  }

  /** The moment of the recording at a place of the time line that the reader sees. */
  recorded(place: number): number {
    return recorded(this.left.value, place);
  }

  /** @param share of the whole volume, negative for softer. */
  louder(share: number): void {
    this.volume.value = Math.min(Math.max(0, Math.round((this.volume.value + share) * 100) / 100), 1);
    this.muted.value = false;
  }

  private step(): void {
    const now = performance.now();
    const passed = now - this.lastTick;
    this.lastTick = now;
    const left = this.duration.value - this.time.value;
    this.waiting = this.growing.value && left < (this.waiting ? enough : edge);
    const leader = this.leader();
    if (leader !== null) this.lead(leader);
    else {
      this.stalled.value = this.playing.value && this.waiting;
      if (this.playing.value && !this.waiting) this.time.value += passed * this.rate.value;
    }
    if (this.playing.value && this.ended.value) this.playing.value = false;
    else if (this.playing.value) this.leap();
    for (const member of this.members.values()) {
      if (member !== leader) this.follow(member);
    }
  }

  private leap(): void {
    const to = leapFrom(this.left.value, this.time.value);
    if (to !== null) this.seek(to);
  }

  /** The mix that covers the present moment, if it has one. */
  private leader(): Member | null {
    for (const member of this.members.values()) {
      if (member.rendition.kind === "mix" && this.covers(member.rendition) && !member.element.ended) return member;
    }
    return null;
  }

  private lead({ rendition, element }: Member): void {
    element.volume = this.volume.value;
    element.muted = this.muted.value;
    element.playbackRate = this.rate.value;
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) {
      this.stalled.value = this.playing.value;
      return;
    }
    // Entered from a gap or from before the first load: the element comes to the clock, from then on the clock follows it.
    if (!element.seeking && Math.abs(element.currentTime - this.place(rendition)) > 1) element.currentTime = this.place(rendition);
    const run = this.playing.value && !this.waiting;
    if (run && element.paused) void this.start(element);
    if (!run && !element.paused) element.pause();
    this.stalled.value = this.playing.value && (this.waiting || element.seeking || element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA);
    if (!element.seeking) this.time.value = rendition.startMs + element.currentTime * 1000;
  }

  private follow({ rendition, element }: Member): void {
    if (element.readyState < HTMLMediaElement.HAVE_METADATA) return;
    if (!this.covers(rendition)) {
      if (!element.paused) element.pause();
      return;
    }
    const off = element.currentTime - this.place(rendition);
    if (Math.abs(off) > jump) {
      if (!element.seeking || Math.abs(off) > lost) element.currentTime = this.place(rendition);
      element.playbackRate = this.rate.value;
    } else {
      element.playbackRate = this.rate.value * (Math.abs(off) < unseen ? 1 : off > 0 ? 1 - nudge : 1 + nudge);
    }
    const run = this.playing.value && !this.stalled.value;
    if (run && element.paused && !element.ended) void element.play().catch(() => undefined);
    if (!run && !element.paused) element.pause();
  }

  private covers({ startMs, durationMs }: Rendition): boolean {
    return this.time.value >= startMs && this.time.value < startMs + durationMs;
  }

  /** The present moment in a rendition's own seconds. */
  private place({ startMs }: Rendition): number {
    return Math.max(0, (this.time.value - startMs) / 1000);
  }

  private async start(element: HTMLMediaElement): Promise<void> {
    try {
      await element.play();
    } catch (error) {
      // Sound without a touch of the page is refused: the reader presses play.
      if (error instanceof DOMException && error.name === "NotAllowedError") this.playing.value = false;
    }
  }
}
