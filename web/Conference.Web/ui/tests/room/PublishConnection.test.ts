import { beforeEach, describe, expect, test, vi } from "vitest";
import { PublishConnection } from "../../src/room/PublishConnection";
import { FakePeer } from "./FakePeer";
import { PublishServer, settle } from "./PublishServer";

let tracks = 0;
const track = (kind: "audio" | "video") => ({ id: `${kind}-${++tracks}`, kind }) as MediaStreamTrack;

let server: PublishServer;
let connection: PublishConnection;

beforeEach(() => {
  FakePeer.made = [];
  FakePeer.refusesEncodings = false;
  vi.stubGlobal("RTCPeerConnection", FakePeer);
  vi.stubGlobal("MediaStream", class {});
  server = new PublishServer();
  connection = new PublishConnection(server);
});

/** Microphone and camera are on and the server has accepted them. */
async function bothOn(): Promise<void> {
  void connection.set("microphone", track("audio"));
  void connection.set("camera", track("video"));
  await (await server.offer()).accept();
}

describe("what is offered", () => {
  test("nothing before the first track", async () => {
    void connection.negotiate();
    void connection.set("camera", null);
    expect(await server.next()).toBeNull();
    expect(FakePeer.made).toHaveLength(0);
  });

  test("sources that are turned on together go into one offer, sound first", async () => {
    void connection.set("screen", track("video"));
    void connection.set("camera", track("video"));
    void connection.set("microphone", track("audio"));
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone", "camera", "screen"]);
    await offer.accept();
    expect(await server.next()).toBeNull();
    expect(FakePeer.made[0]!.answers).toBe(1);
  });

  test("a source that goes off leaves the sections and its line becomes inactive", async () => {
    await bothOn();
    void connection.set("camera", null);
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone"]);
    expect(offer.sections.map(({ direction, track: sent }) => [direction, sent !== null])).toEqual([["sendonly", true], ["inactive", false]]);
  });

  test("a source that comes back takes its old line", async () => {
    await bothOn();
    void connection.set("camera", null);
    await (await server.offer()).accept();
    const camera = track("video");
    void connection.set("camera", camera);
    const offer = await server.offer();
    expect(offer.sections.map(({ mid, direction }) => `${mid} ${direction}`)).toEqual(["0 sendonly", "1 sendonly"]);
    expect(offer.sections[1]!.track).toBe(camera.id);
  });

  test("another device in the same section needs no offer", async () => {
    await bothOn();
    const other = track("video");
    await connection.replace("camera", other);
    expect(await server.next()).toBeNull();
    expect(FakePeer.made[0]!.transceivers[1]!.sender.track).toBe(other);
  });

  test("another device for a source that is not on is an offer", async () => {
    void connection.replace("camera", track("video"));
    expect((await server.offer()).sources).toEqual(["camera"]);
  });

  test("a line that the server rejected is given up, and the source gets a new one", async () => {
    void connection.set("microphone", track("audio"));
    void connection.set("camera", track("video"));
    await (await server.offer()).accept(["1"]);
    void connection.negotiate();
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone", "camera"]);
    expect(FakePeer.made[0]!.transceivers.map(({ direction }) => direction)).toEqual(["sendonly", "stopped", "sendonly"]);
  });

  test("a browser that refuses the encodings publishes without them", async () => {
    FakePeer.refusesEncodings = true;
    void connection.set("camera", track("video"));
    expect((await server.offer()).sources).toEqual(["camera"]);
  });
});

describe("while an offer is under way", () => {
  test("a device that goes off makes another offer after the answer, not beside it", async () => {
    void connection.set("camera", track("video"));
    void connection.set("microphone", track("audio"));
    const first = await server.offer();
    void connection.set("camera", null);
    expect(await server.next()).toBeNull();
    await first.accept();
    const second = await server.offer();
    expect(second.sources).toEqual(["microphone"]);
    await second.accept();
    expect(await server.next()).toBeNull();
  });

  test("a device that goes off while the offer is still being made is not forgotten", async () => {
    await bothOn();
    const [peer] = FakePeer.made;
    peer!.whileOffering = () => {
      peer!.whileOffering = () => undefined;
      void connection.set("camera", null);
    };
    void connection.set("screen", track("video"));
    await (await server.offer()).accept();
    expect((await server.offer()).sources).toEqual(["microphone", "screen"]);
  });

  test("a device that goes off while another is being taken out is not forgotten", async () => {
    await bothOn();
    FakePeer.made[0]!.transceivers[1]!.whileReplacing = () => void connection.set("microphone", null);
    void connection.set("camera", null);
    await (await server.offer()).accept();
    expect((await server.offer()).sources).toEqual([]);
  });

  test("several wishes are gathered into one more offer", async () => {
    void connection.set("microphone", track("audio"));
    const first = await server.offer();
    void connection.set("camera", track("video"));
    void connection.set("screen", track("video"));
    void connection.set("camera", null);
    await first.accept();
    expect((await server.offer()).sources).toEqual(["microphone", "screen"]);
  });

  test("set() is done when the state that it wished for has been answered", async () => {
    let done = false;
    void connection.set("microphone", track("audio"));
    const first = await server.offer();
    void connection.set("camera", track("video")).then(() => { done = true; });
    await first.accept();
    const second = await server.offer();
    expect(done).toBe(false);
    await second.accept();
    expect(done).toBe(true);
  });

  test("closing ends it: the answer is not applied, and nothing is offered again", async () => {
    void connection.set("camera", track("video"));
    const offer = await server.offer();
    void connection.set("microphone", track("audio"));
    connection.close();
    await offer.accept();
    expect(await server.next()).toBeNull();
    expect(FakePeer.made[0]!.answers).toBe(0);
    expect(FakePeer.made[0]!.connectionState).toBe("closed");
    expect(server.failures).toEqual([]);
  });
});

describe("a refused offer", () => {
  test("is told once and not repeated when nothing newer is wished", async () => {
    void connection.set("camera", track("video"));
    await (await server.offer()).refuse("not-allowed");
    expect(server.failures).toEqual(["not-allowed"]);
    expect(await server.next()).toBeNull();
  });

  test("gives way to a newer wish: the camera, whose right was taken meanwhile, is gone from the next one", async () => {
    await bothOn();
    void connection.set("microphone", null);
    const first = await server.offer();
    expect(first.sources).toEqual(["camera"]);
    void connection.set("camera", null);
    await first.refuse("not-allowed");
    const second = await server.offer();
    expect(second.sources).toEqual([]);
    expect(second.sections.map(({ direction }) => direction)).toEqual(["inactive", "inactive"]);
    await second.accept();
    expect(server.failures).toEqual([]);
    expect(FakePeer.made).toHaveLength(1);
  });

  test("is told when the newer wish is refused too", async () => {
    void connection.set("camera", track("video"));
    const first = await server.offer();
    void connection.set("microphone", track("audio"));
    await first.refuse("not-allowed");
    await (await server.offer()).refuse("not-allowed");
    expect(server.failures).toEqual(["not-allowed"]);
    expect(await server.next()).toBeNull();
  });

  test("leaves the way open for what is wished the moment it is told", async () => {
    server.whenFailed = () => void connection.set("camera", null);
    void connection.set("microphone", track("audio"));
    void connection.set("camera", track("video"));
    await (await server.offer()).refuse("not-allowed");
    expect((await server.offer()).sources).toEqual(["microphone"]);
  });

  test("leaves the way open for later wishes", async () => {
    void connection.set("camera", track("video"));
    await (await server.offer()).refuse("not-allowed");
    void connection.set("camera", null);
    void connection.set("microphone", track("audio"));
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone"]);
    await offer.accept();
    expect(FakePeer.made[0]!.answers).toBe(1);
  });
});

describe("when the hub was away", () => {
  test("what could not be offered is offered as soon as it is back, as it is then", async () => {
    void connection.set("microphone", track("audio"));
    void connection.set("camera", track("video"));
    const lost = await server.offer();
    connection.setSignaling(false);
    await lost.refuse("network");
    void connection.set("camera", null);
    const inVain = await server.next();
    await inVain?.refuse("network");
    connection.setSignaling(true);
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone"]);
    await offer.accept();
    expect(await server.next()).toBeNull();
  });

  test("nothing is offered that the server already has", async () => {
    await bothOn();
    connection.setSignaling(false);
    connection.setSignaling(true);
    expect(await server.next()).toBeNull();
  });
});

describe("a new peer connection", () => {
  test("carries everything that is on, and the old one is closed", async () => {
    await bothOn();
    void connection.renew();
    const offer = await server.offer();
    expect(offer.sources).toEqual(["microphone", "camera"]);
    await offer.accept();
    expect(FakePeer.made.map(({ connectionState, answers }) => [connectionState, answers])).toEqual([["closed", 1], ["new", 1]]);
  });

  test.each(["accept", "refuse"] as const)("is not touched by the old one's offer that was under way (%s)", async (outcome) => {
    void connection.set("camera", track("video"));
    const old = await server.offer();
    void connection.renew();
    if (outcome === "accept") await old.accept();
    else await old.refuse("internal");
    expect((await server.offer()).sources).toEqual(["camera"]);
    expect(FakePeer.made.map(({ answers }) => answers)).toEqual([0, 0]);
    expect(server.failures).toEqual([]);
  });

  test("is made when the present one fails", async () => {
    vi.useFakeTimers();
    try {
      await bothOn();
      FakePeer.made[0]!.become("failed");
      expect(server.states).toEqual(["failed"]);
      await vi.advanceTimersByTimeAsync(1000);
      expect((await server.offer()).sources).toEqual(["microphone", "camera"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("a browser that cannot apply the answer is told as a fault, not as a lost network", async () => {
  void connection.set("camera", track("video"));
  const offer = await server.offer();
  FakePeer.made[0]!.setRemoteDescription = async () => { throw new DOMException("no such codec", "OperationError"); };
  await offer.accept();
  await settle();
  expect(server.failures).toEqual(["internal"]);
  expect(await server.next()).toBeNull();
});
