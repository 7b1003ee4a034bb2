import { useCallback, useEffect, useState } from "preact/hooks";
import { Problem } from "../api/Problem";

export type Resource<T> =
  | { state: "loading"; reload: () => void }
  | { state: "failed"; problem: Problem; reload: () => void }
  | { state: "there"; value: T; reload: () => void };

/**
 * Loads a value for a component: loading, failed or there, one of them always true. A reload that fails keeps the old value.
 * @param every milliseconds between quiet reloads while the page is visible; null for none.
 */
export function useResource<T>(load: (signal: AbortSignal) => Promise<T>, key: string, every: number | null = null): Resource<T> {
  const [held, setHeld] = useState<{ key: string; value?: T; problem?: Problem }>({ key });
  const [round, setRound] = useState(0);
  const reload = useCallback(() => setRound((n) => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    load(abort.signal).then(
      (value) => setHeld({ key, value }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setHeld((old) => (old.key === key && old.value !== undefined ? old : { key, problem: Problem.of(error) }));
      },
    );
    return () => abort.abort();
  }, [key, round]);

  useEffect(() => {
    if (every === null) return;
    const timer = setInterval(() => { if (document.visibilityState === "visible") reload(); }, every);
    return () => clearInterval(timer);
  }, [every]);

  useEffect(() => {
    addEventListener("online", reload);
    return () => removeEventListener("online", reload);
  }, []);

  if (held.key === key && held.value !== undefined) return { state: "there", value: held.value, reload };
  if (held.key === key && held.problem !== undefined) return { state: "failed", problem: held.problem, reload };
  return { state: "loading", reload };
}
