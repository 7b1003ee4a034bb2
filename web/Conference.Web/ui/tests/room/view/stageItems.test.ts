import { expect, test } from "vitest";
import type { ParticipantView } from "../../../src/contract/hub";
import type { RoomSession } from "../../../src/room/RoomSession";
import { stageItems } from "../../../src/room/view/stageItems";

interface Person {
  id: string;
  role?: ParticipantView["role"];
  camera?: boolean;
  screen?: boolean;
}

/** The lecture as "me" sees it: the others' pictures are tracks that come from the server, one's own are devices. */
function lecture(...people: Person[]): RoomSession {
  const others = people.filter(({ id }) => id !== "me");
  const me = people.find(({ id }) => id === "me");
  const tracks = others.flatMap(({ id, camera = false, screen = false }) => [
    ...(camera ? [{ participantId: id, source: "camera", stream: {} }] : []), ...(screen ? [{ participantId: id, source: "screen", stream: {} }] : []),
  ]);
  return {
    roster: { value: people.map(({ id, role = "student" }) => ({ id, role })) },
    ownId: { value: "me" },
    remoteTracks: { value: tracks },
    media: { camera: { track: { value: me?.camera === true ? {} : null } }, screenOn: { value: me?.screen === true } },
  } as unknown as RoomSession;
}

const shown = (session: RoomSession, lastSpeaker: string | null = null) => stageItems(session, lastSpeaker).map(({ kind, key }) => `${kind} ${key.split("-").at(-1)!}`);

test("alone: the invitation, then oneself", () => {
  expect(shown(lecture({ id: "me", camera: true }))).toEqual(["alone alone", "camera me"]);
});

test("who spoke last is large; oneself never is, and stands last", () => {
  const session = lecture({ id: "me", camera: true }, { id: "teacher", role: "teacher", camera: true }, { id: "anna", camera: true }, { id: "boris" });
  expect(shown(session, "anna")).toEqual(["camera anna", "camera teacher", "silhouette boris", "camera me"]);
  expect(shown(session, "me")[0]).toBe("camera teacher");
});

test("before anybody speaks the teacher is large, even without a picture", () => {
  expect(shown(lecture({ id: "me" }, { id: "anna", camera: true }, { id: "teacher", role: "teacher" }))[0]).toBe("silhouette teacher");
});

test("without a teacher it is the first with a picture, without a picture the first", () => {
  expect(shown(lecture({ id: "me" }, { id: "anna" }, { id: "boris", camera: true }))[0]).toBe("camera boris");
  expect(shown(lecture({ id: "me" }, { id: "anna" }, { id: "boris" }))[0]).toBe("silhouette anna");
});

test("a shared screen is large whoever speaks; one's own is only named", () => {
  const session = lecture({ id: "me", camera: true }, { id: "teacher", role: "teacher", camera: true, screen: true }, { id: "anna" });
  expect(shown(session, "anna")).toEqual(["screen teacher", "camera teacher", "silhouette anna", "camera me"]);
  expect(shown(lecture({ id: "me", screen: true }))).toEqual(["ownScreen me", "silhouette me"]);
});

test("who has left is not large any more", () => {
  expect(shown(lecture({ id: "me" }, { id: "anna" }), "gone")[0]).toBe("silhouette anna");
});
