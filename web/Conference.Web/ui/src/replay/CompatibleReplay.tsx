import type { ComponentChildren } from "preact";
import { http } from "../api/http";
import type { CompatibleRendition, RecordingDetail, Rendition } from "../contract/http";
import { Loading } from "../parts/Loading";
import { Message } from "../parts/Message";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";

const period = 5000;

interface CompatibleReplayProps {
  recording: RecordingDetail;
  children: (rendition: Rendition) => ComponentChildren;
}

/** For a browser that cannot play the tracks: the rendition that it can play, or how far that is. */
export function CompatibleReplay({ recording, children }: CompatibleReplayProps) {
  const address = `/api/recordings/${recording.id}/compatible`;
  const found = useResource((signal) => http.get<CompatibleRendition>(address, signal), address, period);
  if (found.state === "loading") return <Loading text="replay.loading" />;
  if (found.state === "failed") return <ProblemMessage problem={found.problem} retry={found.reload} />;
  const { state, progress, playlist, durationMs } = found.value;
  if (playlist !== null) return <>{children({ ...single, durationMs, playlist })}</>;
  const live = recording.state !== "ready";
  const text = live ? t("compatible.live")
    : state === "running" ? t("compatible.running", { percent: Math.floor(progress / 10) })
    : state === "queued" ? t("compatible.queued")
    : state === "failed" ? t("compatible.failed")
    : t("replay.unsupported.text");
  return <Message weight="weak" title={t("replay.unsupported")} testId="compatible-waiting"><p>{text}</p></Message>;
}

/** It leads the clock like a mix: one element with sound and picture from the recording's start to its end. */
const single: Rendition = {
  id: "compatible", kind: "mix", format: "hls", participant: null, codecs: "avc1.640028,mp4a.40.2", startMs: 0, durationMs: 0, width: 1920, height: 1080, gaps: [], playlist: "",
};
