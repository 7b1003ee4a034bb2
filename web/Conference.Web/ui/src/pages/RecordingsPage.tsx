import { Upload } from "lucide-preact";
import { useState } from "preact/hooks";
import { http } from "../api/http";
import type { PendingUpload, RecordingRow, RecordingState } from "../contract/http";
import { Loading } from "../parts/Loading";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { follow } from "../router";
import { t } from "../text";
import { clock, dateTime } from "../text/format";
import { UploadForm } from "../uploads/UploadForm";
import { UploadLines } from "../uploads/UploadLines";
import { RecordingActions } from "./RecordingActions";
import { reasonOf } from "./reasonOf";

export function RecordingsPage() {
  const recordings = useResource((signal) => http.get<RecordingRow[]>("/api/recordings", signal), "recordings", 5000);
  const uploads = useResource((signal) => http.get<PendingUpload[]>("/api/uploads", signal), "uploads");
  const [query, setQuery] = useState("");
  const [room, setRoom] = useState("");
  const [uploading, setUploading] = useState(false);
  const changed = () => { uploads.reload(); recordings.reload(); };
  return (
    <Page title={t("recordings.title")}>
      <div class="page-head">
        <h1>{t("recordings.title")}</h1>
        {!uploading && <button type="button" class="button" data-testid="upload-button" onClick={() => setUploading(true)}><Upload size={18} aria-hidden="true" />{t("upload.title")}</button>}
      </div>
      <div class="upload-place stack">
        {uploading && <UploadForm begun={() => { setUploading(false); changed(); }} close={() => setUploading(false)} />}
        <UploadLines known={uploads.state === "there" ? uploads.value : []} changed={changed} />
      </div>
      {recordings.state === "loading" && <Loading />}
      {recordings.state === "failed" && <ProblemMessage problem={recordings.problem} retry={recordings.reload} />}
      {recordings.state === "there" && recordings.value.length === 0 && <div class="empty">{t("recordings.empty")}</div>}
      {recordings.state === "there" && recordings.value.length > 0 && (
        <div class="stack">
          <Filters all={recordings.value} query={query} setQuery={setQuery} room={room} setRoom={setRoom} />
          <Rows rows={recordings.value.filter((r) => (room === "" || r.roomCode === room) && matches(r, query))} query={query} changed={recordings.reload} />
        </div>
      )}
    </Page>
  );
}

interface FiltersProps {
  all: readonly RecordingRow[];
  query: string;
  setQuery: (query: string) => void;
  room: string;
  setRoom: (room: string) => void;
}

function Filters({ all, query, setQuery, room, setRoom }: FiltersProps) {
  const rooms = new Map(all.map((r) => [r.roomCode, r.roomTitle]));
  return (
    <div class="filters">
      <label class="field"><span>{t("recordings.search")}</span><input type="search" value={query} onInput={(e) => setQuery(e.currentTarget.value)} /></label>
      {rooms.size > 1 && (
        <label class="field">
          <span>{t("recordings.room")}</span>
          <select value={room} onChange={(e) => setRoom(e.currentTarget.value)}>
            <option value="">{t("recordings.allRooms")}</option>
            {[...rooms].map(([code, title]) => <option key={code} value={code}>{title}</option>)}
          </select>
        </label>
      )}
    </div>
  );
}

function Rows({ rows, query, changed }: { rows: readonly RecordingRow[]; query: string; changed: () => void }) {
  if (rows.length === 0) return <p class="quiet" role="status">{t("recordings.search.none", { query })}</p>;
  return (
    <ul class="lines">{rows.map((row) => <Row key={row.id} row={row} changed={changed} />)}</ul>
  );
}

function Row({ row, changed }: { row: RecordingRow; changed: () => void }) {
  return (
    <li data-testid="recording-row" data-state={row.state} {...(row.deletedAt === null ? {} : { "data-deleted": true })}>
      <div class="poster" aria-hidden="true">{row.poster !== null && <img src={row.poster} alt="" loading="lazy" />}</div>
      <div class="grow">
        <div class="title">{row.state === "failed" || row.state === "importing" ? row.title : <a href={`/recordings/${row.id}`} onClick={follow}>{row.title}</a>}</div>
        <div class="small quiet numbers">{row.startedAt !== null && dateTime(row.startedAt)} · {row.teacher} · {contents(row)}</div>
        {row.state === "failed" && row.failureReason !== null && <div class="small">{reasonOf(row.failureReason)}</div>}
      </div>
      <StateBadge state={row.state} />
      <span class="numbers length">{row.state === "failed" || row.state === "requested" || row.state === "importing" ? "" : clock(row.durationMs)}</span>
      <RecordingActions row={row} changed={changed} />
    </li>
  );
}

export function StateBadge({ state }: { state: RecordingState }) {
  const look = state === "recording" ? "red" : state === "failed" ? "amber" : state === "ready" ? "" : state === "importing" ? "" : "live";
  return <span class={`badge ${look}`}>{state === "recording" && <span class="dot" aria-hidden="true" />}{t(`recordings.state.${state}`)}</span>;
}

function contents({ hasCamera, hasScreen }: RecordingRow): string {
  const parts = [hasScreen ? t("recordings.has.screen") : "", hasCamera ? t("recordings.has.camera") : ""].filter((p) => p !== "");
  return parts.length === 0 ? t("recordings.has.sound") : parts.join(", ");
}

function matches({ title, teacher }: RecordingRow, query: string): boolean {
  const wanted = query.trim().toLocaleLowerCase();
  return wanted === "" || `${title} ${teacher}`.toLocaleLowerCase().includes(wanted);
}
