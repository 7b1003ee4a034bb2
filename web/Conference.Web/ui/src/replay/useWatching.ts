import { useEffect } from "preact/hooks";
import { http } from "../api/http";
import type { ReplayClock } from "./ReplayClock";
import type { SilenceSkipper } from "./SilenceSkipper";
import { Watching } from "./Watching";

/** Tells the server what is watched of the recording. A failure costs the figure and nothing else, so it is not shown. */
export function useWatching(id: string, clock: ReplayClock, skipper: SilenceSkipper): void {
  useEffect(() => {
    const watching = new Watching(clock, () => (skipper.on.peek() ? skipper.silences.peek() : []), (spans) => http.tell(`/api/recordings/${id}/watched`, { spans }));
    // A phone puts pages away and never comes back to them.
    const hide = () => { if (document.visibilityState === "hidden") void watching.tell(true); };
    const leave = () => void watching.tell(true);
    document.addEventListener("visibilitychange", hide);
    addEventListener("pagehide", leave);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("pagehide", leave);
      watching.close();
    };
  }, [id, clock, skipper]);
}
