import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PeerWatch } from "../../src/room/PeerWatch";
import { FakePeer } from "./FakePeer";

let renewals = 0;
let states: RTCPeerConnectionState[] = [];
let watch: PeerWatch;
let peer: FakePeer;

beforeEach(() => {
  vi.useFakeTimers();
  renewals = 0;
  states = [];
  watch = new PeerWatch(() => { renewals++; }, (state) => states.push(state));
  peer = new FakePeer();
  watch.watch(peer as unknown as RTCPeerConnection);
});

afterEach(() => { vi.useRealTimers(); });

test("a short gap mends itself", () => {
  peer.become("disconnected");
  vi.advanceTimersByTime(3900);
  peer.become("connected");
  vi.advanceTimersByTime(60_000);
  expect(renewals).toBe(0);
  expect(states).toEqual(["disconnected", "connected"]);
});

test("a gap of four seconds makes the connection anew", () => {
  peer.become("disconnected");
  vi.advanceTimersByTime(4000);
  expect(renewals).toBe(1);
});

test("a connection that never works is made anew ever more slowly, at least every ten seconds", () => {
  const pauses: number[] = [];
  for (let n = 0; n < 6; n++) {
    const before = renewals;
    peer.become("failed");
    let pause = 0;
    while (renewals === before) { vi.advanceTimersByTime(500); pause += 500; }
    pauses.push(pause);
  }
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 10_000, 10_000]);
});

test("once it has worked the pauses are short again", () => {
  peer.become("failed");
  vi.advanceTimersByTime(1000);
  peer.become("connected");
  peer.become("failed");
  vi.advanceTimersByTime(1000);
  expect(renewals).toBe(2);
});

test("without the hub nothing is made anew; when it is back the connection is judged again", () => {
  watch.setSignaling(false);
  peer.become("failed");
  vi.advanceTimersByTime(60_000);
  expect(renewals).toBe(0);
  watch.setSignaling(true);
  vi.advanceTimersByTime(10_000);
  expect(renewals).toBe(1);
});

test("a loss of the hub stops a renewal that was near", () => {
  peer.become("disconnected");
  vi.advanceTimersByTime(3000);
  watch.setSignaling(false);
  vi.advanceTimersByTime(60_000);
  expect(renewals).toBe(0);
});

test("a wished renewal comes whatever the state does meanwhile, later each time, and not after another has been made", () => {
  watch.renewLater();
  peer.become("connecting");
  vi.advanceTimersByTime(999);
  expect(renewals).toBe(0);
  vi.advanceTimersByTime(1);
  expect(renewals).toBe(1);
  watch.renewLater();
  vi.advanceTimersByTime(1999);
  expect(renewals).toBe(1);
  vi.advanceTimersByTime(1);
  expect(renewals).toBe(2);
  watch.renewLater();
  watch.watch(new FakePeer() as unknown as RTCPeerConnection);
  vi.advanceTimersByTime(60_000);
  expect(renewals).toBe(2);
});

test("a forgotten or replaced connection does nothing any more", () => {
  peer.become("disconnected");
  watch.watch(new FakePeer() as unknown as RTCPeerConnection);
  vi.advanceTimersByTime(60_000);
  peer.become("failed");
  vi.advanceTimersByTime(60_000);
  expect(renewals).toBe(0);
  expect(states).toEqual(["disconnected"]);
});
