import { useEffect } from "preact/hooks";
import type { ReplayClock } from "./ReplayClock";

/** The keys of the big video sites: space and k, j and l, arrows, f, m. */
export function useReplayKeys(clock: ReplayClock, fullscreen: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const range = target instanceof HTMLInputElement && target.type === "range";
      if (!range && target?.closest("input, select, textarea") != null) return;
      switch (event.code) {
        case "Space":
          // A focused button answers the space bar itself.
          if (target?.closest("button, a") != null) return;
          clock.toggle();
          break;
        case "KeyK": clock.toggle(); break;
        case "KeyJ": clock.skip(-10_000); break;
        case "KeyL": clock.skip(10_000); break;
        case "ArrowLeft": if (volumeOf(target)) return; clock.skip(-5000); break;
        case "ArrowRight": if (volumeOf(target)) return; clock.skip(5000); break;
        case "Home": clock.seek(0); break;
        case "End": clock.seek(clock.duration.value); break;
        case "KeyM": clock.muted.value = !clock.muted.value; break;
        case "KeyF": fullscreen(); break;
        default: return;
      }
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [clock, fullscreen]);
}

function volumeOf(target: HTMLElement | null): boolean {
  return target?.classList.contains("volume") === true;
}
