import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { MediaStateMessage, RightsView } from "../contract/hub";
import { t } from "../text";
import { chooseDevices } from "./deviceChoice";
import { LocalDevice } from "./LocalDevice";
import type { Notices } from "./Notices";
import { canShareScreen, openDevice, openScreen } from "./openDevice";
import type { PublishConnection } from "./PublishConnection";

/** The microphone, camera and screen of this person in the lecture: what is on, what is sent, and what the rights allow. */
export class OwnMedia {
  readonly microphone: LocalDevice;
  readonly camera: LocalDevice;
  readonly microphoneOn = signal(false);
  readonly screen = signal<MediaStreamTrack | null>(null);
  readonly cameraOn: ReadonlySignal<boolean>;
  readonly screenOn: ReadonlySignal<boolean>;
  readonly state: ReadonlySignal<MediaStateMessage>;
  private readonly publish: PublishConnection;
  private readonly notices: Notices;
  private readonly rights: ReadonlySignal<RightsView>;
  private readonly changed: () => void;
  private screenAudio: MediaStreamTrack | null = null;

  /** @param changed called whenever the roster has to hear of a new state. */
  constructor(publish: PublishConnection, rights: ReadonlySignal<RightsView>, notices: Notices, changed: () => void) {
    this.publish = publish;
    this.rights = rights;
    this.notices = notices;
    this.changed = changed;
    this.microphone = new LocalDevice("microphone", () => { notices.say(t("notice.microphoneLost"), "warning"); void this.dropMicrophone(); });
    this.camera = new LocalDevice("camera", () => { notices.say(t("notice.cameraLost"), "warning"); void this.sendCamera(null); });
    this.cameraOn = computed(() => this.camera.track.value !== null);
    this.screenOn = computed(() => this.screen.value !== null);
    this.state = computed(() => ({ microphoneOn: this.microphoneOn.value, cameraOn: this.cameraOn.value, screenOn: this.screenOn.value }));
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (on && !this.rights.value.microphone) return this.notices.say(t("room.microphone.forbidden"), "warning");
    if (!on) {
      // The track stays and sends silence: the way back is instant, and nobody else has to renegotiate.
      if (this.microphone.track.value !== null) this.microphone.track.value.enabled = false;
      this.setMicrophoneOn(false);
      return;
    }
    const wasOpen = this.microphone.track.value !== null;
    const track = await this.microphone.open();
    if (track === null) return this.sayTrouble(this.microphone);
    track.enabled = true;
    this.setMicrophoneOn(true);
    if (!wasOpen) await this.publish.set("microphone", track);
  }

  async setCamera(on: boolean): Promise<void> {
    if (on && !this.rights.value.camera) return this.notices.say(t("room.camera.forbidden"), "warning");
    if (!on) {
      this.camera.close();
      return this.sendCamera(null);
    }
    const track = await this.camera.open();
    if (track === null) return this.sayTrouble(this.camera);
    await this.sendCamera(track);
  }

  async startScreen(): Promise<void> {
    if (!this.rights.value.screen) return this.notices.say(t("room.share.forbidden"), "warning");
    if (!canShareScreen()) return this.notices.say(t("room.share.unsupported"), "warning");
    try {
      const { video, audio } = await openScreen();
      // The browser's own "Stop sharing" bar ends the track.
      video.addEventListener("ended", () => {
        if (this.screen.value !== video) return;
        this.notices.say(t("notice.shareStopped"));
        void this.stopScreen();
      });
      this.screen.value = video;
      this.screenAudio = audio;
      this.changed();
      if (audio !== null) void this.publish.set("screenAudio", audio);
      await this.publish.set("screen", video);
    } catch (error) {
      // Cancelled in the browser's own dialog: the person knows.
      if (error instanceof DOMException && error.name === "NotAllowedError") return;
      this.notices.say(t("notice.shareFailed"), "warning");
    }
  }

  async stopScreen(): Promise<void> {
    this.screen.value?.stop();
    this.screenAudio?.stop();
    this.screen.value = null;
    this.screenAudio = null;
    this.changed();
    void this.publish.set("screenAudio", null);
    await this.publish.set("screen", null);
  }

  /** A right that was taken turns its device off; one that returns turns nothing on. */
  obey(before: RightsView, now: RightsView): void {
    if (before.microphone && !now.microphone) {
      const wasOn = this.microphoneOn.value;
      this.microphone.close();
      void this.dropMicrophone();
      if (wasOn) this.notices.say(t("notice.microphoneTaken"), "warning");
    }
    if (before.camera && !now.camera && this.cameraOn.value) {
      void this.setCamera(false);
      this.notices.say(t("notice.cameraTaken"), "warning");
    }
    if (before.screen && !now.screen && this.screenOn.value) {
      void this.stopScreen();
      this.notices.say(t("notice.screenTaken"), "warning");
    }
    if (!before.microphone && now.microphone) this.notices.say(t("notice.microphoneReturned"));
    if (!before.camera && now.camera) this.notices.say(t("notice.cameraReturned"));
  }

  /** Goes on with another microphone or camera while it is on. */
  async change(device: LocalDevice, id: string): Promise<void> {
    chooseDevices(device === this.microphone ? { microphoneId: id } : { cameraId: id });
    const old = device.track.value;
    if (old === null) return;
    try {
      const track = await openDevice(device.kind);
      track.enabled = old.enabled;
      device.adopt(track);
      await this.publish.replace(device === this.microphone ? "microphone" : "camera", track);
    } catch {
      device.trouble.value = "failed";
      this.sayTrouble(device);
    }
  }

  close(): void {
    this.microphone.close();
    this.camera.close();
    this.screen.value?.stop();
    this.screenAudio?.stop();
    this.screen.value = null;
    this.microphoneOn.value = false;
  }

  private async dropMicrophone(): Promise<void> {
    this.setMicrophoneOn(false);
    await this.publish.set("microphone", null);
  }

  private async sendCamera(track: MediaStreamTrack | null): Promise<void> {
    this.changed();
    await this.publish.set("camera", track);
  }

  private setMicrophoneOn(on: boolean): void {
    if (this.microphoneOn.value === on) return;
    this.microphoneOn.value = on;
    this.changed();
  }

  private sayTrouble({ kind, trouble }: LocalDevice): void {
    const why = trouble.value;
    if (why === null) return;
    if (why === "insecure") this.notices.say(t("device.insecure"), "warning");
    else if (why === "failed") this.notices.say(t("device.failed"), "warning");
    else this.notices.say(t(`device.${why}.${kind}`), "warning");
  }
}
