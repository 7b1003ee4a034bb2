import { useEffect, useRef, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RoomRow } from "../contract/http";
import { CopyLink } from "../parts/CopyLink";
import { ProblemMessage } from "../parts/ProblemMessage";
import { follow } from "../router";
import { t } from "../text";

/** One field; then the link, at once, to copy. */
export function NewRoom({ created, close }: { created: () => void; close: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const [title, setTitle] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [room, setRoom] = useState<RoomRow | null>(null);

  useEffect(() => { form.current?.querySelector("input")?.focus(); }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (title.trim() === "") return;
    setBusy(true);
    setProblem(null);
    try {
      setRoom(await http.post<RoomRow>("/api/rooms", { title: title.trim() }));
      created();
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  };

  if (room !== null) {
    return (
      <section class="card stack" aria-live="polite">
        <h2>{room.title}</h2>
        <p>{t("home.created")}</p>
        <CopyLink url={room.url} label={t("roster.link")} />
        <div class="row">
          <a class="button primary" href={`/r/${room.code}`} onClick={follow}>{t("home.enter")}</a>
          <button type="button" class="button plain" onClick={close}>{t("action.close")}</button>
        </div>
      </section>
    );
  }
  return (
    <form ref={form} class="card stack" onSubmit={(e) => void submit(e)}>
      {problem !== null && <ProblemMessage problem={problem} />}
      <label class="field">
        <span>{t("home.roomTitle")}</span>
        <input required maxLength={200} value={title} placeholder={t("home.roomTitle.placeholder")} data-testid="room-title-input"
          onInput={(e) => setTitle(e.currentTarget.value)} />
      </label>
      <div class="row">
        <button class="button primary" disabled={busy} data-testid="create-room">{busy ? t("home.creating") : t("home.create")}</button>
        <button type="button" class="button plain" onClick={close}>{t("action.cancel")}</button>
      </div>
    </form>
  );
}
