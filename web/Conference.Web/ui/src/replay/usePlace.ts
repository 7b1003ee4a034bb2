import { useEffect } from "preact/hooks";
import { keepPlace } from "./places";
import type { ReplayClock } from "./ReplayClock";

const period = 5000;

/** Remembers where the reader is: every few seconds of playing, at each pause, and when the page goes. */
export function usePlace(id: string, clock: ReplayClock): void {
  useEffect(() => {
    const keep = () => keepPlace(id, clock.time.peek(), clock.growing.peek() ? null : clock.duration.peek());
    const timer = setInterval(() => { if (clock.playing.peek()) keep(); }, period);
    const stop = clock.playing.subscribe((playing) => { if (!playing && clock.time.peek() > 0) keep(); });
    // A phone that puts the page away tells nothing later.
    addEventListener("pagehide", keep);
    return () => {
      keep();
      clearInterval(timer);
      stop();
      removeEventListener("pagehide", keep);
    };
  }, [id, clock]);
}
