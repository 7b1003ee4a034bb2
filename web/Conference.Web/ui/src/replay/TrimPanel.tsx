import { CornerUpLeft, PanelLeftClose, PanelRightClose, Scissors, Undo2 } from "lucide-preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { Cut, RecordingDetail } from "../contract/http";
import { Message } from "../parts/Message";
import { ProblemMessage } from "../parts/ProblemMessage";
import { t } from "../text";
import { clock as written } from "../text/format";
import { shownLength } from "./cuts";
import { Jump } from "./Jump";
import type { ReplayClock } from "./ReplayClock";
import { Trimmer } from "./Trimmer";

interface TrimPanelProps {
  recording: RecordingDetail;
  clock: ReplayClock;
  saved: () => void;
}

/** Start, end and stretches that are left out. Nothing of the recording is deleted. */
export function TrimPanel({ recording, clock, saved }: TrimPanelProps) {
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <div class="row trim-closed">
        <button type="button" class="button small" data-testid="trim-open" onClick={() => setOpen(true)}><Scissors size={16} aria-hidden="true" />{t("trim.open")}</button>
        {recording.cuts.length > 0 && <span class="small quiet">{t("trim.shortened", { time: written(recording.durationMs - shownLength(recording.cuts, recording.durationMs)) })}</span>}
      </div>
    );
  }
  return <Trimming recording={recording} clock={clock} close={() => setOpen(false)} saved={() => { saved(); setOpen(false); }} />;
}

function Trimming({ recording, clock, close, saved }: TrimPanelProps & { close: () => void }) {
  const trimmer = useMemo(() => new Trimmer(recording.cuts, recording.durationMs), []);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [saving, setSaving] = useState(false);
  const now = clock.time.value;

  // What is about to be cut out can be seen and heard until it is saved.
  useEffect(() => {
    clock.whole.value = true;
    return () => { clock.whole.value = false; };
  }, []);
  useEffect(() => trimmer.cuts.subscribe((cuts) => { clock.draft.value = cuts; }), []);
  useEffect(() => () => { clock.draft.value = []; }, []);

  function save(): void {
    setSaving(true);
    setProblem(null);
    http.put(`/api/recordings/${recording.id}/cuts`, { cuts: trimmer.cuts.value }).then(saved, (error: unknown) => {
      setSaving(false);
      setProblem(Problem.of(error));
    });
  }

  return (
    <section class="trim stack" aria-labelledby="trim-title" data-testid="trim">
      <div>
        <h2 id="trim-title">{t("trim.title")}</h2>
        <p class="quiet">{t("trim.text")}</p>
      </div>
      <div class="row">
        <button type="button" class="button small" data-testid="trim-start" onClick={() => trimmer.startAt(now)}><PanelLeftClose size={16} aria-hidden="true" />{t("trim.start", { time: written(now) })}</button>
        <button type="button" class="button small" data-testid="trim-end" onClick={() => trimmer.endAt(now)}><PanelRightClose size={16} aria-hidden="true" />{t("trim.end", { time: written(now) })}</button>
        <button type="button" class="button small" data-testid="trim-mark" aria-pressed={trimmer.from.value !== null} onClick={() => trimmer.mark(now)}>
          <Scissors size={16} aria-hidden="true" />{trimmer.from.value === null ? t("trim.from", { time: written(now) }) : t("trim.to", { from: written(trimmer.from.value), time: written(now) })}
        </button>
        {trimmer.from.value !== null && <button type="button" class="button small" onClick={() => trimmer.unmark()}>{t("trim.unmark")}</button>}
        <button type="button" class="button small" data-testid="trim-undo" disabled={!trimmer.canUndo.value} onClick={() => trimmer.undo()}><Undo2 size={16} aria-hidden="true" />{t("trim.undo")}</button>
      </div>
      <Cuts trimmer={trimmer} clock={clock} />
      {trimmer.leavesNothing.value && <Message weight="weak"><p>{t("trim.nothing")}</p></Message>}
      {problem !== null && <ProblemMessage problem={problem} />}
      <div class="row">
        <button type="button" class="button primary small" data-testid="trim-save" disabled={saving || !trimmer.changed.value || trimmer.leavesNothing.value} onClick={save}>{t("trim.save")}</button>
        <button type="button" class="button small" data-testid="trim-cancel" onClick={close}>{t("action.cancel")}</button>
        <span class="small numbers quiet" role="status">{t("trim.length", { time: written(shownLength(trimmer.cuts.value, recording.durationMs)), whole: written(recording.durationMs) })}</span>
      </div>
    </section>
  );
}

function Cuts({ trimmer, clock }: { trimmer: Trimmer; clock: ReplayClock }) {
  const cuts = trimmer.cuts.value;
  if (cuts.length === 0) return null;
  return (
    <ul class="trim-cuts small" aria-label={t("trim.cuts")}>
      {cuts.map((cut: Cut) => (
        <li key={cut.startMs} data-testid="trim-cut" data-start={cut.startMs} data-end={cut.endMs}>
          <Jump at={cut.startMs} clock={clock} /><span aria-hidden="true">–</span><Jump at={cut.endMs} clock={clock} />
          <button type="button" class="button plain small" onClick={() => trimmer.remove(cut)}><CornerUpLeft size={16} aria-hidden="true" />{t("trim.restore")}</button>
        </li>
      ))}
    </ul>
  );
}
