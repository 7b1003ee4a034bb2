import { useId, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { PendingUpload, RoomRow } from "../contract/http";
import { Field } from "../parts/Field";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";
import { size } from "../text/format";
import { createUpload } from "./createUpload";
import { send } from "./running";

/** A file, the room that it belongs to, its title and its day; then it is sent. */
export function UploadForm({ begun, close }: { begun: () => void; close: () => void }) {
  const rooms = useResource((signal) => http.get<RoomRow[]>("/api/rooms", signal), "rooms");
  return (
    <section class="card stack" aria-label={t("upload.title")}>
      <h2>{t("upload.title")}</h2>
      {rooms.state === "loading" && <Loading />}
      {rooms.state === "failed" && <ProblemMessage problem={rooms.problem} retry={rooms.reload} />}
      {rooms.state === "there" && rooms.value.length === 0 && <p>{t("upload.noRoom")}</p>}
      {rooms.state === "there" && rooms.value.length > 0
        ? <Form rooms={rooms.value} begun={begun} close={close} />
        : <div><Close close={close} /></div>}
    </section>
  );
}

function Close({ close }: { close: () => void }) {
  return <button type="button" class="button plain" onClick={close}>{t("action.close")}</button>;
}

function Form({ rooms, begun, close }: { rooms: readonly RoomRow[]; begun: () => void; close: () => void }) {
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [room, setRoom] = useState(rooms[0]!.code);
  const [title, setTitle] = useState("");
  const [day, setDay] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const choose = (chosen: File | null) => {
    setFile(chosen);
    setProblem(null);
    if (chosen === null) return;
    if (title === "") setTitle(chosen.name.replace(/\.[^.]*$/, "").slice(0, 200));
    // Cameras write the file when the lecture ends, so its day is the likely one.
    if (day === "") setDay(localDay(new Date(chosen.lastModified)));
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (file === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const address = await createUpload(file, { room, title: title.trim(), heldAt: heldAt(day) });
      send(await http.get<PendingUpload>(address), file);
      begun();
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={(e) => void submit(e)}>
      {problem !== null && <ProblemMessage problem={problem} />}
      <div class="field">
        <label class="field-label" for={id}>{t("upload.file")}</label>
        <input id={id} type="file" accept="video/*,.mkv,.webm,.ts,.mts" required data-testid="upload-file" onChange={(e) => choose(e.currentTarget.files?.[0] ?? null)} />
        {file !== null && <span class="hint numbers">{size(file.size)}</span>}
      </div>
      <Field label={t("upload.name")} value={title} change={setTitle} required maxLength={200} testId="upload-title" />
      <div class="filters">
        <label class="field">
          <span>{t("recordings.room")}</span>
          <select value={room} onChange={(e) => setRoom(e.currentTarget.value)} data-testid="upload-room">{rooms.map((r) => <option key={r.code} value={r.code}>{r.title}</option>)}</select>
        </label>
        <Field label={t("upload.day")} value={day} change={setDay} type="date" required max={localDay(new Date())} />
      </div>
      <div class="row"><button class="button primary" disabled={busy || file === null} data-testid="upload-start">{t("upload.start")}</button><Close close={close} /></div>
    </form>
  );
}

/** yyyy-mm-dd where the reader is. */
function localDay(date: Date): string {
  const [y, m, d] = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return `${y}-${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`;
}

/** Noon of the day, or now when that is later today: no time zone makes another day of it. */
function heldAt(day: string): string {
  const noon = new Date(`${day}T12:00:00`);
  return new Date(Math.min(noon.getTime(), Date.now())).toISOString();
}
