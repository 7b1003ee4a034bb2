import { Ellipsis, LayoutGrid, LogOut, MessageSquare, Mic, MicOff, MonitorUp, MonitorX, Presentation, Users, Video, VideoOff } from "lucide-preact";
import { useState } from "preact/hooks";
import { t } from "../../text";
import { devicesReachable } from "../deviceTrouble";
import { canShareScreen } from "../openDevice";
import type { RoomSession } from "../RoomSession";
import { BarButton } from "./BarButton";
import { MorePanel } from "./MorePanel";
import { phone, tight } from "./narrow";
import type { RoomView } from "./roomViewState";
import { TeacherControls } from "./TeacherControls";

/** The one bar: own devices, panels, the teacher's group, and the way out. */
export function ControlBar({ session, view }: { session: RoomSession; view: RoomView }) {
  const [more, setMore] = useState(false);
  const manages = session.rights.value.manage;
  const groupInMore = manages && tight.value;
  const panels = (
    <>
      <BarButton icon={Users} label={t("room.people")} title={t("room.people")} expanded={view.panel.value === "people"} testId="people-button" press={() => view.toggle("people")} />
      <LayoutButton view={view} />
    </>
  );
  return (
    <section class="control-bar" aria-label={t("room.region.bar")}>
      <div class="group">
        <MicrophoneButton session={session} />
        <CameraButton session={session} />
        {!phone.value && <ShareButton session={session} />}
      </div>
      <div class="group">
        <ChatButton session={session} view={view} />
        {!phone.value && panels}
        <BarButton icon={Ellipsis} label={t("room.more")} title={t("room.more")} expanded={more} testId="more-button" press={() => setMore(!more)} />
      </div>
      {manages && !tight.value && <div class="group teacher" role="group" aria-label={t("room.teacher")}><TeacherControls session={session} /></div>}
      <div class="group leave">
        <BarButton icon={LogOut} label={t("room.leave")} title={t("room.leave")} look="danger" testId="leave-button" press={() => void session.leave()} />
      </div>
      {more && (
        <MorePanel view={view} close={() => setMore(false)}>
          {phone.value && <div class="group">{session.rights.value.screen && <ShareButton session={session} />}{panels}</div>}
          {groupInMore && <div class="group teacher" role="group" aria-label={t("room.teacher")}><TeacherControls session={session} /></div>}
        </MorePanel>
      )}
    </section>
  );
}

function MicrophoneButton({ session }: { session: RoomSession }) {
  const on = session.media.microphoneOn.value;
  const allowed = session.rights.value.microphone;
  const title = !devicesReachable() ? t("device.insecure") : !allowed ? t("room.microphone.forbidden") : t(on ? "room.microphone.off" : "room.microphone.on");
  return (
    <BarButton icon={on ? Mic : MicOff} label={t("room.microphone")} title={title} pressed={on} disabled={!allowed || !devicesReachable()} {...(on ? {} : { look: "off" as const })}
      testId="mic-button" press={() => void session.media.setMicrophone(!on)} />
  );
}

function CameraButton({ session }: { session: RoomSession }) {
  const on = session.media.cameraOn.value;
  const allowed = session.rights.value.camera;
  const title = !devicesReachable() ? t("device.insecure") : !allowed ? t("room.camera.forbidden") : t(on ? "room.camera.off" : "room.camera.on");
  return (
    <BarButton icon={on ? Video : VideoOff} label={t("room.camera")} title={title} pressed={on} disabled={!allowed || !devicesReachable() || session.media.camera.opening.value}
      {...(on ? {} : { look: "off" as const })} testId="camera-button" press={() => void session.media.setCamera(!on)} />
  );
}

function ShareButton({ session }: { session: RoomSession }) {
  const on = session.media.screenOn.value;
  if (!session.rights.value.screen) return null;
  return (
    <BarButton icon={on ? MonitorX : MonitorUp} label={t("room.share.short")} title={canShareScreen() ? t(on ? "room.share.off" : "room.share.on") : t("room.share.unsupported")}
      pressed={on} disabled={!canShareScreen()} testId="share-button" press={() => void (on ? session.media.stopScreen() : session.media.startScreen())} />
  );
}

function ChatButton({ session, view }: { session: RoomSession; view: RoomView }) {
  const unread = session.chat.unread.value;
  return (
    <BarButton icon={MessageSquare} label={t("room.chat")} title={unread > 0 ? t("room.chat.unread", { count: unread }) : t("room.chat")}
      expanded={view.panel.value === "chat"} badge={unread} testId="chat-button" press={() => view.toggle("chat")} />
  );
}

function LayoutButton({ view }: { view: RoomView }) {
  const grid = view.mode.value === "grid";
  return (
    <BarButton icon={grid ? Presentation : LayoutGrid} label={t(grid ? "room.speaker" : "room.grid")} title={t(grid ? "room.layout.speaker" : "room.layout.grid")}
      testId="layout-button" press={() => { view.mode.value = grid ? "speaker" : "grid"; }} />
  );
}
