import { Mic, MicOff, MonitorUp, Video, WifiOff } from "lucide-preact";
import type { ParticipantView } from "../../contract/hub";
import { CopyLink } from "../../parts/CopyLink";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";

export function PeoplePanel({ session }: { session: RoomSession }) {
  const roster = [...session.roster.value].sort(byRole);
  return (
    <>
      <ul class="roster" aria-label={t("roster.list")} tabIndex={0}>
        {roster.map((p) => <Row key={p.id} participant={p} self={p.id === session.ownId.value} speaking={session.speakers.value.includes(p.id)} />)}
      </ul>
      <div class="panel-foot stack">
        <span class="small quiet">{t("roster.link")}</span>
        <CopyLink url={`${location.origin}/r/${session.code}`} label={t("roster.link")} />
      </div>
    </>
  );
}

function Row({ participant, self, speaking }: { participant: ParticipantView; self: boolean; speaking: boolean }) {
  const { name, role, microphoneOn, cameraOn, screenOn, connection } = participant;
  const Microphone = microphoneOn ? Mic : MicOff;
  return (
    <li data-testid="participant" data-name={name} data-participant-id={participant.id} data-role={role} data-microphone={microphoneOn} data-camera={cameraOn} data-screen={screenOn}
      data-connection={connection} class={speaking ? "speaking" : ""}>
      <span class="who">
        <span class="whole-name"><span class="name" dir="auto" title={name}>{name}</span>{self && <span class="quiet">({t("room.you").toLocaleLowerCase()})</span>}</span>
        {role === "teacher" && <span class="small quiet">{t("roster.teacher")}</span>}
      </span>
      {connection === "reconnecting" && <WifiOff size={18} role="img" aria-label={t("roster.reconnecting")} />}
      {screenOn && <MonitorUp size={18} role="img" aria-label={t("roster.screen.on")} />}
      {cameraOn && <Video size={18} role="img" aria-label={t("roster.camera.on")} />}
      <Microphone size={18} role="img" class={microphoneOn ? "" : "dim"} aria-label={t(microphoneOn ? "roster.microphone.on" : "roster.microphone.off")} />
    </li>
  );
}

function byRole(a: ParticipantView, b: ParticipantView): number {
  return (a.role === "teacher" ? 0 : 1) - (b.role === "teacher" ? 0 : 1);
}
