import { ArrowLeft, Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { person } from "../api/session";
import type { RecordingDetail } from "../contract/http";
import { follow } from "../router";
import { t } from "../text";
import { dateTime } from "../text/format";
import { DownloadDialog } from "./DownloadDialog";

/** What is played, and what else can be done with it. */
export function ReplayHead({ recording }: { recording: RecordingDetail }) {
  const [downloading, setDownloading] = useState(false);
  return (
    <div class="replay-head">
      <div>
        {person.value !== null && <a class="back small" href="/recordings" onClick={follow}><ArrowLeft size={16} aria-hidden="true" />{t("replay.back")}</a>}
        <h1 dir="auto">{recording.title}</h1>
        <p class="quiet numbers">{recording.teacher}{recording.startedAt !== null && ` · ${dateTime(recording.startedAt)}`}</p>
      </div>
      {recording.mayDownload && recording.state !== "failed" && (
        <button type="button" class="button small" data-testid="replay-download" aria-haspopup="dialog" onClick={() => setDownloading(true)}>
          <Download size={16} aria-hidden="true" />{t("replay.download")}
        </button>
      )}
      {downloading && <DownloadDialog recording={recording} close={() => setDownloading(false)} />}
    </div>
  );
}
