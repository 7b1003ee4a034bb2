import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { CaptionTrack } from "../contract/http";
import { ProblemMessage } from "../parts/ProblemMessage";
import { t } from "../text";
import { languageName } from "../text/format";

interface CaptionFilesProps {
  recordingId: string;
  tracks: readonly CaptionTrack[];
  changed: () => void;
}

/** Owner and staff put WebVTT files to a recording, one per language, and take them away. */
export function CaptionFiles({ recordingId, tracks, changed }: CaptionFilesProps) {
  const [language, setLanguage] = useState("ru");
  const [problem, setProblem] = useState<Problem | null>(null);
  const address = (code: string) => `/api/recordings/${recordingId}/captions/${code}`;
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await work();
      changed();
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const choose = (input: HTMLInputElement) => {
    const file = input.files?.[0];
    input.value = "";
    if (file !== undefined) void attempt(() => http.putFile(address(language), file, "text/vtt"));
  };
  return (
    <section class="card stack" aria-label={t("replay.captions.files")}>
      <h2>{t("replay.captions.files")}</h2>
      {problem !== null && <ProblemMessage problem={problem} />}
      {problem?.code === "captions-invalid" && <p class="small quiet" lang="en">{problem.message}</p>}
      {tracks.length === 0 ? <p class="quiet">{t("replay.captions.none")}</p> : (
        <ul class="lines">
          {tracks.map((track) => (
            <li key={track.language} data-testid="caption-file" data-language={track.language}>
              <span class="grow">{languageName(track.language)}</span>
              <button type="button" class="button plain small" onClick={() => void attempt(() => http.delete(address(track.language)))}>{t("upload.remove")}</button>
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        <label class="field">
          <span>{t("replay.captions.language")}</span>
          <select value={language} onChange={(e) => setLanguage(e.currentTarget.value)}>{offered.map((code) => <option key={code} value={code}>{languageName(code)}</option>)}</select>
        </label>
        <label class="field"><span>{t("replay.captions.file")}</span><input type="file" accept=".vtt,text/vtt" data-testid="caption-choose" onChange={(e) => choose(e.currentTarget)} /></label>
      </div>
    </section>
  );
}

/** The languages of teaching here and around; any other goes by the API. */
const offered: readonly string[] = ["ru", "en", "de", "fr", "es", "zh", "ar", "tr", "kk", "uz", "be", "uk", "fa", "hi", "pt", "it"];
