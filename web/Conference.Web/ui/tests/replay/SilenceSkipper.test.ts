import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ReplayClock } from "../../src/replay/ReplayClock";
import { SilenceSkipper } from "../../src/replay/SilenceSkipper";
import { FakeMedia, readyStates } from "./FakeMedia";

let clock: ReplayClock;
let mix: FakeMedia;
let camera: FakeMedia;
let skipper: SilenceSkipper;

async function pass(milliseconds: number): Promise<void> {
  for (let at = 0; at < milliseconds; at += 100) {
    for (const media of [mix, camera]) if (!media.paused) media.currentTime += 0.1 * media.playbackRate;
    await vi.advanceTimersByTimeAsync(100);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("HTMLMediaElement", readyStates);
  localStorage.setItem("conference.replay.skipSilence", "false");
  clock = new ReplayClock();
  clock.duration.value = 60_000;
  mix = new FakeMedia();
  camera = new FakeMedia();
  const shared = { format: "hls" as const, participant: null, codecs: "", width: 0, height: 0, gaps: [], playlist: "" };
  clock.enrol({ ...shared, id: "mix", kind: "mix", startMs: 0, durationMs: 60_000 }, mix.element);
  clock.enrol({ ...shared, id: "camera", kind: "camera", startMs: 2000, durationMs: 58_000 }, camera.element);
  skipper = new SilenceSkipper(clock);
  skipper.silences.value = [{ startMs: 4000, endMs: 24_000 }, { startMs: 55_000, endMs: 60_000 }];
});

afterEach(() => {
  skipper.close();
  clock.close();
  vi.useRealTimers();
});

test("sound and picture leap over a silence together, and what was saved is counted", async () => {
  skipper.toggle();
  clock.play();
  await pass(6000);
  // 4.3 s are played, then on from 23.7 s.
  expect(clock.time.value).toBeGreaterThan(25_000);
  expect(clock.time.value).toBeLessThan(25_800);
  expect(camera.currentTime).toBeCloseTo(mix.currentTime - 2, 0);
  expect(skipper.saved.value).toBeGreaterThan(19_000);
  expect(skipper.saved.value).toBeLessThanOrEqual(19_400);
});

test("switched off, or while it stands, nothing leaps", async () => {
  clock.play();
  await pass(6000);
  expect(clock.time.value).toBeLessThan(6200);
  clock.pause();
  skipper.toggle();
  await pass(500);
  expect(clock.time.value).toBeLessThan(6200);
  expect(skipper.saved.value).toBe(0);
});

test("a growing recording's last silence is waited out", async () => {
  clock.growing.value = true;
  skipper.toggle();
  clock.seek(54_900);
  clock.play();
  await pass(1000);
  expect(clock.time.value).toBeGreaterThan(55_500);
  expect(clock.time.value).toBeLessThan(56_500);
});

test("the choice is remembered", () => {
  skipper.toggle();
  const next = new SilenceSkipper(clock);
  expect(next.on.value).toBe(true);
  next.close();
});
