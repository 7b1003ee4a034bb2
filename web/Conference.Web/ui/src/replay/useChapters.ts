import { http } from "../api/http";
import type { Chapter, RecordingDetail } from "../contract/http";
import { type Resource, useResource } from "../parts/useResource";

/** The teacher may set a mark at any time. Milliseconds. */
const livePeriod = 8000;

export function useChapters({ id, state }: RecordingDetail): Resource<readonly Chapter[]> {
  const growing = state === "recording" || state === "finishing";
  return useResource((signal) => http.get<Chapter[]>(`/api/recordings/${id}/chapters`, signal), `${id} ${growing}`, growing ? livePeriod : null);
}
