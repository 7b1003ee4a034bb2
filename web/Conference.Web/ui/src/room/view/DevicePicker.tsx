import { t, type TextKey } from "../../text";
import { chooseDevices, deviceChoice } from "../deviceChoice";
import { deviceList } from "../deviceList";
import type { DeviceKind } from "../deviceTrouble";

/** Firefox and Safari choose the speaker themselves. */
const speakerChoosable = "setSinkId" in HTMLMediaElement.prototype;

/** Which microphone, camera and speaker; remembered in this browser. */
export function DevicePicker({ change }: { change: (kind: DeviceKind, id: string) => void }) {
  const { microphones, cameras, speakers } = deviceList.value;
  const { microphoneId, cameraId, speakerId } = deviceChoice.value;
  return (
    <div class="stack">
      <Choice label="door.microphone" devices={microphones} chosen={microphoneId} choose={(id) => change("microphone", id)} />
      <Choice label="door.camera" devices={cameras} chosen={cameraId} choose={(id) => change("camera", id)} />
      {speakerChoosable && speakers.length > 0 && <Choice label="door.speaker" devices={speakers} chosen={speakerId} choose={(id) => chooseDevices({ speakerId: id })} />}
    </div>
  );
}

interface ChoiceProps {
  label: TextKey;
  devices: readonly MediaDeviceInfo[];
  chosen: string;
  choose: (id: string) => void;
}

function Choice({ label, devices, chosen, choose }: ChoiceProps) {
  return (
    <label class="field">
      <span>{t(label)}</span>
      <select value={devices.some((d) => d.deviceId === chosen) ? chosen : ""} onChange={(e) => choose(e.currentTarget.value)}>
        <option value="">{t("door.default")}</option>
        {devices.map((d, n) => <option key={d.deviceId} value={d.deviceId}>{d.label === "" ? `${t(label)} ${n + 1}` : d.label}</option>)}
      </select>
    </label>
  );
}
