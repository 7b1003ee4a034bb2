import { Captions as Icon } from "lucide-preact";
import { language, t } from "../text";
import { languageName } from "../text/format";
import type { Captions } from "./Captions";

/** On and off; with several languages a choice. Nothing while there are no captions. */
export function CaptionButton({ captions }: { captions: Captions }) {
  const tracks = captions.tracks.value;
  if (tracks.length === 0) return null;
  const shown = tracks.some((track) => track.language === captions.language.value) ? captions.language.value : null;
  return (
    <>
      <button type="button" class="icon-button" aria-label={t("replay.captions")} title={t("replay.captions")} aria-pressed={shown !== null} data-testid="replay-captions" onClick={() => captions.toggle(language.value)}>
        <Icon size={20} aria-hidden="true" />
      </button>
      {tracks.length > 1 && shown !== null && (
        <select class="speed" aria-label={t("replay.captions.language")} value={shown} onChange={(e) => { captions.language.value = e.currentTarget.value; }}>
          {tracks.map((track) => <option key={track.language} value={track.language}>{languageName(track.language)}</option>)}
        </select>
      )}
    </>
  );
}
