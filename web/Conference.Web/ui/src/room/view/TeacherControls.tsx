import { Circle, CirclePause, CirclePlay, CircleStop, DoorClosed, Mic, MicOff, Video, VideoOff } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { BarButton } from "./BarButton";
import { ConfirmAbove } from "./ConfirmAbove";
import { MarkButton } from "./MarkButton";

/** Record, the two switches, the end: what only the teacher has. */
export function TeacherControls({ session }: { session: RoomSession }) {
  const room = session.room.value;
  const [asking, setAsking] = useState<"stop" | "end" | null>(null);
  const { state } = session.recording.value;
  const paused = state === "paused";
  const running = state === "recording" || state === "starting" || paused;
  const close = () => setAsking(null);
  // What runs can be stopped, whatever the room's settings say meanwhile.
  const offered = running || room?.recording !== "off";
  return (
    <>
      {offered && <ConfirmAbove open={asking === "stop"} question={t("room.record.stop.ask")} confirm={t("room.record.stop.confirm")} confirmTestId="record-stop-confirm"
        yes={() => { close(); session.stopRecording(); }} no={close}>
        <BarButton icon={running ? CircleStop : Circle} label={t("room.record")} title={t(running ? "room.record.stop" : "room.record.start")} pressed={running}
          disabled={state === "finishing"} testId="record-button" {...(running ? { look: "recording" as const } : {})}
          press={() => (running ? setAsking("stop") : session.startRecording())} />
      </ConfirmAbove>}
      {running && (
        <BarButton icon={paused ? CirclePlay : CirclePause} label={t(paused ? "room.record.resume.short" : "room.record.pause.short")}
          title={t(paused ? "room.record.resume" : "room.record.pause")} testId="pause-button"
          press={() => (paused ? session.resumeRecording() : session.pauseRecording())} />
      )}
      {running && !paused && <MarkButton session={session} />}
      {room !== null && (
        <>
          <BarButton icon={room.studentsMaySpeak ? Mic : MicOff} label={t("room.switch.speak.short")} title={`${t("room.switches")}: ${t("room.switch.speak").toLocaleLowerCase()}`}
            checked={room.studentsMaySpeak} testId="switch-speak" press={() => session.setSwitches({ studentsMaySpeak: !room.studentsMaySpeak })} />
          <BarButton icon={room.studentsMayShowCamera ? Video : VideoOff} label={t("room.switch.camera.short")} title={`${t("room.switches")}: ${t("room.switch.camera").toLocaleLowerCase()}`}
            checked={room.studentsMayShowCamera} testId="switch-camera" press={() => session.setSwitches({ studentsMayShowCamera: !room.studentsMayShowCamera })} />
        </>
      )}
      <ConfirmAbove open={asking === "end"} question={t("room.end.ask")} confirm={t("room.end.confirm")} confirmTestId="end-confirm"
        yes={() => { close(); session.endLecture(); }} no={close}>
        <BarButton icon={DoorClosed} label={t("room.end")} title={t("room.end.title")} testId="end-button" press={() => setAsking("end")} />
      </ConfirmAbove>
    </>
  );
}
