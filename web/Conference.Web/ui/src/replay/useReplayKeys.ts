import { useEffect } from "preact/hooks";
import type { ReplayClock } from "./ReplayClock";
import { stepSpeed } from "./speeds";

/** What the keys do beside the clock's own business. */
export interface ReplayActions {
  fullscreen(): void;
  inset(): void;
  swap(): void;
  silence(): void;
  captions(): void;
  help(): void;
  chapter(direction: 1 | -1): void;
}

/** The keys of the big video sites; `KeyHelp` lists them. */
export function useReplayKeys(clock: ReplayClock, actions: ReplayActions): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      const range = target instanceof HTMLInputElement && target.type === "range";
      if (!range && target?.closest("input, select, textarea") != null) return;
      const volume = target?.classList.contains("volume") === true;
      // A scrolled list keeps the keys that scroll it.
      const list = target?.closest("[role=log], [role=tablist]") != null;
      // By place on the keyboard, so that the keys work in the Russian layout too; signs also where the layout has them.
      if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) actions.help();
      else if (event.key === "<" || (event.code === "Comma" && event.shiftKey)) clock.rate.value = stepSpeed(clock.rate.value, -1);
      else if (event.key === ">" || (event.code === "Period" && event.shiftKey)) clock.rate.value = stepSpeed(clock.rate.value, 1);
      else if (event.code === "Space") {
        // A focused button answers the space bar itself.
        if (target?.closest("button, a") != null) return;
        clock.toggle();
      } else if (/^Digit\d$/.test(event.code) && !event.shiftKey) clock.seek(clock.recorded((clock.length.value * Number(event.code.at(-1))) / 10));
      else {
        switch (event.code) {
          case "KeyK": clock.toggle(); break;
          case "KeyJ": clock.skip(-10_000); break;
          case "KeyL": clock.skip(10_000); break;
          case "ArrowLeft": if (volume || list) return; clock.skip(-5000); break;
          case "ArrowRight": if (volume || list) return; clock.skip(5000); break;
          case "ArrowUp": if (volume || list) return; clock.louder(0.1); break;
          case "ArrowDown": if (volume || list) return; clock.louder(-0.1); break;
          case "Home": if (list) return; clock.seek(0); break;
          case "End": if (list) return; clock.seek(clock.duration.value); break;
          case "KeyM": clock.muted.value = !clock.muted.value; break;
          case "KeyN": actions.chapter(1); break;
          case "KeyP": actions.chapter(-1); break;
          case "KeyI": actions.inset(); break;
          case "KeyS": actions.swap(); break;
          case "KeyX": actions.silence(); break;
          case "KeyC": actions.captions(); break;
          case "KeyF": actions.fullscreen(); break;
          default: return;
        }
      }
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [clock, actions]);
}
