import { useEffect } from "preact/hooks";
import { loadSession, person, session, sessionProblem } from "./api/session";
import { DeadEnd } from "./pages/DeadEnd";
import { HomePage } from "./pages/HomePage";
import { InvitePage } from "./pages/InvitePage";
import { PeoplePage } from "./pages/PeoplePage";
import { RecordingsPage } from "./pages/RecordingsPage";
import { RoomPage } from "./pages/RoomPage";
import { SharedPage } from "./pages/SharedPage";
import { SignInPage } from "./pages/SignInPage";
import { Lazy } from "./parts/Lazy";
import { Loading } from "./parts/Loading";
import { Page } from "./parts/Page";
import { ProblemMessage } from "./parts/ProblemMessage";
import { path } from "./router";
import { t } from "./text";

/** Chooses the page of the present path, and the sign-in in front of those that need an account. */
export function App() {
  useEffect(() => { void loadSession(); }, []);
  const [first = "", second = "", ...rest] = path.value.split("/").filter((part) => part !== "");
  const depth = rest.length > 0 ? 3 : second !== "" ? 2 : first !== "" ? 1 : 0;

  // These work without an account, and without waiting for the session.
  if (first === "r" && depth === 2) return <RoomPage key={second} code={decodeURIComponent(second)} />;
  if (first === "invite" && depth === 2) return <InvitePage token={decodeURIComponent(second)} />;
  if (first === "shared" && depth === 2) return <SharedPage key={second} code={decodeURIComponent(second)} />;
  if (first === "sign-in" && depth === 1) return <SignInPage />;

  if (session.value === null) return <Waiting />;
  // Students see recordings of rooms they were in; who may not is asked to sign in by the page itself.
  if (first === "recordings" && depth === 2) {
    return (
      <Lazy key={`${second} ${person.value?.id}`} load={async () => (await import("./replay/ReplayPage")).ReplayPage} props={{ id: decodeURIComponent(second) }} />
    );
  }
  if (person.value === null) return <SignInPage />;

  if (depth === 0) return <HomePage />;
  if (first === "recordings" && depth === 1) return <RecordingsPage />;
  if (first === "people" && depth === 1) {
    return person.value.role === "administrator" ? <PeoplePage /> : <DeadEnd title={t("error.forbidden")} text={t("people.onlyAdministrator")} />;
  }
  return <DeadEnd title={t("app.notFound")} text={t("app.notFound.text")} />;
}

function Waiting() {
  return (
    <Page title={t("app.name")}>
      {sessionProblem.value === null ? <Loading /> : <ProblemMessage problem={sessionProblem.value} retry={() => void loadSession()} />}
    </Page>
  );
}
