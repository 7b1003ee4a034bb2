import { useState } from "preact/hooks";
import type { RoomDoor } from "../contract/http";
import { http } from "../api/http";
import { session, sessionProblem } from "../api/session";
import { Loading } from "../parts/Loading";
import { Lazy } from "../parts/Lazy";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import type { Ending } from "../room/Ending";
import { recallTab } from "../room/TabMemory";
import { PreJoin } from "../room/view/PreJoin";
import type { Entrance } from "../room/RoomSession";
import { RoomEnd } from "../room/view/RoomEnd";
import { RoomRecordings } from "../room/view/RoomRecordings";
import { t } from "../text";
import { DeadEnd } from "./DeadEnd";

/** What the lecture view needs to begin: a person at the door, or a tab that was inside before its reload. */
export type Way = { kind: "entrance"; entrance: Entrance } | { kind: "resume"; code: string };

type Place = { at: "door" } | { at: "inside"; way: Way } | { at: "end"; ending: Ending; teacher: boolean };

/** `/r/{code}`: the door, the lecture, and its end. */
export function RoomPage({ code }: { code: string }) {
  const [place, setPlace] = useState<Place>(() => (recallTab(code) === null ? { at: "door" } : { at: "inside", way: { kind: "resume", code } }));

  if (place.at === "inside") {
    return (
      <Lazy load={async () => (await import("../room/view/LecturePage")).LecturePage}
        props={{ way: place.way, ended: (ending: Ending, teacher: boolean) => setPlace({ at: "end", ending, teacher }) }} />
    );
  }
  if (place.at === "end") return <RoomEnd ending={place.ending} teacher={place.teacher} again={() => setPlace({ at: "door" })} />;
  return <Door code={code} enter={(entrance) => setPlace({ at: "inside", way: { kind: "entrance", entrance } })} />;
}

function Door({ code, enter }: { code: string; enter: (entrance: Entrance) => void }) {
  const address = `/api/rooms/${encodeURIComponent(code)}`;
  const door = useResource((signal) => http.get<RoomDoor>(address, signal), address, 10_000);
  // An account holder's name stands in the form from the start; a session that cannot be had does not stop anybody.
  const sessionKnown = session.value !== null || sessionProblem.value !== null;
  if (door.state === "failed" && (door.problem.code === "room-gone" || door.problem.status === 404)) {
    return <DeadEnd title={t("door.gone")} text={t("door.gone.text")} testId="room-gone" />;
  }
  return (
    <Page title={door.state === "there" ? door.value.title : t("app.name")}>
      {(door.state === "loading" || !sessionKnown) && <Loading text="door.loading" />}
      {door.state === "failed" && <ProblemMessage problem={door.problem} retry={door.reload} />}
      {door.state === "there" && sessionKnown && <PreJoin door={door.value} enter={enter} />}
      {door.state === "there" && <RoomRecordings code={door.value.code} />}
    </Page>
  );
}
