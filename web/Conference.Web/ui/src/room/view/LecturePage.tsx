import { useEffect, useMemo } from "preact/hooks";
import type { Way } from "../../pages/RoomPage";
import { t } from "../../text";
import type { Ending } from "../Ending";
import { RoomSession } from "../RoomSession";
import { recallTab } from "../TabMemory";
import { AudioOutlet } from "./AudioOutlet";
import { ControlBar } from "./ControlBar";
import { Dialogs } from "./Dialogs";
import { NoticeStack } from "./NoticeStack";
import { Reconnecting } from "./Reconnecting";
import { RoomView } from "./roomViewState";
import { SidePanel } from "./SidePanel";
import { Stage } from "./Stage";
import { TopLine } from "./TopLine";
import { useHotkeys } from "./useHotkeys";
import "../../style/room.css";

interface LecturePageProps {
  way: Way;
  ended: (ending: Ending, teacher: boolean) => void;
}

/** The lecture itself: pictures, one line above, one bar below, one panel on demand. */
export function LecturePage({ way, ended }: LecturePageProps) {
  const session = useMemo(() => begin(way), []);
  const view = useMemo(() => new RoomView(session.chat), []);
  useHotkeys(session, view);

  useEffect(() => {
    void session.open();
    const stopWatching = session.ending.subscribe((ending) => { if (ending !== null) ended(ending, session.rights.value.manage); });
    return () => {
      stopWatching();
      // Away by the browser's back button: a reload never comes here.
      if (session.phase.value !== "over") void session.leave();
    };
  }, []);

  const title = session.room.value?.title;
  useEffect(() => { if (title !== undefined) document.title = `${title} · ${t("app.name")}`; }, [title]);

  const phase = session.phase.value;
  if (phase === "joining") return <div class="hall entering"><p role="status">{t("room.joining")}</p></div>;
  return (
    <div class={`hall room ${phase}`} data-testid="room">
      <TopLine session={session} />
      <main class="hall-middle" aria-label={t("room.region.stage")}>
        <Stage session={session} mode={view.mode.value} />
        {phase === "reconnecting" && <Reconnecting session={session} />}
        <NoticeStack session={session} />
      </main>
      <SidePanel session={session} view={view} />
      <ControlBar session={session} view={view} />
      <AudioOutlet session={session} />
      <Dialogs session={session} view={view} />
    </div>
  );
}

function begin(way: Way): RoomSession {
  if (way.kind === "entrance") return new RoomSession(way.entrance);
  const memory = recallTab(way.code);
  const session = new RoomSession({
    code: way.code,
    name: memory?.name ?? "",
    microphone: memory?.microphoneOn === true ? "open" : null,
    camera: memory?.cameraOn === true ? "open" : null,
    knowsRecording: memory?.knowsRecording === true,
  });
  session.notices.say(t("notice.pageReloaded"));
  return session;
}
