import { Download, RotateCcw, Trash2, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RecordingDetail, RecordingVideo, VideoLayout } from "../contract/http";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { ConfirmAbove } from "../room/view/ConfirmAbove";
import { t } from "../text";
import { clock, size } from "../text/format";
import { failureText, layoutsFor } from "./videoFiles";

/** While one is made its progress is asked for this often. */
const period = 2500;

/** The recording as one video file, in a layout of the reader's choice: made on demand, watched meanwhile, taken along. */
export function VideoFiles({ recording }: { recording: RecordingDetail }) {
  const address = `/api/recordings/${recording.id}/videos`;
  const videos = useResource((signal) => http.get<RecordingVideo[]>(address, signal), address, period);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (!recording.mayEdit && (videos.state !== "there" || videos.value.length === 0)) return null;

  function change(action: Promise<unknown>): void {
    setProblem(null);
    action.then(videos.reload, (error: unknown) => setProblem(Problem.of(error)));
  }

  return (
    <section class="card stack" aria-labelledby="video-files-title" data-testid="video-files">
      <h2 id="video-files-title">{t("video.title")}</h2>
      {recording.mayEdit && <p class="quiet">{t("video.text")}</p>}
      {problem !== null && <ProblemMessage problem={problem} />}
      {videos.state === "loading" && <Loading />}
      {videos.state === "failed" && <ProblemMessage problem={videos.problem} retry={videos.reload} />}
      {videos.state === "there" && (
        <ul class="lines">
          {layoutsFor(recording, videos.value).map((layout) => (
            <Row key={layout} layout={layout} mayEdit={recording.mayEdit} video={videos.value.find((v) => v.layout === layout) ?? null}
              make={() => change(http.post(address, { layout }))} remove={() => change(http.delete(`${address}/${layout}`))} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  layout: VideoLayout;
  /** Who may not edit the recording takes along what is there. */
  mayEdit: boolean;
  video: RecordingVideo | null;
  make: () => void;
  remove: () => void;
}

function Row({ layout, mayEdit, video, make, remove }: RowProps) {
  const state = video?.state ?? null;
  const open = state === "queued" || state === "running";
  const file = video?.file ?? null;
  return (
    <li data-testid="video-file" data-layout={layout} data-state={state ?? "none"}>
      <div class="grow">
        <div class="title">{t(`video.layout.${layout}`)}</div>
        <div class="small quiet">{file === null ? t(`video.layout.${layout}.text`) : t("video.size", { size: size(file.bytes), time: clock(file.durationMs) })}</div>
        {file !== null && !file.isCurrent && <p class="small">{t("video.stale")}</p>}
        {video !== null && open && <Progress video={video} />}
        {state === "failed" && <p class="small" role="status">{t("video.failed", { reason: failureText(video?.failure ?? null) })}</p>}
      </div>
      {file !== null && (
        <a class="button small primary" href={file.url} download data-testid="video-download"><Download size={16} aria-hidden="true" />{t("video.download")}</a>
      )}
      {mayEdit && (open
        ? <button type="button" class="button small" onClick={remove} data-testid="video-cancel"><X size={16} aria-hidden="true" />{t("action.cancel")}</button>
        : state === "failed"
          ? <button type="button" class="button small" onClick={make} data-testid="video-retry"><RotateCcw size={16} aria-hidden="true" />{t("video.retry")}</button>
          : (file === null || !file.isCurrent) && <button type="button" class="button small" onClick={make} data-testid="video-make">{t(file === null ? "video.make" : "video.remake")}</button>)}
      {mayEdit && !open && file !== null && <Remove layout={layout} remove={remove} />}
    </li>
  );
}

function Progress({ video }: { video: RecordingVideo }) {
  const percent = Math.floor(video.progress / 10);
  const said = video.state === "running" ? t("video.running", { percent }) : video.failure !== null ? t("video.again", { reason: failureText(video.failure) }) : t("video.queued");
  return (
    <div class="video-progress">
      {video.state === "running" && <progress max={1000} value={video.progress} aria-label={said} data-testid="video-progress" />}
      <span class="small numbers">{said}</span>
    </div>
  );
}

function Remove({ layout, remove }: { layout: VideoLayout; remove: () => void }) {
  const [asking, setAsking] = useState(false);
  const label = t("video.delete", { layout: t(`video.layout.${layout}`) });
  return (
    <ConfirmAbove open={asking} question={t("video.delete.question")} confirm={t("video.delete.confirm")} confirmTestId="video-delete-confirm"
      yes={() => { setAsking(false); remove(); }} no={() => setAsking(false)}>
      <button type="button" class="icon-button" aria-label={label} title={label} data-testid="video-delete" onClick={() => setAsking(!asking)}><Trash2 size={18} aria-hidden="true" /></button>
    </ConfirmAbove>
  );
}
