import { deviceChoice } from "./deviceChoice";
import { devicesReachable, type DeviceKind } from "./deviceTrouble";

/** Opens the chosen device, or any other of its kind when the chosen one is gone. Throws what getUserMedia throws. */
export async function openDevice(kind: DeviceKind): Promise<MediaStreamTrack> {
  if (!devicesReachable()) throw new DOMException("insecure origin", "SecurityError");
  const id = kind === "microphone" ? deviceChoice.value.microphoneId : deviceChoice.value.cameraId;
  try {
    return await open(kind, id);
  } catch (error) {
    if (error instanceof DOMException && (error.name === "OverconstrainedError" || error.name === "NotFoundError") && id !== "") return open(kind, "");
    throw error;
  }
}

async function open(kind: DeviceKind, id: string): Promise<MediaStreamTrack> {
  const deviceId: MediaTrackConstraints = id === "" ? {} : { deviceId: { exact: id } };
  const constraints: MediaStreamConstraints = kind === "microphone"
    ? { audio: { ...deviceId, echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: { ideal: 1 } } }
    : { video: { ...deviceId, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } } };
  const stream = await navigator.mediaDevices.getUserMedia(constraints);
  const track = stream.getTracks()[0]!;
  track.contentHint = kind === "microphone" ? "speech" : "motion";
  return track;
}

/** The shared screen and, where the browser gives it, its sound. Throws NotAllowedError when the person cancels. */
export async function openScreen(): Promise<{ video: MediaStreamTrack; audio: MediaStreamTrack | null }> {
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 15, max: 30 } },
    // The shared sound is music or speech already mixed: it is passed on as it is.
    audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const video = stream.getVideoTracks()[0]!;
  video.contentHint = "detail";
  return { video, audio: stream.getAudioTracks()[0] ?? null };
}

export function canShareScreen(): boolean {
  return (navigator.mediaDevices as MediaDevices | undefined)?.getDisplayMedia !== undefined;
}
