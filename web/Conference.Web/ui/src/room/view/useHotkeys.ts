import { useEffect } from "preact/hooks";
import type { RoomSession } from "../RoomSession";
import { t } from "../../text";
import type { RoomView } from "./roomViewState";

/** M microphone, V camera, C chat, P people, G layout, ? the list, space to talk while it is held. */
export function useHotkeys(session: RoomSession, view: RoomView): void {
  useEffect(() => {
    let talking = false;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || writing(event.target) || document.querySelector("dialog[open]") !== null) return;
      // By place on the keyboard, so that the keys work in the Russian layout too.
      switch (event.code) {
        case "KeyM": void session.media.setMicrophone(!session.media.microphoneOn.value); break;
        case "KeyV": void session.media.setCamera(!session.media.cameraOn.value); break;
        case "KeyC": view.toggle("chat"); break;
        case "KeyP": view.toggle("people"); break;
        case "KeyG": view.mode.value = view.mode.value === "grid" ? "speaker" : "grid"; break;
        case "Space":
          if (pressable(event.target) || session.media.microphoneOn.value || !session.rights.value.microphone) return;
          talking = true;
          session.notices.say(t("notice.talking"));
          void session.media.setMicrophone(true);
          break;
        default:
          if (event.key !== "?") return;
          view.shortcutsOpen.value = true;
      }
      event.preventDefault();
    };
    const release = (event: KeyboardEvent) => {
      if (event.code === "Space") stopTalking();
    };
    const stopTalking = () => {
      if (!talking) return;
      talking = false;
      void session.media.setMicrophone(false);
    };
    addEventListener("keydown", press);
    addEventListener("keyup", release);
    // A key that is released in another window is never seen here.
    addEventListener("blur", stopTalking);
    return () => {
      removeEventListener("keydown", press);
      removeEventListener("keyup", release);
      removeEventListener("blur", stopTalking);
    };
  }, [session, view]);
}

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
}

function pressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary") !== null;
}
