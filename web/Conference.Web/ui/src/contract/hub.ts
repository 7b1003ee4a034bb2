/** The wire contract of signaling/README.md: messages, hub methods and events. Ids are UUIDs, times ISO 8601 in UTC. */
import type { ParticipantRole, RecordingMode } from "./http";

export type TrackSource = "microphone" | "camera" | "screen" | "screenAudio";
export type VideoCodec = "VP9" | "H264" | "AV1" | "VP8";

export interface JoinMessage {
  token: string;
  resumeKey: string | null;
  receives: VideoCodec[];
  /** With a resume key: this very page still holds its peer connections, so the server leaves them alone. False after a reload. */
  keepsTransports: boolean;
}

export interface JoinedMessage {
  participantId: string;
  resumeKey: string;
  room: RoomView;
  rights: RightsView;
  roster: ParticipantView[];
  chat: ChatView[];
  recording: RecordingView;
  iceServers: IceServerView[];
}

export interface RoomView {
  code: string;
  title: string;
  teacherName: string;
  lectureId: string;
  startedAt: string;
  studentsMaySpeak: boolean;
  studentsMayShowCamera: boolean;
  /** Whether the room's lectures are recorded. */
  recording: RecordingMode;
}

export interface RightsView {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  manage: boolean;
}

export interface ParticipantView {
  id: string;
  name: string;
  role: ParticipantRole;
  microphoneOn: boolean;
  cameraOn: boolean;
  screenOn: boolean;
  connection: "connected" | "reconnecting";
}

export interface ChatView {
  id: string;
  sequence: number;
  participantId: string;
  author: string;
  role: ParticipantRole;
  text: string;
  sentAt: string;
}

export interface RecordingView {
  state: "none" | "starting" | "recording" | "paused" | "finishing" | "failed";
  since: string | null;
  failureReason: string | null;
  /** What is left out of it because the server's disk fills up, each with all before it. */
  warning: "no-voices" | "no-cameras" | "sound-alone" | null;
}

export interface IceServerView {
  urls: string[];
  username: string | null;
  credential: string | null;
}

export interface TrackView {
  mid: string;
  trackId: string;
  participantId: string;
  source: TrackSource;
}

export interface SectionMessage {
  mid: string;
  source: TrackSource;
}

export interface PublishMessage {
  sdp: string;
  sections: SectionMessage[];
}

export interface PublishedMessage {
  sdp: string;
  tracks: TrackView[];
}

export interface SubscribeOfferMessage {
  offerId: number;
  fresh: boolean;
  sdp: string;
  tracks: TrackView[];
}

export interface AnswerMessage {
  offerId: number;
  sdp: string;
}

export interface MediaStateMessage {
  microphoneOn: boolean;
  cameraOn: boolean;
  screenOn: boolean;
}

export interface SwitchesMessage {
  studentsMaySpeak: boolean | null;
  studentsMayShowCamera: boolean | null;
}

export interface MarkMessage {
  title: string | null;
  /** How long ago the moment was: a title takes time to type. */
  agoMilliseconds: number;
}

export interface ChapterView {
  id: string;
  title: string | null;
  at: string;
}

export interface TransportClosedMessage {
  kind: "publish" | "subscribe";
  reason: "consent-lost" | "dtls-alert" | "dtls-failed" | "left" | "replaced" | "fault";
}

/** Browser to server. */
export interface LectureHub {
  Join(message: JoinMessage): JoinedMessage;
  Publish(message: PublishMessage): PublishedMessage;
  Answer(message: AnswerMessage): void;
  Resubscribe(): void;
  SetMediaState(message: MediaStateMessage): void;
  SendChat(text: string): ChatView;
  SetSwitches(message: SwitchesMessage): void;
  StartRecording(): void;
  PauseRecording(): void;
  ResumeRecording(): void;
  StopRecording(): void;
  MarkChapter(message: MarkMessage): ChapterView;
  EndLecture(): void;
  Leave(): void;
}

/** Server to browser. */
export interface LectureEvents {
  ParticipantJoined(participant: ParticipantView): void;
  ParticipantChanged(participant: ParticipantView): void;
  ParticipantLeft(participantId: string): void;
  Offer(offer: SubscribeOfferMessage): void;
  PublishAgain(): void;
  TransportClosed(message: TransportClosedMessage): void;
  ChatMessage(message: ChatView): void;
  RoomChanged(room: RoomView): void;
  RightsChanged(rights: RightsView): void;
  RecordingChanged(recording: RecordingView): void;
  ActiveSpeakers(participantIds: string[]): void;
  LectureEnded(): void;
  Replaced(): void;
}

export type HubErrorCode =
  | "join-first" | "bad-message" | "token-invalid" | "token-expired" | "room-gone" | "room-full" | "not-allowed" | "lecture-ended"
  | "bad-description" | "no-common-codec" | "stale-answer" | "too-many-tracks" | "chat-empty" | "chat-too-long" | "chat-full" | "too-fast"
  | "recording-running" | "recording-not-running" | "recording-paused" | "recording-not-paused" | "recording-off" | "server-stopping" | "internal";
