import type { RecordingDetail, RecordingVideo, VideoLayout } from "../contract/http";
import { t } from "../text";
import { en } from "../text/en";

const layouts: readonly VideoLayout[] = ["screenAndCamera", "camera", "grid"];

/** Layouts that there is something of and, for who may have them made, those that would look different of this recording. */
export function layoutsFor({ hasCamera, hasScreen, mayEdit, renditions }: Pick<RecordingDetail, "hasCamera" | "hasScreen" | "mayEdit" | "renditions">, videos: readonly RecordingVideo[]): VideoLayout[] {
  const pictures = new Set(renditions.filter((r) => r.kind === "camera" || r.kind === "screen").map((r) => `${r.kind} ${r.participant ?? ""}`)).size;
  return layouts.filter((layout) => {
    if (videos.some((video) => video.layout === layout)) return true;
    if (!mayEdit) return false;
    if (layout === "camera") return hasCamera && (hasScreen || pictures > 1);
    return layout === "screenAndCamera" || pictures > 2;
  });
}

/** Why a video could not be made, in words; a code of a newer server is told as it is. */
export function failureText(failure: string | null): string {
  const key = `video.failure.${failure ?? "internal"}`;
  return key in en ? t(key as "video.failure.internal") : t("video.failure.other", { code: failure ?? "" });
}
