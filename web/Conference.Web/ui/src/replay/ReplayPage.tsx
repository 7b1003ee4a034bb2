import { useEffect, useMemo } from "preact/hooks";
import { http } from "../api/http";
import type { CaptionTrack, Chapter, RecordingDetail, Rendition } from "../contract/http";
import { DeadEnd } from "../pages/DeadEnd";
import { reasonOf } from "../pages/reasonOf";
import { SignInPage } from "../pages/SignInPage";
import { Loading } from "../parts/Loading";
import { Message } from "../parts/Message";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { follow } from "../router";
import { t } from "../text";
import { CaptionFiles } from "./CaptionFiles";
import { CompatibleReplay } from "./CompatibleReplay";
import { playsCompatible, playsTracks } from "./playable";
import { Player } from "./Player";
import { ReplayClock } from "./ReplayClock";
import { ReplayHead } from "./ReplayHead";
import { ShareLink } from "./ShareLink";
import { TimelinePanel } from "./TimelinePanel";
import { useChapters } from "./useChapters";
import { TrimPanel } from "./TrimPanel";
import { VideoFiles } from "./VideoFiles";
import { ViewersPanel } from "./ViewersPanel";
import "../style/room.css";
import "../style/replay.css";

const none: readonly Chapter[] = [];
const noTracks: readonly CaptionTrack[] = [];

/** While a recording still grows, its length and its renditions are asked for this often. */
const livePeriod = 2500;

export function ReplayPage({ id }: { id: string }) {
  const address = `/api/recordings/${encodeURIComponent(id)}`;
  const first = useResource((signal) => http.get<RecordingDetail>(address, signal), address, livePeriod);
  if (first.state === "failed" && first.problem.status === 401) return <SignInPage />;
  if (first.state === "failed" && (first.problem.status === 404 || first.problem.status === 403 || first.problem.status === 400)) {
    return <DeadEnd title={t("replay.gone")} text={t("replay.gone.text")}><a class="button primary" href="/recordings" onClick={follow}>{t("replay.back")}</a></DeadEnd>;
  }
  return (
    <Page title={first.state === "there" ? first.value.title : t("recordings.title")} width="wide">
      {first.state === "loading" && <Loading text="replay.loading" />}
      {first.state === "failed" && <ProblemMessage problem={first.problem} retry={first.reload} />}
      {first.state === "there" && <Replay recording={first.value} reload={first.reload} />}
    </Page>
  );
}

interface ReplayProps {
  recording: RecordingDetail;
  reload: () => void;
}

function Replay({ recording, reload }: ReplayProps) {
  return (
    <div class="replay stack">
      <ReplayHead recording={recording} />
      <State recording={recording} reload={reload} />
      {recording.mayEdit && recording.renditions.length > 0 && <ViewersPanel id={recording.id} />}
      {recording.mayEdit && recording.audience === "link" && <ShareLink recording={recording} />}
      {recording.state === "ready" && recording.mayDownload && <VideoFiles recording={recording} />}
    </div>
  );
}

function State({ recording, reload }: ReplayProps) {
  const { state, failureReason, renditions } = recording;
  if (state === "failed") {
    return <Message weight="danger" title={t("replay.failed")}><p>{failureReason === null ? t("replay.failed.text") : reasonOf(failureReason)}</p></Message>;
  }
  if (state === "importing") return <Message title={t("replay.importing")}><p>{t("replay.importing.text")}</p></Message>;
  const playable = renditions.filter((r) => r.durationMs > 0);
  if (playable.length === 0) {
    return <Message title={t("replay.requested")}><p>{t("replay.requested.text")}</p></Message>;
  }
  if (!playsTracks(playable)) {
    if (!playsCompatible()) return <Message weight="weak" title={t("replay.unsupported")}><p>{t("replay.unsupported.text")}</p></Message>;
    return <CompatibleReplay recording={recording}>{(rendition) => <Playing recording={recording} reload={reload} compatible={rendition} />}</CompatibleReplay>;
  }
  return (
    <>
      {state === "finishing" && <Message><p>{t("replay.finishing")}</p></Message>}
      <Playing recording={recording} reload={reload} compatible={null} />
    </>
  );
}

function Playing({ recording, reload, compatible }: ReplayProps & { compatible: Rendition | null }) {
  const clock = useMemo(() => new ReplayClock(), []);
  useEffect(() => () => clock.close(), []);
  const chapters = useChapters(recording);
  const captions = useResource((signal) => http.get<CaptionTrack[]>(`/api/recordings/${recording.id}/captions`, signal), recording.id);
  const tracks = captions.state === "there" ? captions.value : noTracks;
  return (
    <>
      <div class="replay-columns">
        <Player recording={recording} clock={clock} chapters={chapters.state === "there" ? chapters.value : none} tracks={tracks} compatible={compatible} />
        <TimelinePanel recording={recording} chapters={chapters} clock={clock} />
      </div>
      {recording.state === "ready" && recording.mayEdit && <TrimPanel recording={recording} clock={clock} saved={reload} />}
      {recording.state === "ready" && recording.mayEdit && <CaptionFiles recordingId={recording.id} tracks={tracks} changed={captions.reload} />}
    </>
  );
}
