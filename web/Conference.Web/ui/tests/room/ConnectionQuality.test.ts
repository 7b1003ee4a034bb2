import { afterEach, expect, test } from "vitest";
import { ConnectionQuality } from "../../src/room/ConnectionQuality";

interface Report {
  received: number;
  lost: number;
  roundTrip?: number;
}

let state: RTCPeerConnectionState = "connected";
let report: Report;
let up = true;
const peer = {
  get connectionState() { return state; },
  getStats: async () => new Map<string, object>([
    ["pair", { type: "candidate-pair", nominated: true, currentRoundTripTime: report.roundTrip }],
    ["other", { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 }],
    ["in", { type: "inbound-rtp", packetsReceived: report.received, packetsLost: report.lost }],
  ]),
} as unknown as RTCPeerConnection;
let quality = new ConnectionQuality(() => [peer, null], () => up);

afterEach(() => {
  quality.close();
  [state, up] = ["connected", true];
  quality = new ConnectionQuality(() => [peer, null], () => up);
});

async function after(next: Report): Promise<string> {
  report = next;
  await quality.measure();
  return quality.quality.value;
}

test("what was lost since the last look counts, not what was lost before", async () => {
  expect(await after({ received: 900, lost: 100 })).toBe("weak");
  expect(await after({ received: 1900, lost: 110 })).toBe("good");
  expect(await after({ received: 2800, lost: 160 })).toBe("weak");
});

test("a new connection, whose counts begin at zero, is not judged by the old one's", async () => {
  await after({ received: 5000, lost: 400 });
  expect(await after({ received: 100, lost: 0 })).toBe("good");
});

test("the round trip is the nominated pair's", async () => {
  expect(await after({ received: 10, lost: 0, roundTrip: 0.0244 })).toBe("good");
  expect(quality.roundTrip.value).toBe(24);
  expect(await after({ received: 20, lost: 0, roundTrip: 0.4 })).toBe("weak");
});

test.each([["failed", "none"], ["disconnected", "weak"], ["connecting", "opening"], ["new", "opening"]] as const)("a peer connection that is %s: %s", async (now, judged) => {
  state = now;
  expect(await after({ received: 10, lost: 0 })).toBe(judged);
});

test("without the hub there is no connection, whatever the media say", async () => {
  up = false;
  expect(await after({ received: 10, lost: 0 })).toBe("none");
});
