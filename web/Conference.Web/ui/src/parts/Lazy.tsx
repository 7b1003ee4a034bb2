import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Problem } from "../api/Problem";
import { Page } from "./Page";
import { ProblemMessage } from "./ProblemMessage";
import { Loading } from "./Loading";
import { t } from "../text";

/** A page whose code is loaded when it is first shown; `load` resolves to its component. */
export function Lazy<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  // A component is itself a function, so it is kept in an object: setState would call it.
  const [loaded, setLoaded] = useState<{ Component: ComponentType<P> } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    load().then((Component) => setLoaded({ Component }), () => setFailed(true));
  }, []);
  if (loaded !== null) return <loaded.Component {...props} />;
  return (
    <Page title={t("app.name")}>
      {failed ? <ProblemMessage problem={Problem.network()} retry={() => location.reload()} /> : <Loading />}
    </Page>
  );
}
