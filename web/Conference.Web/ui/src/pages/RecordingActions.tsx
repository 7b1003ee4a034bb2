import { Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RecordingRow } from "../contract/http";
import { ProblemMessage } from "../parts/ProblemMessage";
import { t } from "../text";
import { dateOnly } from "../text/format";

/** Owner and staff are told so long before a recording is deleted. Milliseconds. */
const warnedFor = 7 * 24 * 3600 * 1000;

/** What those who may edit a recording can do about its life: delete it and take that back, or keep it beyond its room's days. */
export function RecordingActions({ row, changed }: { row: RecordingRow; changed: () => void }) {
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!row.mayEdit || (row.state !== "ready" && row.state !== "failed")) return null;
  const address = `/api/recordings/${row.id}`;
  const attempt = async (work: Promise<unknown>) => {
    setAsking(false);
    setProblem(null);
    await work.then(changed, (error: unknown) => setProblem(Problem.of(error)));
  };
  const due = row.deletesAt !== null && Date.parse(row.deletesAt) - Date.now() <= warnedFor ? dateOnly(row.deletesAt) : null;
  return (
    <>
      {row.deletedAt !== null && (
        <div class="life">
          <span class="small">{t("recordings.deleted", { date: dateOnly(row.deletesAt ?? row.deletedAt) })}</span>
          <button type="button" class="button small" data-testid="recording-restore" onClick={() => void attempt(http.post(`${address}/restore`))}>{t("recordings.restore")}</button>
        </div>
      )}
      {row.deletedAt === null && due !== null && (
        <div class="life" data-testid="recording-due">
          <span class="small due">{t("recordings.due", { date: due })}</span>
          <button type="button" class="button small" data-testid="recording-keep" onClick={() => void attempt(http.put(`${address}/kept`, { kept: true }))}>{t("recordings.keep")}</button>
        </div>
      )}
      {row.deletedAt === null && row.kept && (
        <div class="life" data-testid="recording-kept">
          <span class="small quiet">{t("recordings.kept")}</span>
          <button type="button" class="button plain small" data-testid="recording-unkeep" onClick={() => void attempt(http.put(`${address}/kept`, { kept: false }))}>{t("recordings.unkeep")}</button>
        </div>
      )}
      {row.deletedAt === null && !asking && (
        <button type="button" class="button plain small" data-testid="recording-delete" title={t("recordings.delete")} aria-label={`${t("recordings.delete")}: ${row.title}`} onClick={() => setAsking(true)}>
          <Trash2 size={18} aria-hidden="true" />
        </button>
      )}
      {asking && (
        <div class="confirm" role="alertdialog" aria-label={t("recordings.delete.ask")}>
          <span>{t("recordings.delete.ask")}</span>
          <button type="button" class="button danger small" data-testid="recording-delete-confirm" ref={(b) => b?.focus()} onClick={() => void attempt(http.delete(address))}>{t("recordings.delete.confirm")}</button>
          <button type="button" class="button small" onClick={() => setAsking(false)}>{t("action.cancel")}</button>
        </div>
      )}
      {problem !== null && <ProblemMessage problem={problem} />}
    </>
  );
}
