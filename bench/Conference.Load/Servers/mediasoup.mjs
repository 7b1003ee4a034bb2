// Drives mediasoup for the load generator: one worker, a router per room, a transport per peer. Orders and replies are JSON lines. Session descriptions
// are translated here, as far as the load generator and Chromium need it: mediasoup itself knows only parameters.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const [folder, address] = process.argv.slice(2);
const { default: whole, ...parts } = await import(createRequire(`${folder}/package.json`).resolve("mediasoup"));
const mediasoup = parts.createWorker ? parts : whole;
// Sockets' buffers are told since 3.11; before that the load generator raises them from outside.
const tellsBuffers = Number(mediasoup.version.split(".")[1]) > 10;
const bufferBytes = 4 * 1024 * 1024;
const feedback = [{ type: "nack" }, { type: "nack", parameter: "pli" }, { type: "ccm", parameter: "fir" }];
const mediaCodecs = [
  { kind: "video", mimeType: "video/VP8", clockRate: 90000, preferredPayloadType: 96, rtcpFeedback: feedback },
  { kind: "audio", mimeType: "audio/opus", clockRate: 48000, channels: 2, preferredPayloadType: 111 },
];
const midUri = "urn:ietf:params:rtp-hdrext:sdes:mid";
// Of a publisher that offers it, as a browser does: without, its encoder never learns that there is room for more than its first bits.
const transportUri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

const worker = await mediasoup.createWorker({ logLevel: "error" });
const rooms = new Map();

const attribute = (section, name) => section.find((line) => line.startsWith(`a=${name}:`))?.slice(name.length + 3);
const split = (sdp) => sdp.split(/\r\nm=/).map((part, index) => (index === 0 ? part : `m=${part}`).split("\r\n").filter((line) => line));

const open = (room) =>
  room.router.createWebRtcTransport(!tellsBuffers ? { listenIps: [address] } : { listenInfos: [{ protocol: "udp", ip: address, recvBufferSize: bufferBytes, sendBufferSize: bufferBytes }], iceConsentTimeout: 30 });

const transportLines = (transport, setup) => [
  `a=ice-ufrag:${transport.iceParameters.usernameFragment}`,
  `a=ice-pwd:${transport.iceParameters.password}`,
  `a=fingerprint:sha-256 ${transport.dtlsParameters.fingerprints.find((print) => print.algorithm === "sha-256").value}`,
  `a=setup:${setup}`,
  ...transport.iceCandidates.map((c) => `a=candidate:${c.foundation} 1 udp ${c.priority} ${c.ip} ${c.port} typ host`),
  "a=end-of-candidates",
];

// Extensions are of {uri, id}; an answer keeps the offer's numbers.
const sectionLines = (kind, mid, direction, transport, setup, payloadType, extensions, rtcpFeedback = feedback) => [
  `m=${kind} 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
  "c=IN IP4 0.0.0.0",
  ...transportLines(transport, setup),
  `a=mid:${mid}`,
  ...extensions.map(({ uri, id }) => `a=extmap:${id} ${uri}`),
  `a=${direction}`,
  "a=rtcp-mux",
  "a=rtcp-rsize",
  ...(kind === "video"
    ? [`a=rtpmap:${payloadType} VP8/90000`, ...rtcpFeedback.map(({ type, parameter }) => `a=rtcp-fb:${payloadType} ${type}${parameter ? ` ${parameter}` : ""}`)]
    : [`a=rtpmap:${payloadType} opus/48000/2`]),
];

const describe = (mids, sections) =>
  ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite", `a=group:BUNDLE ${mids.join(" ")}`, ...sections.flat()].join("\r\n") + "\r\n";

const connect = (transport, section, role) =>
  transport.connect({ dtlsParameters: { role, fingerprints: [{ algorithm: "sha-256", value: attribute(section, "fingerprint").split(" ")[1] }] } });

const orders = {
  async open({ room }) {
    rooms.set(room, { router: await worker.createRouter({ mediaCodecs }), producers: [] });
  },

  async publish({ room: name, sdp }) {
    const room = rooms.get(name);
    const [, ...sections] = split(sdp);
    const transport = await open(room);
    await connect(transport, sections[0], "client");
    const answers = [];
    for (const section of sections) {
      const kind = section[0].startsWith("m=audio") ? "audio" : "video";
      const lines = section.filter((line) => line.startsWith("a=rtpmap:"));
      const codec = lines.find((line) => (kind === "video" ? / VP8\//i : / opus\//i).test(line));
      const payloadType = Number(codec.slice("a=rtpmap:".length).split(" ")[0]);
      const extensions = [midUri, transportUri].flatMap((uri) => {
        const line = section.find((line) => line.startsWith("a=extmap:") && line.endsWith(` ${uri}`));
        return line ? [{ uri, id: Number(line.slice("a=extmap:".length).split(/[ /]/)[0]) }] : [];
      });
      const rtcpFeedback = extensions.some(({ uri }) => uri === transportUri) ? [...feedback, { type: "transport-cc" }] : feedback;
      const mid = attribute(section, "mid");
      const ssrc = attribute(section, "ssrc");
      room.producers.push(
        await transport.produce({
          kind,
          rtpParameters: {
            mid,
            codecs: [kind === "video"
              ? { mimeType: "video/VP8", payloadType, clockRate: 90000, rtcpFeedback }
              : { mimeType: "audio/opus", payloadType, clockRate: 48000, channels: 2 }],
            headerExtensions: extensions,
            encodings: [{ ssrc: Number(ssrc.split(" ")[0]) }],
            rtcp: { cname: "load" },
          },
        }),
      );
      answers.push({ mid, lines: sectionLines(kind, mid, "recvonly", transport, "passive", payloadType, extensions, rtcpFeedback) });
    }
    return { sdp: describe(answers.map(({ mid }) => mid), answers.map(({ lines }) => lines)) };
  },

  // The server offers; "answer" completes it.
  async subscribe({ room: name }) {
    const room = rooms.get(name);
    const transport = await open(room);
    const sections = [];
    for (const [index, producer] of room.producers.entries()) {
      const consumer = await transport.consume({
        producerId: producer.id,
        paused: true,
        rtpCapabilities: { codecs: room.router.rtpCapabilities.codecs.filter((codec) => !/rtx/.test(codec.mimeType)), headerExtensions: [{ kind: producer.kind, uri: midUri, preferredId: 1 }] },
      });
      const ssrc = consumer.rtpParameters.encodings[0].ssrc;
      sections.push([...sectionLines(producer.kind, index, "sendonly", transport, "actpass", producer.kind === "video" ? 96 : 111, [{ uri: midUri, id: 1 }]), `a=msid:load ${index}`, `a=ssrc:${ssrc} cname:load`]);
      (transport.appData.consumers ??= []).push(consumer);
    }
    room.pending ??= new Map();
    room.pending.set(transport.id, transport);
    return { sdp: describe([...sections.keys()], sections), transport: transport.id };
  },

  async answer({ room: name, transport: id, sdp }) {
    const { pending } = rooms.get(name);
    const transport = pending.get(id);
    pending.delete(id);
    await connect(transport, split(sdp)[1], "client");
    for (const consumer of transport.appData.consumers) await consumer.resume();
  },

  async close({ room }) {
    rooms.get(room)?.router.close();
    rooms.delete(room);
  },
};

console.log(JSON.stringify({ id: 0, pid: worker.pid }));
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  orders[order.do](order).then(
    (reply) => console.log(JSON.stringify({ id: order.id, ...reply })),
    (error) => console.log(JSON.stringify({ id: order.id, error: String(error) })),
  );
}
worker.close();
