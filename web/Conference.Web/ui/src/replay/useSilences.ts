import { useEffect } from "preact/hooks";
import { http } from "../api/http";
import type { RecordingDetail, Silence } from "../contract/http";
import { useResource } from "../parts/useResource";
import type { SilenceSkipper } from "./SilenceSkipper";

const livePeriod = 8000;

/** Hands the skipper what the server knows. A failure costs the leaps and nothing else, so it is not told. */
export function useSilences({ id, state }: RecordingDetail, skipper: SilenceSkipper): void {
  const growing = state === "recording" || state === "finishing";
  const loaded = useResource((signal) => http.get<Silence[]>(`/api/recordings/${id}/silences`, signal), `${id} ${growing}`, growing ? livePeriod : null);
  const silences = loaded.state === "there" ? loaded.value : null;
  useEffect(() => { if (silences !== null) skipper.silences.value = silences; }, [silences]);
}
