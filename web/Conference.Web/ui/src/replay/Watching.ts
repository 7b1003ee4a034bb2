import type { Silence, WatchedSpan } from "../contract/http";
import { Problem } from "../api/Problem";
import type { ReplayClock } from "./ReplayClock";
import { leaps } from "./silences";

/** What was played is told this often, and when the page goes; at a pause only if nothing was told just now. Milliseconds. */
const period = 60_000;
const justNow = 15_000;
/** Less was a glance on the way elsewhere. Milliseconds. */
const glance = 500;
/** Beyond what the speed explains, a step of the clock may be so much longer before it is a leap. Milliseconds. */
const slack = 400;
/** Of one report; of what could not be told for hours the latest is kept. */
const most = 200;

type Send = (spans: readonly WatchedSpan[]) => Promise<unknown>;

/** Notes which stretches of a recording are played, and tells them. Seeking over a stretch is not watching it; leaping over a silence is: there was nothing to hear. */
export class Watching {
  private present: WatchedSpan | null = null;
  private untold: WatchedSpan[] = [];
  private last: { time: number; at: number };
  private telling = false;
  private toldAt = Number.NEGATIVE_INFINITY;
  private readonly stop: () => void;

  constructor(private readonly clock: ReplayClock, private readonly silences: () => readonly Silence[], private readonly send: Send) {
    this.last = { time: clock.time.peek(), at: performance.now() };
    const timer = setInterval(() => void this.tell(), period);
    const stopTime = clock.time.subscribe((time) => this.step(time));
    const stopPlaying = clock.playing.subscribe((playing) => { if (!playing && performance.now() - this.toldAt > justNow) void this.tell(); });
    this.stop = () => { clearInterval(timer); stopTime(); stopPlaying(); };
  }

  close(): void {
    this.stop();
    void this.tell(true);
  }

  /** @param leaving there is no later: not even what is on its way now is waited for. */
  async tell(leaving = false): Promise<void> {
    this.endSpan();
    if (this.untold.length === 0 || (this.telling && !leaving)) return;
    const spans = this.untold.slice(-most);
    this.untold = [];
    this.telling = true;
    this.toldAt = performance.now();
    try {
      await this.send(spans);
    } catch (error) {
      // Refused for good (somebody who may not see it any more): it is of no use to anybody. Else it comes along next time.
      const { status } = Problem.of(error);
      if (status < 400 || status === 429 || status >= 500) this.untold = [...spans, ...this.untold].slice(-most);
    } finally {
      this.telling = false;
    }
  }

  private step(time: number): void {
    const now = performance.now();
    const { time: from, at } = this.last;
    this.last = { time, at: now };
    if (!this.clock.playing.peek() || this.clock.whole.peek()) return this.endSpan();
    const possible = (now - at) * this.clock.rate.peek() * 1.25 + slack;
    if (time < from || (time - from > possible && !leaps(this.silences(), from, time))) {
      this.endSpan();
      this.present = { startMs: time, endMs: time };
    } else {
      this.present = { startMs: this.present?.startMs ?? from, endMs: time };
    }
  }

  private endSpan(): void {
    const span = this.present;
    this.present = null;
    if (span === null) return;
    const before = this.untold.at(-1);
    const [startMs, endMs] = [Math.round(span.startMs), Math.round(span.endMs)];
    if (before !== undefined && before.endMs === startMs) this.untold[this.untold.length - 1] = { startMs: before.startMs, endMs };
    else if (endMs - startMs >= glance) this.untold.push({ startMs, endMs });
  }
}
