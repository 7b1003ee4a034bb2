import { signal } from "@preact/signals";

/** Remembered per browser: which devices, and whether to enter with them on. */
export interface DeviceChoice {
  microphoneId: string;
  cameraId: string;
  speakerId: string;
  microphoneOn: boolean;
  cameraOn: boolean;
  name: string;
}

const memoryKey = "conference.devices";
const initial: DeviceChoice = { microphoneId: "", cameraId: "", speakerId: "", microphoneOn: true, cameraOn: true, name: "" };

function remembered(): DeviceChoice {
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(memoryKey) ?? "{}") as Partial<DeviceChoice>) };
  } catch {
    return initial;
  }
}

export const deviceChoice = signal<DeviceChoice>(remembered());

export function chooseDevices(change: Partial<DeviceChoice>): void {
  deviceChoice.value = { ...deviceChoice.value, ...change };
  localStorage.setItem(memoryKey, JSON.stringify(deviceChoice.value));
}
