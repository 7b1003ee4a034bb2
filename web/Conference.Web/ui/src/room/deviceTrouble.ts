export type DeviceKind = "microphone" | "camera";
export type DeviceTrouble = "denied" | "none" | "busy" | "failed" | "insecure";

/** False on http outside localhost, where browsers hide all devices from the page. */
export function devicesReachable(): boolean {
  return (navigator.mediaDevices as MediaDevices | undefined)?.getUserMedia !== undefined;
}

/** Why getUserMedia failed, in the words of the pages. */
export function troubleOf(error: unknown): DeviceTrouble {
  if (!devicesReachable()) return "insecure";
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError": case "SecurityError": return "denied";
    case "NotFoundError": case "OverconstrainedError": return "none";
    // Windows and Firefox: the device is held by another program.
    case "NotReadableError": case "AbortError": return "busy";
    default: return "failed";
  }
}
