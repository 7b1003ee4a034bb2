import { useEffect, useState } from "preact/hooks";
import { http } from "../../api/http";
import type { RecordingRow } from "../../contract/http";
import { follow } from "../../router";
import { t } from "../../text";
import { clock, dateTime } from "../../text/format";

/** Most of them; the rest is on the recordings page of those who have an account. */
const most = 20;

/** Below the door: what was recorded in this room, for those who may see it. Nothing at all for others. */
export function RoomRecordings({ code }: { code: string }) {
  const [rows, setRows] = useState<readonly RecordingRow[]>([]);
  useEffect(() => {
    const abort = new AbortController();
    // Who is new here is refused, and sees no list.
    http.get<RecordingRow[]>(`/api/recordings?room=${encodeURIComponent(code)}`, abort.signal).then(setRows, () => undefined);
    return () => abort.abort();
  }, [code]);
  const playable = rows.filter((r) => r.state !== "failed" && r.state !== "requested").slice(0, most);
  if (playable.length === 0) return null;
  return (
    <section class="section" data-testid="room-recordings">
      <h2>{t("door.recordings")}</h2>
      <ul class="lines">
        {playable.map((row) => (
          <li key={row.id}>
            <div class="grow title"><a href={`/recordings/${row.id}`} onClick={follow}>{row.startedAt === null ? row.title : dateTime(row.startedAt)}</a></div>
            <span class="numbers length">{clock(row.durationMs)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
