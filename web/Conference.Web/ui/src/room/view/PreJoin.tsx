import { ChevronRight, Mic, MicOff, Video, VideoOff } from "lucide-preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { person } from "../../api/session";
import type { RoomDoor } from "../../contract/http";
import { Field } from "../../parts/Field";
import { Message } from "../../parts/Message";
import { t } from "../../text";
import { chooseDevices, deviceChoice } from "../deviceChoice";
import { refreshDeviceList } from "../deviceList";
import { devicesReachable } from "../deviceTrouble";
import { LocalDevice } from "../LocalDevice";
import type { Entrance } from "../RoomSession";
import { DevicePicker } from "./DevicePicker";
import { DeviceTroubles } from "./DeviceTroubles";
import { LevelBar } from "./LevelBar";
import { MediaView } from "./MediaView";

/** In front of the lecture: see and hear oneself, say one's name, go in. */
export function PreJoin({ door, enter }: { door: RoomDoor; enter: (entrance: Entrance) => void }) {
  const devices = useMemo(() => ({ microphone: new LocalDevice("microphone"), camera: new LocalDevice("camera") }), []);
  const [name, setName] = useState(person.value?.name ?? deviceChoice.value.name);
  const [wrong, setWrong] = useState<string>();
  const { microphone, camera } = devices;

  const openWanted = async () => {
    const wanted = deviceChoice.value;
    // Both at once, so that a browser that asks, asks about both in one go.
    await Promise.all([wanted.microphoneOn ? microphone.open() : null, wanted.cameraOn ? camera.open() : null]);
    await refreshDeviceList();
  };

  useEffect(() => {
    if (devicesReachable()) void openWanted();
    else microphone.trouble.value = "insecure";
    return () => { microphone.close(); camera.close(); };
  }, []);

  const change = async (device: LocalDevice, id: string) => {
    chooseDevices(device === microphone ? { microphoneId: id } : { cameraId: id });
    if (device.track.value === null) return;
    device.close();
    await device.open();
  };

  const toggle = async (device: LocalDevice) => {
    const on = device.track.value === null;
    chooseDevices(device === microphone ? { microphoneOn: on } : { cameraOn: on });
    if (on) await device.open();
    else device.close();
    await refreshDeviceList();
  };

  const join = (withDevices: boolean) => {
    const trimmed = name.trim();
    if (trimmed === "" && person.value === null) {
      setWrong(t("error.name"));
      document.querySelector<HTMLInputElement>("[data-testid=name-input]")?.focus();
      return;
    }
    chooseDevices({ name: trimmed });
    enter({
      code: door.code, name: trimmed, microphone: withDevices ? handOver(microphone) : null, camera: withDevices ? handOver(camera) : null,
      knowsRecording: door.recording !== "none",
    });
  };

  const anythingOn = microphone.track.value !== null || camera.track.value !== null;
  return (
    <div class="door">
      <section aria-label={t("door.preview")}>
        <div class="preview">
          {camera.track.value !== null
            ? <MediaView track={camera.track.value} label={t("door.preview")} />
            : <div class="off"><VideoOff size={32} aria-hidden="true" /><p>{t(camera.opening.value ? "device.asking" : "door.previewOff")}</p></div>}
          <LevelBar track={microphone.track.value} />
        </div>
        <div class="toggles">
          <DeviceToggle device={microphone} toggle={toggle} testId="mic-button" />
          <DeviceToggle device={camera} toggle={toggle} testId="camera-button" />
        </div>
      </section>
      <form class="side" onSubmit={(e) => { e.preventDefault(); join(true); }} noValidate>
        <div class="facts">
          <h1>{door.title}</h1>
          <p class="quiet">{t("door.teacher", { name: door.teacher })}</p>
          <p class="quiet" aria-live="polite">{presence(door)}</p>
        </div>
        <Field label={t("door.name")} hint={t("door.name.hint")} wrong={wrong} maxLength={60} autoComplete="name" value={name}
          change={(value) => { setName(value); setWrong(undefined); }} testId="name-input" />
        {door.recording !== "none" && (
          <Message weight="weak" title={t(door.recording === "running" ? "door.recorded" : "door.recorded.automatic")} testId="door-recorded">
            <p>{t("door.recorded.text")}</p>
          </Message>
        )}
        <DeviceTroubles microphone={microphone} camera={camera} retry={() => void openWanted()} />
        <div class="stack">
          <button class="button primary wide" data-testid="join-button">{t("door.join")}</button>
          {anythingOn && <button type="button" class="button plain wide" data-testid="join-off-button" onClick={() => join(false)}>{t("door.joinOff")}</button>}
        </div>
        {devicesReachable() && (
          <details>
            <summary><ChevronRight size={18} aria-hidden="true" />{t("door.devices")}</summary>
            <DevicePicker change={(kind, id) => void change(devices[kind], id)} />
          </details>
        )}
      </form>
    </div>
  );
}

function DeviceToggle({ device, toggle, testId }: { device: LocalDevice; toggle: (device: LocalDevice) => Promise<void>; testId: string }) {
  const on = device.track.value !== null;
  const [On, Off] = device.kind === "microphone" ? [Mic, MicOff] : [Video, VideoOff];
  const Icon = on ? On : Off;
  return (
    <button type="button" class="toggle" aria-pressed={on} data-testid={testId} disabled={!devicesReachable()} onClick={() => void toggle(device)}>
      <Icon size={20} aria-hidden="true" />{t(device.kind === "microphone" ? "door.microphone" : "door.camera")}
    </button>
  );
}

/** A quick person joins before the device is ready: then it is opened inside. */
function handOver(device: LocalDevice): Entrance["microphone"] {
  return device.opening.value ? "open" : device.release();
}

function presence({ live, participants, role }: RoomDoor): string {
  const who = participants > 0 ? t("door.inside", { count: participants }) : t(live ? "door.nobody" : "door.notLive");
  return role === "teacher" ? `${who}. ${t("door.role.teacher")}.` : `${who}.`;
}
