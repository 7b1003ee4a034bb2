import type { ParticipantView } from "../../contract/hub";
import type { RoomSession } from "../RoomSession";

export type StageItem =
  | { kind: "camera" | "screen"; key: string; participant: ParticipantView; self: boolean; stream: MediaStream | null; track: MediaStreamTrack | null }
  | { kind: "ownScreen" | "silhouette"; key: string; participant: ParticipantView; self: boolean }
  | { kind: "alone"; key: string };

/** Everything that the stage shows, the most important first; the first one is the large one. */
export function stageItems(session: RoomSession, lastSpeaker: string | null): StageItem[] {
  const roster = session.roster.value;
  const people = roster.map((participant) => personItem(session, participant));
  const screens = roster.flatMap((participant) => screenItem(session, participant));
  if (screens.length > 0) return [...screens, ...people.sort(byPicture)];
  if (roster.length <= 1) return [{ kind: "alone", key: "alone" }, ...people];

  const others = people.filter((item) => !item.self);
  const main = others.find((item) => item.participant.id === lastSpeaker)
    ?? others.find((item) => item.participant.role === "teacher")
    ?? others.find((item) => item.kind === "camera")
    ?? others[0]!;
  return [main, ...people.filter((item) => item !== main).sort(byPicture)];
}

type PersonItem = Extract<StageItem, { participant: ParticipantView }>;

function personItem(session: RoomSession, participant: ParticipantView): PersonItem {
  const self = participant.id === session.ownId.value;
  const key = `camera-${participant.id}`;
  const track = self ? session.media.camera.track.value : null;
  const stream = self ? null : session.remoteTracks.value.find((r) => r.participantId === participant.id && r.source === "camera")?.stream ?? null;
  return track === null && stream === null
    ? { kind: "silhouette", key, participant, self }
    : { kind: "camera", key, participant, self, stream, track };
}

function screenItem(session: RoomSession, participant: ParticipantView): PersonItem[] {
  const key = `screen-${participant.id}`;
  if (participant.id === session.ownId.value) return session.media.screenOn.value ? [{ kind: "ownScreen", key, participant, self: true }] : [];
  const remote = session.remoteTracks.value.find((r) => r.participantId === participant.id && r.source === "screen");
  return remote === undefined ? [] : [{ kind: "screen", key, participant, self: false, stream: remote.stream, track: null }];
}

/** Pictures before names; the order is otherwise that of the roster, so that nobody jumps. Oneself comes last. */
function byPicture(a: PersonItem, b: PersonItem): number {
  const rank = (item: PersonItem) => (item.self ? 2 : item.kind === "camera" ? 0 : 1);
  return rank(a) - rank(b);
}
