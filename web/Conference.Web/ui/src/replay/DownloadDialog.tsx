import { Download } from "lucide-preact";
import { http } from "../api/http";
import type { RecordingDetail } from "../contract/http";
import { Dialog } from "../parts/Dialog";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";
import { size } from "../text/format";

/** What can be taken along of a recording. */
export function DownloadDialog({ recording, close }: { recording: RecordingDetail; close: () => void }) {
  return (
    <Dialog title={t("replay.download")} close={close}>
      {recording.state === "ready" ? <Archive id={recording.id} /> : <p>{t("replay.download.notReady")}</p>}
    </Dialog>
  );
}

function Archive({ id }: { id: string }) {
  const address = `/api/recordings/${id}/archive`;
  const bytes = useResource((signal) => http.size(address, signal), address);
  return (
    <div class="stack">
      <p>{t("replay.archive.text")}</p>
      {bytes.state === "loading" && <Loading />}
      {bytes.state === "failed" && <ProblemMessage problem={bytes.problem} retry={bytes.reload} />}
      {bytes.state === "there" && (
        <a class="button primary" href={address} download data-testid="replay-archive" data-bytes={bytes.value}>
          <Download size={20} aria-hidden="true" />{t("replay.archive", { size: size(bytes.value) })}
        </a>
      )}
    </div>
  );
}
