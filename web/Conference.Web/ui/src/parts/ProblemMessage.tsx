import type { Problem } from "../api/Problem";
import { hasText, t } from "../text";
import { Message } from "./Message";

/** What happened, what to do, and the number that is in the server's log. */
export function ProblemMessage({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const { title, text } = wordsFor(problem);
  return (
    <Message weight="danger" title={title}>
      {text !== null && <p>{text}</p>}
      {problem.traceId !== null && <p class="small">{t("error.trace", { id: problem.traceId })}</p>}
      {retry !== undefined && <div class="actions"><button type="button" class="button small" onClick={retry}>{t("action.retry")}</button></div>}
    </Message>
  );
}

function wordsFor({ code }: Problem): { title: string; text: string | null } {
  if (code === "network") return { title: t("error.network"), text: t("error.network.text") };
  if (code === "not-allowed" || code === "sign-in-first") return { title: t("error.forbidden"), text: t("error.forbidden.text") };
  const key = `error.${code}`;
  if (hasText(key)) return { title: t(key), text: null };
  return { title: t("error.server"), text: t("error.server.text") };
}
