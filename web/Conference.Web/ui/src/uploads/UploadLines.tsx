import { useRef, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { PendingUpload } from "../contract/http";
import { ProblemMessage } from "../parts/ProblemMessage";
import { t } from "../text";
import { size } from "../text/format";
import { forget, isSame, type RunningUpload, running, send } from "./running";

/** Every upload that is not a recording yet: those that this page sends, and those that another visit began. */
export function UploadLines({ known, changed }: { known: readonly PendingUpload[]; changed: () => void }) {
  const here = running.value;
  const others = known.filter((upload) => !here.some(({ pending }) => pending.id === upload.id));
  if (here.length + others.length === 0) return null;
  return (
    <section aria-label={t("upload.pending")}>
      <ul class="lines uploads">
        {here.map((upload) => <RunningLine key={upload.pending.id} upload={upload} changed={changed} />)}
        {others.map((upload) => <StoppedLine key={upload.id} upload={upload} changed={changed} />)}
      </ul>
    </section>
  );
}

function RunningLine({ upload: { pending, transfer }, changed }: { upload: RunningUpload; changed: () => void }) {
  const state = transfer.state.value;
  const problem = transfer.problem.value;
  return (
    <li data-testid="upload" data-state={state}>
      <div class="grow stack">
        <div class="title" dir="auto">{pending.title}</div>
        {problem !== null ? <ProblemMessage problem={problem} /> : <Progress sent={transfer.sent.value} length={pending.length} />}
        {state !== "failed" && <div class="small quiet" role="status">{t(`upload.state.${state}`)}</div>}
      </div>
      {state === "done"
        ? <button type="button" class="button small" onClick={() => { forget(pending.id); changed(); }}>{t("action.close")}</button>
        : (
          <>
            <button type="button" class="button small" data-testid="upload-pause" onClick={() => { if (state === "sending" || state === "waiting") transfer.pause(); else void transfer.start(); }}>
              {t(state === "sending" || state === "waiting" ? "upload.pause" : "upload.resume")}
            </button>
            <Remove id={pending.id} changed={changed} />
          </>
        )}
    </li>
  );
}

/** Begun by an earlier visit: the browser has forgotten the file, so it is asked for again. */
function StoppedLine({ upload, changed }: { upload: PendingUpload; changed: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [other, setOther] = useState(false);
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    setOther(!isSame(upload, file));
    if (isSame(upload, file)) send(upload, file);
  };
  return (
    <li data-testid="upload" data-state="stopped">
      <div class="grow stack">
        <div class="title" dir="auto">{upload.title}</div>
        <Progress sent={upload.received} length={upload.length} />
        <div class="small quiet" role="status" dir="auto">{t(other ? "upload.otherFile" : "upload.stopped", { name: upload.fileName })}</div>
      </div>
      <input ref={input} type="file" hidden data-testid="upload-again" onChange={(e) => choose(e.currentTarget.files?.[0])} />
      <button type="button" class="button small" onClick={() => input.current!.click()}>{t("upload.choose")}</button>
      <Remove id={upload.id} changed={changed} />
    </li>
  );
}

function Progress({ sent, length }: { sent: number; length: number }) {
  return (
    <div class="progress">
      <progress max={length} value={sent} aria-label={t("upload.progress")} />
      <span class="small numbers quiet">{t("upload.sent", { sent: size(sent), length: size(length), percent: Math.floor((sent / length) * 100) })}</span>
    </div>
  );
}

function Remove({ id, changed }: { id: string; changed: () => void }) {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const remove = async () => {
    forget(id);
    try {
      await http.delete(`/api/uploads/${id}`, { "Tus-Resumable": "1.0.0" });
      changed();
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  if (problem !== null) return <ProblemMessage problem={problem} />;
  if (!asking) return <button type="button" class="button plain small" onClick={() => setAsking(true)}>{t("upload.remove")}</button>;
  return (
    <span class="confirm">
      <span class="small">{t("upload.remove.sure")}</span>
      <button type="button" class="button danger small" onClick={() => void remove()}>{t("upload.remove")}</button>
      <button type="button" class="button plain small" onClick={() => setAsking(false)}>{t("action.cancel")}</button>
    </span>
  );
}
