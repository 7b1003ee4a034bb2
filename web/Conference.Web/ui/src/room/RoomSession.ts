import { computed, signal } from "@preact/signals";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { JoinTicket } from "../contract/http";
import type {
  JoinedMessage, LectureEvents, MediaStateMessage, ParticipantView, RecordingView, RightsView, RoomView, SwitchesMessage,
} from "../contract/hub";
import { t } from "../text";
import { Chat } from "./Chat";
import { ConnectionQuality } from "./ConnectionQuality";
import { endingOf, type Ending } from "./Ending";
import { HubError } from "./HubError";
import { LectureConnection } from "./LectureConnection";
import { Notices } from "./Notices";
import { OwnMedia } from "./OwnMedia";
import { PublishConnection } from "./PublishConnection";
import { receivableCodecs } from "./receivableCodecs";
import { SubscribeConnection, type RemoteTrack } from "./SubscribeConnection";
import { forgetTab, recallTab, rememberTab } from "./TabMemory";

export interface Entrance {
  code: string;
  name: string;
  /** Opened on the pre-join page and handed over; "open" is turned on inside (a reload, or a join before the device was ready); null is off. */
  microphone: MediaStreamTrack | "open" | null;
  camera: MediaStreamTrack | "open" | null;
  /** The page in front said that the lecture is recorded, and the person came in. */
  knowsRecording: boolean;
}

const noRights: RightsView = { microphone: false, camera: false, screen: false, manage: false };

/** One person's stay in a lecture, from the join to the ending: the hub, the two peer connections, and what the page shows. */
export class RoomSession {
  readonly code: string;
  readonly phase = signal<"joining" | "inside" | "reconnecting" | "over">("joining");
  readonly lostAt = signal(0);
  readonly ending = signal<Ending | null>(null);
  readonly ownId = signal("");
  readonly room = signal<RoomView | null>(null);
  readonly rights = signal<RightsView>(noRights);
  readonly roster = signal<readonly ParticipantView[]>([]);
  readonly recording = signal<RecordingView>({ state: "none", since: null, failureReason: null, warning: null });
  readonly speakers = signal<readonly string[]>([]);
  readonly remoteTracks = signal<readonly RemoteTrack[]>([]);
  /** The browser holds sound back until the page is touched. */
  readonly audioBlocked = signal(false);
  /** Media failed without ever having worked: this network lets none through. */
  readonly mediaBlocked = signal(false);
  readonly self = computed(() => this.roster.value.find((p) => p.id === this.ownId.value) ?? null);
  readonly chat = new Chat();
  readonly notices = new Notices();
  readonly quality: ConnectionQuality;
  readonly media: OwnMedia;
  private readonly entrance: Entrance;
  private readonly name: string;
  private readonly connection: LectureConnection;
  private readonly publish: PublishConnection;
  private readonly subscribe: SubscribeConnection;
  private ticket: JoinTicket | null = null;
  private resumeKey: string | null = null;
  private iceServers: RTCIceServer[] = [];
  private mediaWorked = false;
  private sentState = "";

  constructor(entrance: Entrance) {
    this.code = entrance.code;
    this.name = entrance.name;
    this.resumeKey = recallTab(entrance.code)?.resumeKey ?? null;
    this.connection = new LectureConnection({ enter: () => this.enter(), lost: () => this.lost(), ended: (e) => this.refused(e) }, this.events());
    this.publish = new PublishConnection({
      publish: (message) => this.connection.invoke("Publish", message),
      iceServers: () => this.iceServers,
      publishStateChanged: (state) => this.judgeMedia(state),
      publishFailed: (error) => this.publishFailed(error),
    });
    this.subscribe = new SubscribeConnection({
      answer: (message) => this.connection.invoke("Answer", message),
      resubscribe: () => this.connection.invoke("Resubscribe"),
      iceServers: () => this.iceServers,
      subscribeStateChanged: (state) => this.judgeMedia(state),
      remoteTracksChanged: (tracks) => { this.remoteTracks.value = tracks; },
    });
    this.media = new OwnMedia(this.publish, this.rights, this.notices, () => this.tellState());
    this.entrance = entrance;
    if (entrance.microphone instanceof MediaStreamTrack) this.media.microphone.adopt(entrance.microphone);
    if (entrance.camera instanceof MediaStreamTrack) this.media.camera.adopt(entrance.camera);
    this.quality = new ConnectionQuality(() => [this.publish.peer, this.subscribe.peer], () => this.connection.connected);
    this.exposeForDiagnostics();
  }

  /** Goes in; every outcome shows in `phase` and `ending`. */
  async open(): Promise<void> {
    try {
      this.ticket = await this.fetchTicket();
    } catch (error) {
      const { code } = Problem.of(error);
      this.finish(endingOf(new HubError(code as HubError["code"], code), false));
      return;
    }
    await this.connection.open(this.ticket.hub);
  }

  async leave(): Promise<void> {
    const told = this.connection.invoke("Leave").catch(() => undefined);
    await Promise.race([told, new Promise((done) => { setTimeout(done, 1000); })]);
    this.finish({ kind: "left" });
  }

  async sendChat(text: string): Promise<void> {
    const message = await this.connection.invoke("SendChat", text);
    this.chat.add(message, true);
  }

  /** @param ago milliseconds since the moment that is meant. */
  markChapter(title: string, ago: number): void {
    const message = { title: title.trim() === "" ? null : title.trim(), agoMilliseconds: Math.min(600_000, Math.max(0, Math.round(ago))) };
    this.connection.invoke("MarkChapter", message).then(
      () => this.notices.say(t("notice.marked")),
      () => this.notices.say(t("notice.markFailed"), "warning"),
    );
  }

  setSwitches(change: Partial<SwitchesMessage>): void {
    this.ask(this.connection.invoke("SetSwitches", { studentsMaySpeak: null, studentsMayShowCamera: null, ...change }));
  }

  startRecording(): void {
    this.ask(this.connection.invoke("StartRecording"));
  }

  pauseRecording(): void {
    this.ask(this.connection.invoke("PauseRecording"));
  }

  resumeRecording(): void {
    this.ask(this.connection.invoke("ResumeRecording"));
  }

  stopRecording(): void {
    this.ask(this.connection.invoke("StopRecording"));
  }

  endLecture(): void {
    this.ask(this.connection.invoke("EndLecture"));
  }

  private async enter(): Promise<void> {
    const keepsTransports = this.phase.value === "reconnecting";
    const joined = await this.join(keepsTransports);
    const first = this.phase.value === "joining";
    this.adopt(joined, first);
    this.phase.value = "inside";
    this.publish.setSignaling(true);
    this.subscribe.setSignaling(true);
    this.sentState = "";
    if (first) this.turnOnWhatWasOn();
    this.tellState();
    void this.quality.measure();
  }

  private async join(keepsTransports: boolean): Promise<JoinedMessage> {
    const message = (token: string) => ({ token, resumeKey: this.resumeKey, receives: receivableCodecs(), keepsTransports });
    try {
      return await this.connection.invoke("Join", message(this.ticket!.token));
    } catch (error) {
      const { code } = HubError.of(error);
      if (code !== "token-expired" && code !== "token-invalid") throw error;
      // The place was given up meanwhile: a new token, the same name.
      this.ticket = await this.fetchTicket().catch(() => { throw error; });
      return await this.connection.invoke("Join", message(this.ticket.token));
    }
  }

  private adopt(joined: JoinedMessage, first: boolean): void {
    const before = this.rights.value;
    const newPlace = !first && joined.participantId !== this.ownId.value;
    this.resumeKey = joined.resumeKey;
    this.iceServers = joined.iceServers.map(({ urls, username, credential }) => ({
      urls, ...(username === null ? {} : { username }), ...(credential === null ? {} : { credential }),
    }));
    this.ownId.value = joined.participantId;
    this.room.value = joined.room;
    this.rights.value = joined.rights;
    this.roster.value = joined.roster;
    this.recording.value = joined.recording;
    this.chat.restore(joined.chat, first);
    if (first && joined.recording.state === "recording") this.tellRecorded();
    if (!first) this.media.obey(before, joined.rights);
    // The server did not know us any more: what the old place published is gone.
    if (newPlace) void this.publish.renew();
    this.remember();
  }

  private turnOnWhatWasOn(): void {
    const { microphone, camera } = this.media;
    const rights = this.rights.value;
    if (this.entrance.microphone !== null && !rights.microphone) {
      microphone.close();
      this.notices.say(t("room.microphone.forbidden"));
    } else if (microphone.track.value !== null) {
      this.media.microphoneOn.value = microphone.track.value.enabled;
      void this.publish.set("microphone", microphone.track.value);
    } else if (this.entrance.microphone === "open") void this.media.setMicrophone(true);

    if (this.entrance.camera !== null && !rights.camera) {
      camera.close();
      this.notices.say(t("room.camera.forbidden"));
    } else if (camera.track.value !== null) void this.publish.set("camera", camera.track.value);
    else if (this.entrance.camera === "open") void this.media.setCamera(true);
  }

  private events(): LectureEvents {
    return {
      ParticipantJoined: (participant) => this.putParticipant(participant),
      ParticipantChanged: (participant) => this.putParticipant(participant),
      ParticipantLeft: (id) => { this.roster.value = this.roster.value.filter((p) => p.id !== id); },
      Offer: (offer) => this.subscribe.receive(offer),
      PublishAgain: () => void this.publish.negotiate(),
      TransportClosed: ({ kind, reason }) => {
        if (reason === "left" || reason === "replaced") return;
        if (kind === "publish") void this.publish.renew();
        else this.subscribe.renew();
      },
      ChatMessage: (message) => this.chat.add(message, message.participantId === this.ownId.value),
      RoomChanged: (room) => { this.room.value = room; },
      RightsChanged: (rights) => {
        const before = this.rights.value;
        this.rights.value = rights;
        this.media.obey(before, rights);
      },
      RecordingChanged: (recording) => this.recordingChanged(recording),
      ActiveSpeakers: (ids) => { this.speakers.value = ids; },
      LectureEnded: () => this.finish({ kind: "ended" }),
      Replaced: () => this.finish({ kind: "replaced" }),
    };
  }

  private putParticipant(participant: ParticipantView): void {
    const others = this.roster.value;
    const at = others.findIndex((p) => p.id === participant.id);
    this.roster.value = at < 0 ? [...others, participant] : others.with(at, participant);
  }

  private recordingChanged(recording: RecordingView): void {
    const { state: before, warning } = this.recording.value;
    this.recording.value = recording;
    if (recording.warning !== warning) this.tellShortage(recording.warning);
    if (before === recording.state) return;
    if (recording.state === "recording") this.tellRecorded();
    else this.notices.withdraw(t("notice.recordingOn"));
    if (recording.state === "paused") this.notices.say(t("notice.recordingPaused"));
    if (recording.state === "none" && before !== "failed") this.notices.say(t("notice.recordingOff"));
    if (recording.state === "failed") this.notices.say(t("notice.recordingFailed", { reason: recording.failureReason ?? "" }), "warning");
  }

  /** Nobody is recorded unknowingly: who did not read it at the door keeps the sentence until it is put away. */
  private tellRecorded(): void {
    if (this.entrance.knowsRecording || this.rights.value.manage) this.notices.say(t("notice.recordingOn"));
    else this.notices.ask(t("notice.recordingOn"), t("notice.recordingOn.understood"));
  }

  private tellShortage(warning: RecordingView["warning"]): void {
    if (!this.rights.value.manage) return;
    if (warning === null) this.notices.say(t("notice.recordingWhole"));
    else this.notices.say(t(`notice.recordingShort.${warning}`), "warning");
  }

  private tellState(): void {
    this.remember();
    if (this.phase.value !== "inside") return;
    const state: MediaStateMessage = this.media.state.value;
    const written = JSON.stringify(state);
    if (written === this.sentState) return;
    this.sentState = written;
    void this.connection.invoke("SetMediaState", state).catch(() => { this.sentState = ""; });
  }

  private remember(): void {
    if (this.ticket === null || this.resumeKey === null || this.phase.value === "over") return;
    const { microphoneOn, cameraOn } = this.media.state.value;
    rememberTab(this.code, { ticket: this.ticket, name: this.name, resumeKey: this.resumeKey, microphoneOn, cameraOn, knowsRecording: this.entrance.knowsRecording });
  }

  private lost(): void {
    this.lostAt.value = Date.now();
    this.phase.value = "reconnecting";
    this.publish.setSignaling(false);
    this.subscribe.setSignaling(false);
  }

  private refused(error: HubError): void {
    this.finish(endingOf(error, this.ownId.value !== ""));
  }

  private finish(ending: Ending): void {
    if (this.phase.value === "over") return;
    this.phase.value = "over";
    this.ending.value = ending;
    // Only a lost network keeps the way back as the same person.
    if (ending.kind !== "lost" && ending.kind !== "stopping") forgetTab(this.code);
    this.quality.close();
    this.media.close();
    this.publish.close();
    this.subscribe.close();
    this.connection.close();
  }

  private judgeMedia(state: RTCPeerConnectionState): void {
    if (state === "connected") {
      this.mediaWorked = true;
      this.mediaBlocked.value = false;
    } else if (state === "failed" && !this.mediaWorked) {
      this.mediaBlocked.value = true;
    }
    void this.quality.measure();
  }

  private publishFailed(error: HubError): void {
    this.notices.say(t(error.code === "no-common-codec" ? "notice.noCodec" : "notice.publishFailed"), "warning");
    // A device may have been turned on in the moment in which its right was taken; RightsChanged mends that. Anything else gets a fresh start.
    if (error.code !== "no-common-codec" && error.code !== "not-allowed") this.publish.renewLater();
  }

  private ask(call: Promise<void>): void {
    call.catch((error: unknown) => {
      const { code } = HubError.of(error);
      // The wish is already true.
      if (code === "recording-running" || code === "recording-not-running" || code === "recording-paused" || code === "recording-not-paused") return;
      if (code === "recording-off") {
        this.notices.say(t("notice.recordingForbidden"), "warning");
        return;
      }
      this.notices.say(code === "network" ? t("error.network") : t("error.server"), "warning");
    });
  }

  private fetchTicket(): Promise<JoinTicket> {
    return http.post<JoinTicket>(`/api/rooms/${encodeURIComponent(this.code)}/join`, { name: this.name });
  }

  private exposeForDiagnostics(): void {
    const { publish, subscribe } = this;
    (window as Window & { conference?: unknown }).conference = {
      get publish() { return publish.peer; },
      get subscribe() { return subscribe.peer; },
    };
  }
}
