import { signal } from "@preact/signals";

export interface DeviceList {
  microphones: MediaDeviceInfo[];
  cameras: MediaDeviceInfo[];
  speakers: MediaDeviceInfo[];
}

/** The devices of this computer; their names come only after the first permission. */
export const deviceList = signal<DeviceList>({ microphones: [], cameras: [], speakers: [] });

export async function refreshDeviceList(): Promise<void> {
  const devices = await (navigator.mediaDevices as MediaDevices | undefined)?.enumerateDevices().catch(() => []) ?? [];
  const ofKind = (kind: MediaDeviceKind) => devices.filter((d) => d.kind === kind && d.deviceId !== "" && d.deviceId !== "default" && d.deviceId !== "communications");
  deviceList.value = { microphones: ofKind("audioinput"), cameras: ofKind("videoinput"), speakers: ofKind("audiooutput") };
}

(navigator.mediaDevices as MediaDevices | undefined)?.addEventListener("devicechange", () => void refreshDeviceList());
