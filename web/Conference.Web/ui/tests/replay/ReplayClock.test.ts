import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Rendition, RenditionKind } from "../../src/contract/http";
import { ReplayClock } from "../../src/replay/ReplayClock";
import { FakeMedia, readyStates } from "./FakeMedia";

const rendition = (kind: RenditionKind, startMs: number, durationMs: number): Rendition =>
  ({ id: `${kind}-${startMs}`, kind, format: "hls", participant: null, codecs: "", startMs, durationMs, width: 0, height: 0, gaps: [], playlist: "" });

let clock: ReplayClock;
let mix: FakeMedia;
let camera: FakeMedia;

/** Time passes: elements that play go on at their rate. */
async function pass(milliseconds: number, ...moving: FakeMedia[]): Promise<void> {
  for (let at = 0; at < milliseconds; at += 100) {
    for (const media of moving) if (!media.paused) media.currentTime += 0.1 * media.playbackRate;
    await vi.advanceTimersByTimeAsync(100);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("HTMLMediaElement", readyStates);
  clock = new ReplayClock();
  clock.duration.value = 60_000;
  mix = new FakeMedia();
  camera = new FakeMedia();
});

afterEach(() => {
  clock.close();
  vi.useRealTimers();
});

describe("with the mix in the lead", () => {
  beforeEach(() => {
    clock.enrol(rendition("mix", 0, 60_000), mix.element);
    // The camera came on two seconds after the start.
    clock.enrol(rendition("camera", 2000, 58_000), camera.element);
  });

  test("the clock is where the mix is, and the camera starts when its time comes", async () => {
    clock.play();
    await pass(1000, mix, camera);
    expect(clock.time.value).toBeCloseTo(1000, -1);
    expect([mix.paused, camera.paused]).toEqual([false, true]);
    await pass(2000, mix, camera);
    expect(clock.time.value).toBeCloseTo(3000, -1);
    expect(camera.paused).toBe(false);
    expect(camera.currentTime).toBeCloseTo(1, 0);
  });

  test("a seek moves both, each to its own time", async () => {
    clock.seek(30_000);
    expect([mix.currentTime, camera.currentTime]).toEqual([30, 28]);
    expect([mix.paused, camera.paused]).toEqual([true, true]);
  });

  test("a picture that finds nothing where it was sent follows a seek to elsewhere, and is left alone while it is near", () => {
    clock.seek(30_000);
    camera.seeking = true;
    clock.seek(33_000);
    expect(camera.currentTime).toBe(28);
    clock.seek(10_000);
    expect(camera.currentTime).toBe(8);
  });

  test("a seek stays within the recording", () => {
    clock.seek(90_000);
    expect(clock.time.value).toBe(60_000);
    clock.skip(-100_000);
    expect(clock.time.value).toBe(0);
  });

  test("a picture that is a little off is nudged, one that is far off jumps", async () => {
    clock.play();
    await pass(5000, mix, camera);
    camera.currentTime = mix.currentTime - 2 - 0.2;
    await pass(100);
    expect(camera.playbackRate).toBeGreaterThan(1);
    camera.currentTime = mix.currentTime - 2 + 0.2;
    await pass(100);
    expect(camera.playbackRate).toBeLessThan(1);
    camera.currentTime = mix.currentTime - 2 - 1;
    await pass(100);
    expect(camera.currentTime).toBeCloseTo(mix.currentTime - 2);
    expect(camera.playbackRate).toBe(1);
  });

  test("within what nobody sees nothing is nudged", async () => {
    clock.play();
    await pass(5000, mix, camera);
    camera.currentTime = mix.currentTime - 2 + 0.03;
    await pass(100);
    expect(camera.playbackRate).toBe(1);
  });

  test("while the mix loads the pictures wait, and the page says so", async () => {
    clock.play();
    await pass(3000, mix, camera);
    mix.readyState = readyStates.HAVE_CURRENT_DATA;
    await pass(200, mix);
    expect([clock.stalled.value, camera.paused]).toEqual([true, true]);
    mix.readyState = readyStates.HAVE_ENOUGH_DATA;
    await pass(200, mix);
    expect([clock.stalled.value, camera.paused]).toEqual([false, false]);
  });

  test("pause stops both", async () => {
    clock.play();
    await pass(3000, mix, camera);
    clock.toggle();
    expect([clock.playing.value, mix.paused, camera.paused]).toEqual([false, true, true]);
  });

  test("speed and loudness reach the mix, speed also the pictures", async () => {
    clock.rate.value = 1.5;
    clock.volume.value = 0.3;
    clock.muted.value = true;
    clock.seek(5000);
    clock.play();
    await pass(100);
    expect([mix.playbackRate, mix.volume, mix.muted, camera.playbackRate]).toEqual([1.5, 0.3, true, 1.5]);
  });

  test("at the end it stops; play begins anew", async () => {
    clock.seek(59_500);
    clock.play();
    await pass(1000, mix, camera);
    expect([clock.playing.value, clock.ended.value]).toEqual([false, true]);
    clock.play();
    expect(clock.time.value).toBeLessThan(1000);
  });

  test("a browser that wants a touch first leaves it paused", async () => {
    mix.refusal = new DOMException("", "NotAllowedError");
    clock.play();
    await pass(100);
    expect(clock.playing.value).toBe(false);
  });

  test("who has left takes no part", async () => {
    const gone = new FakeMedia();
    const leave = clock.enrol(rendition("screen", 0, 60_000), gone.element);
    leave();
    clock.seek(10_000);
    expect(gone.currentTime).toBe(0);
  });
});

describe("where no mix is", () => {
  test("the clock runs by itself and the picture follows; at the next part the mix leads again, from its beginning", async () => {
    clock.enrol(rendition("mix", 0, 10_000), mix.element);
    const next = new FakeMedia();
    clock.enrol(rendition("mix", 20_000, 40_000), next.element);
    clock.enrol(rendition("camera", 0, 60_000), camera.element);
    clock.seek(9500);
    clock.play();
    await pass(1000, mix, camera);
    mix.ended = true;
    await pass(2000, camera);
    expect(clock.time.value).toBeGreaterThan(11_000);
    expect([camera.paused, next.paused]).toEqual([false, true]);
    await pass(9000, camera, next);
    expect(next.paused).toBe(false);
    expect(next.currentTime).toBeLessThan(2);
    expect(clock.time.value).toBeCloseTo(20_000 + next.currentTime * 1000, -1);
  });

  test("the speed is the clock's own", async () => {
    clock.rate.value = 2;
    clock.play();
    await pass(1000);
    expect(clock.time.value).toBeCloseTo(2000, -2);
  });
});

describe("of a lecture that still runs", () => {
  beforeEach(() => {
    clock.growing.value = true;
    grow(10_000);
  });

  function grow(milliseconds: number): void {
    clock.duration.value = milliseconds;
    clock.enrol(rendition("mix", 0, milliseconds), mix.element);
  }

  test("the clock waits shortly before the present end, and goes on when there is enough again", async () => {
    clock.seek(9500);
    clock.play();
    await pass(1000, mix);
    expect([clock.stalled.value, mix.paused, clock.playing.value]).toEqual([true, true, true]);
    expect(clock.time.value).toBeLessThan(10_000);
    grow(11_000);
    await pass(300, mix);
    expect(clock.stalled.value).toBe(true);
    grow(14_000);
    await pass(300, mix);
    expect([clock.stalled.value, mix.paused]).toEqual([false, false]);
  });

  test("the end is not the end", () => {
    clock.seek(10_000);
    expect(clock.ended.value).toBe(false);
    clock.growing.value = false;
    expect(clock.ended.value).toBe(true);
  });
});

describe("with something cut out", () => {
  beforeEach(() => {
    clock.cuts.value = [{ startMs: 0, endMs: 5000 }, { startMs: 10_000, endMs: 20_000 }, { startMs: 50_000, endMs: 60_000 }];
    clock.enrol(rendition("mix", 0, 60_000), mix.element);
  });

  test("it begins behind the first cut, leaps over the next and ends before the last", async () => {
    clock.seek(0);
    expect([clock.time.value, mix.currentTime]).toEqual([5000, 5]);
    clock.seek(9500);
    clock.play();
    await pass(1000, mix);
    expect(clock.time.value).toBeGreaterThan(20_000);
    expect(clock.time.value).toBeLessThan(21_000);
    clock.seek(49_800);
    await pass(1000, mix);
    expect([clock.playing.value, clock.ended.value]).toEqual([false, true]);
    expect(clock.time.value).toBeLessThan(50_400);
    clock.play();
    expect(clock.time.value).toBe(5000);
  });

  test("the length, skips and ends are those of what is played", () => {
    expect(clock.length.value).toBe(35_000);
    clock.seek(9000);
    clock.skip(5000);
    expect(clock.time.value).toBe(24_000);
    clock.skip(-5000);
    expect(clock.time.value).toBe(9000);
    clock.skip(-60_000);
    expect(clock.time.value).toBe(5000);
    clock.seek(60_000);
    expect(clock.time.value).toBe(50_000);
  });

  test("while somebody trims all of it is there", () => {
    clock.whole.value = true;
    clock.seek(12_000);
    expect([clock.time.value, clock.length.value]).toEqual([12_000, 60_000]);
  });
});
