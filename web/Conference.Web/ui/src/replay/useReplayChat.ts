import { useEffect, useRef, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RecordedMessage } from "../contract/http";
import type { Resource } from "../parts/useResource";
import { withNewer } from "./chatUpTo";

const livePeriod = 4000;

/** The chat of a recording; while it grows only what is new is asked for. */
export function useReplayChat(id: string, growing: boolean): Resource<readonly RecordedMessage[]> {
  const [held, setHeld] = useState<readonly RecordedMessage[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [round, setRound] = useState(0);
  const present = useRef(held);
  present.current = held;
  const reload = () => setRound((n) => n + 1);

  useEffect(() => {
    const abort = new AbortController();
    const load = async () => {
      try {
        const after = present.current?.at(-1)?.sequence ?? 0;
        const answer = await http.get<RecordedMessage[]>(`/api/recordings/${id}/chat?after=${after}`, abort.signal);
        setProblem(null);
        setHeld((old) => withNewer(old ?? [], answer));
      } catch (error) {
        // What is there stays; the next round tries again.
        if (!abort.signal.aborted) setProblem(Problem.of(error));
      }
    };
    void load();
    const timer = growing ? setInterval(() => { if (document.visibilityState === "visible") void load(); }, livePeriod) : undefined;
    addEventListener("online", load);
    return () => {
      abort.abort();
      clearInterval(timer);
      removeEventListener("online", load);
    };
  }, [id, growing, round]);

  if (held !== null) return { state: "there", value: held, reload };
  if (problem !== null) return { state: "failed", problem, reload };
  return { state: "loading", reload };
}
