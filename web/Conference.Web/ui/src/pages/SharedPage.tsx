import { http } from "../api/http";
import { Loading } from "../parts/Loading";
import { Lazy } from "../parts/Lazy";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";
import { DeadEnd } from "./DeadEnd";

/** `/shared/{code}`: a recording that somebody sent the link of. The server lets this browser see it from then on. */
export function SharedPage({ code }: { code: string }) {
  const address = `/api/shared/${encodeURIComponent(code)}`;
  const shared = useResource((signal) => http.post<{ id: string }>(address, {}, signal), address);
  if (shared.state === "there") {
    return <Lazy key={shared.value.id} load={async () => (await import("../replay/ReplayPage")).ReplayPage} props={{ id: shared.value.id }} />;
  }
  if (shared.state === "failed" && shared.problem.status === 404) return <DeadEnd title={t("shared.gone")} text={t("shared.gone.text")} />;
  return (
    <Page title={t("recordings.title")}>
      {shared.state === "loading" ? <Loading text="replay.loading" /> : <ProblemMessage problem={shared.problem} retry={shared.reload} />}
    </Page>
  );
}
