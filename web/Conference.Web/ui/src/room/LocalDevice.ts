import { signal } from "@preact/signals";
import { troubleOf, type DeviceKind, type DeviceTrouble } from "./deviceTrouble";
import { openDevice } from "./openDevice";

/** The microphone or camera of this browser: closed, opening, open, or in a named trouble. */
export class LocalDevice {
  readonly kind: DeviceKind;
  readonly track = signal<MediaStreamTrack | null>(null);
  readonly opening = signal(false);
  readonly trouble = signal<DeviceTrouble | null>(null);
  private readonly lost: () => void;
  private generation = 0;

  /** @param lost called when the open device goes away by itself (unplugged, taken away by the browser). */
  constructor(kind: DeviceKind, lost: () => void = () => undefined) {
    this.kind = kind;
    this.lost = lost;
  }

  /** The open track, or null when the device cannot be had; the reason is in `trouble`. */
  async open(): Promise<MediaStreamTrack | null> {
    if (this.track.value !== null) return this.track.value;
    const generation = ++this.generation;
    this.opening.value = true;
    this.trouble.value = null;
    try {
      const track = await openDevice(this.kind);
      if (generation !== this.generation) {
        track.stop();
        return this.track.value;
      }
      this.adopt(track);
      return track;
    } catch (error) {
      if (generation === this.generation) this.trouble.value = troubleOf(error);
      return null;
    } finally {
      if (generation === this.generation) this.opening.value = false;
    }
  }

  /** Stops the device, so that its light goes out. */
  close(): void {
    this.generation++;
    this.opening.value = false;
    this.release()?.stop();
  }

  /** Hands the open track over to somebody else without stopping it. */
  release(): MediaStreamTrack | null {
    const track = this.track.value;
    track?.removeEventListener("ended", this.onEnded);
    this.track.value = null;
    return track;
  }

  adopt(track: MediaStreamTrack): void {
    this.release()?.stop();
    track.addEventListener("ended", this.onEnded);
    this.track.value = track;
  }

  private readonly onEnded = () => {
    this.release();
    this.lost();
  };
}
