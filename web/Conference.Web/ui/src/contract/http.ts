/** The HTTP contract of web/README.md, as the pages see it. Times are ISO 8601 in UTC. */

export type PersonRole = "teacher" | "staff" | "administrator";
export type ParticipantRole = "student" | "teacher";

export interface Person {
  id: string;
  name: string;
  email: string;
  role: PersonRole;
}

export interface Session {
  person: Person | null;
  version: string;
  /** The https address under which the same server gives camera and microphone; null when it has none. */
  secureLan: string | null;
  /** Offered by this installation; the first one is for a browser that asks for neither. */
  languages: ("en" | "ru")[];
}

export interface InvitationOffer {
  role: PersonRole;
  expiresAt: string;
}

export interface InvitationRow {
  id: string;
  role: PersonRole;
  createdAt: string;
  expiresAt: string;
  acceptedBy: string | null;
}

export interface NewInvitation {
  id: string;
  role: PersonRole;
  url: string;
  expiresAt: string;
}

export interface PersonRow extends Person {
  createdAt: string;
}

export interface RoomRow {
  code: string;
  title: string;
  url: string;
  teacher: string;
  live: boolean;
  participants: number;
  createdAt: string;
}

export interface RoomDoor {
  code: string;
  title: string;
  teacher: string;
  live: boolean;
  participants: number;
  /** The role that this caller would have inside. */
  role: ParticipantRole;
  /** What somebody who comes in agrees to: it is recorded now, or each lecture of the room is from its start. */
  recording: "none" | "automatic" | "running";
}

export type RecordingMode = "off" | "manual" | "automatic";
/** Beside owner and staff; each includes those before it. */
export type RecordingAudience = "staff" | "room" | "link";

export interface RecordingPolicy {
  mode: RecordingMode;
  audience: RecordingAudience;
  /** Null is for good. */
  keptDays: number | null;
  download: boolean;
}

export interface JoinTicket {
  token: string;
  hub: string;
}

export type RecordingState = "importing" | "requested" | "recording" | "finishing" | "ready" | "failed";

export interface RecordingRow {
  id: string;
  roomCode: string;
  /** An uploaded recording has a title of its own. */
  roomTitle: string;
  title: string;
  teacher: string;
  startedAt: string | null;
  durationMs: number;
  state: RecordingState;
  failureReason: string | null;
  hasCamera: boolean;
  hasScreen: boolean;
  /** URL of a picture of it; null while there is none. */
  poster: string | null;
  mayDownload: boolean;
  mayEdit: boolean;
  /** Since when it is in the trash. */
  deletedAt: string | null;
  /** When it will be deleted for good; only for those who may edit it. */
  deletesAt: string | null;
  /** Its room's days do not hold for it. */
  kept: boolean;
}

export type RenditionKind = "mix" | "voice" | "camera" | "screen" | "screenAudio";
export type RenditionFormat = "hls" | "webM";

export interface Rendition {
  id: string;
  kind: RenditionKind;
  format: RenditionFormat;
  /** Display name; null for the mix. */
  participant: string | null;
  /** RFC 6381, for example "vp09.00.10.08" or "opus". */
  codecs: string;
  /** Offset of its first frame from the start of the recording, in milliseconds. */
  startMs: number;
  durationMs: number;
  width: number;
  height: number;
  /** Where nothing came and the picture only stands still, or sound is silent; in milliseconds from the start of the recording. */
  gaps: { startMs: number; endMs: number }[];
  /** URL of the playlist. */
  playlist: string;
}

export interface RecordingDetail extends RecordingRow {
  renditions: Rendition[];
  audience: RecordingAudience;
  /** By which anybody may see it; null when there is none, or for those who may not edit it. */
  link: string | null;
  /** In order, apart from each other. */
  cuts: Cut[];
  /** URL of a WebVTT file of small pictures for the seek bar; null while there is none. */
  sprites: string | null;
}

/** A stretch that is not played; milliseconds from the start of the recording. */
export interface Cut {
  startMs: number;
  endMs: number;
}

export type VideoLayout = "screenAndCamera" | "camera" | "grid";
export type JobState = "queued" | "running" | "done" | "failed" | "cancelled";

/** A video file of a recording, there or on its way. */
export interface RecordingVideo {
  layout: VideoLayout;
  state: JobState;
  /** 0 to 1000. */
  progress: number;
  /** Why the last attempt failed; null when none did. While it is queued it is tried again by itself. */
  failure: string | null;
  /** There while a newer one is made, too; not current when the recording has been trimmed otherwise, or has grown, since. */
  file: { url: string; bytes: number; durationMs: number; createdAt: string; isCurrent: boolean } | null;
}

/** One stream of picture and sound for browsers that cannot play a recording's tracks. */
export interface CompatibleRendition {
  /** Null when none is going to be made. */
  state: JobState | null;
  /** 0 to 1000. */
  progress: number;
  /** Null until it is there. */
  playlist: string | null;
  durationMs: number;
}

export interface RecordedMessage {
  id: string;
  sequence: number;
  author: string;
  role: ParticipantRole;
  text: string;
  /** Milliseconds from the start of the recording. */
  atMs: number;
}

export interface Chapter {
  id: string;
  kind: "mark" | "screen" | "slide" | "pause";
  /** A mark's words, null when it has none; of a screen the name of who showed it; null of a slide or a pause. */
  title: string | null;
  atMs: number;
  /** How long the recording was paused there, which takes no time in it; null for all else. */
  lengthMs: number | null;
}

/** A second or more in which nobody is heard; milliseconds from the start of the recording. */
export interface Silence {
  startMs: number;
  endMs: number;
}

/** A stretch that was played; milliseconds from the start of the recording. */
export interface WatchedSpan {
  startMs: number;
  endMs: number;
}

export interface RecordingAudienceShare {
  /** Of what is played. */
  watchedMs: number;
  lastAt: string;
}

/** Who watched what share of a recording; for those who may edit it. */
export interface RecordingViewers {
  /** Its length without its cuts. */
  playedMs: number;
  /** The latest first. */
  viewers: (RecordingAudienceShare & { name: string })[];
  /** Without an account, with the average of what they watched; null when there are none. */
  others: (RecordingAudienceShare & { count: number }) | null;
  /** How many watched each step of what is played; the last step may be shorter. */
  curve: { stepMs: number; counts: number[] };
}

/** A video file on its way to the server. */
export interface PendingUpload {
  id: string;
  fileName: string;
  title: string;
  heldAt: string;
  /** Bytes of the whole file, and of what the server has. */
  length: number;
  received: number;
  createdAt: string;
  /** What became of it; null while it is not whole. */
  recordingId: string | null;
}

/** A WebVTT file of a recording. */
export interface CaptionTrack {
  /** RFC 5646, "ru" or "pt-BR". */
  language: string;
  url: string;
}

/** RFC 9457 problem details with the server's stable code. */
export interface ProblemDetails {
  code?: string;
  title?: string;
  detail?: string;
  status?: number;
  traceId?: string;
}
