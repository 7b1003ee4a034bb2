import { beforeEach, expect, test, vi } from "vitest";
import { LocalDevice } from "../../src/room/LocalDevice";
import { chooseDevices } from "../../src/room/deviceChoice";

class FakeTrack extends EventTarget {
  stopped = false;
  contentHint = "";
  stop(): void { this.stopped = true; }
  get track(): MediaStreamTrack { return this as unknown as MediaStreamTrack; }
}

interface Question {
  constraints: MediaStreamConstraints;
  give(track: FakeTrack): void;
  refuse(name: string): void;
}

let questions: Question[];

beforeEach(() => {
  questions = [];
  chooseDevices({ cameraId: "", microphoneId: "" });
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: (constraints: MediaStreamConstraints) => new Promise((give, refuse) => {
        questions.push({
          constraints,
          give: (track) => give({ getTracks: () => [track] }),
          refuse: (name) => refuse(new DOMException(name, name)),
        });
      }),
    },
  });
});

test("an open device is opened once", async () => {
  const camera = new LocalDevice("camera");
  const opening = camera.open();
  expect(camera.opening.value).toBe(true);
  const track = new FakeTrack();
  questions[0]!.give(track);
  expect(await opening).toBe(track);
  expect(await camera.open()).toBe(track);
  expect([questions.length, camera.opening.value, track.contentHint]).toEqual([1, false, "motion"]);
});

test("closed while it opens, it does not come on afterwards, and its light goes out", async () => {
  const camera = new LocalDevice("camera");
  const opening = camera.open();
  camera.close();
  const track = new FakeTrack();
  questions[0]!.give(track);
  expect(await opening).toBeNull();
  expect([track.stopped, camera.track.value, camera.opening.value]).toEqual([true, null, false]);
});

test("of two openings the later one counts", async () => {
  const camera = new LocalDevice("camera");
  const [first, second] = [camera.open(), (camera.close(), camera.open())];
  const [early, late] = [new FakeTrack(), new FakeTrack()];
  questions[1]!.give(late);
  expect(await second).toBe(late);
  questions[0]!.give(early);
  expect(await first).toBe(late);
  expect([early.stopped, late.stopped]).toEqual([true, false]);
});

test.each([["NotAllowedError", "denied"], ["NotFoundError", "none"], ["NotReadableError", "busy"], ["AbortError", "busy"], ["TypeError", "failed"]])(
  "%s is the trouble '%s'", async (name, trouble) => {
    const microphone = new LocalDevice("microphone");
    const opening = microphone.open();
    questions[0]!.refuse(name);
    expect(await opening).toBeNull();
    expect([microphone.trouble.value, microphone.opening.value]).toEqual([trouble, false]);
  });

test("an insecure origin, where the browser hides all devices", async () => {
  vi.stubGlobal("navigator", {});
  const microphone = new LocalDevice("microphone");
  expect(await microphone.open()).toBeNull();
  expect(microphone.trouble.value).toBe("insecure");
});

test("when the chosen device is gone any other will do", async () => {
  chooseDevices({ cameraId: "unplugged" });
  const camera = new LocalDevice("camera");
  const opening = camera.open();
  expect(questions[0]!.constraints.video).toMatchObject({ deviceId: { exact: "unplugged" } });
  questions[0]!.refuse("OverconstrainedError");
  await Promise.resolve();
  await Promise.resolve();
  expect(questions[1]!.constraints.video).not.toHaveProperty("deviceId");
  questions[1]!.give(new FakeTrack());
  expect(await opening).not.toBeNull();
});

test("a device that goes away by itself is told; one that was closed or handed over is not", () => {
  let lost = 0;
  const camera = new LocalDevice("camera", () => { lost++; });
  const [a, b, c] = [new FakeTrack(), new FakeTrack(), new FakeTrack()];
  camera.adopt(a.track);
  a.dispatchEvent(new Event("ended"));
  expect([lost, camera.track.value]).toEqual([1, null]);
  camera.adopt(b.track);
  camera.close();
  b.dispatchEvent(new Event("ended"));
  camera.adopt(c.track);
  expect(camera.release()).toBe(c);
  c.dispatchEvent(new Event("ended"));
  expect([lost, b.stopped, c.stopped]).toEqual([1, true, false]);
});

test("another device takes the place of the first, which is stopped", () => {
  const camera = new LocalDevice("camera");
  const [a, b] = [new FakeTrack(), new FakeTrack()];
  camera.adopt(a.track);
  camera.adopt(b.track);
  expect([a.stopped, b.stopped, camera.track.value]).toEqual([true, false, b]);
});
