// A participant on a WebRTC stack that is neither a browser's nor ours (werift), speaking the hub's protocol as signaling/README.md tells it.
// Driven by lines of JSON like firefox.mjs. What it publishes comes as RTP from ffmpeg; what it receives goes as RTP to ports of the caller's.
import { createSocket } from "node:dgram";
import { createInterface } from "node:readline";
import { HubConnectionBuilder, HttpTransportType, LogLevel } from "@microsoft/signalr";
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from "werift";

const options = JSON.parse(process.argv[2]);
const codecs = {
  video: [new RTCRtpCodecParameters({
    mimeType: "video/VP8", clockRate: 90000, payloadType: 96,
    rtcpFeedback: [{ type: "nack" }, { type: "nack", parameter: "pli" }, { type: "ccm", parameter: "fir" }, { type: "transport-cc" }],
  })],
  audio: [new RTCRtpCodecParameters({ mimeType: "audio/opus", clockRate: 48000, channels: 2, payloadType: 111 })],
};
const received = new Map(); // "participant/source" -> packets
const forward = new Map(); // the same -> UDP port
const receivers = new Map(); // the same -> {receiver, ssrc} of each video
const udp = createSocket("udp4");
let subscribe = null, publish = null, tracks = [];

const hub = new HubConnectionBuilder()
  .withUrl(options.hub, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
  .configureLogging(LogLevel.None)
  .build();
hub.keepAliveIntervalInMilliseconds = 2500; // the contract: a silent participant is gone after 8 s
hub.serverTimeoutInMilliseconds = 8000;

async function answer(offer) {
  if (offer.fresh || subscribe === null) {
    await subscribe?.close();
    subscribe = new RTCPeerConnection({ codecs, iceUseIpv6: false });
    subscribe.ontrack = ({ track, transceiver }) => {
      track.onReceiveRtp.subscribe((packet) => {
        const known = tracks.find(({ mid }) => mid === transceiver.mid);
        const key = known === undefined ? `?${transceiver.mid}` : `${known.participantId}/${known.source}`;
        received.set(key, (received.get(key) ?? 0) + 1);
        if (track.kind === "video") receivers.set(key, { receiver: transceiver.receiver, ssrc: packet.header.ssrc });
        const port = forward.get(key);
        if (port !== undefined) udp.send(packet.serialize(), port, "127.0.0.1");
      });
    };
  }
  tracks = offer.tracks;
  await subscribe.setRemoteDescription({ type: "offer", sdp: offer.sdp });
  await subscribe.setLocalDescription(await subscribe.createAnswer());
  await hub.invoke("Answer", { offerId: offer.offerId, sdp: subscribe.localDescription.sdp });
}

let answering = Promise.resolve();
hub.on("Offer", (offer) => { answering = answering.then(() => answer(offer)).catch((error) => process.stderr.write(`${error.stack}\n`)); });
for (const event of ["ParticipantJoined", "ParticipantChanged", "ParticipantLeft", "PublishAgain", "TransportClosed", "ChatMessage", "RoomChanged",
  "RightsChanged", "RecordingChanged", "ActiveSpeakers", "LectureEnded", "Replaced"]) hub.on(event, () => {});

/** Takes RTP on a local port and sends it as a track. */
function trackOf(kind, port) {
  const track = new MediaStreamTrack({ kind });
  const socket = createSocket("udp4");
  socket.on("message", (packet) => track.writeRtp(packet));
  socket.bind(port, "127.0.0.1");
  return track;
}

const methods = {
  join: async () => {
    await hub.start();
    const joined = await hub.invoke("Join", { token: options.token, resumeKey: null, receives: ["VP8"], keepsTransports: false });
    return { id: joined.participantId, roster: joined.roster.map(({ id, name }) => ({ id, name })) };
  },
  publish: async ({ videoPort, audioPort }) => {
    publish = new RTCPeerConnection({ codecs, iceUseIpv6: false });
    const video = publish.addTransceiver(trackOf("video", videoPort), { direction: "sendonly" });
    const audio = publish.addTransceiver(trackOf("audio", audioPort), { direction: "sendonly" });
    await publish.setLocalDescription(await publish.createOffer());
    const sections = [{ mid: video.mid, source: "camera" }, { mid: audio.mid, source: "microphone" }];
    const answered = await hub.invoke("Publish", { sdp: publish.localDescription.sdp, sections });
    await publish.setRemoteDescription({ type: "answer", sdp: answered.sdp });
    await hub.invoke("SetMediaState", { microphoneOn: true, cameraOn: true, screenOn: false });
    return null;
  },
  // A decoder that begins now needs a key frame.
  forward: async ({ key, port }) => {
    forward.set(key, port);
    const { receiver, ssrc } = receivers.get(key);
    await receiver.sendRtcpPLI(ssrc);
    return null;
  },
  state: () => ({
    publish: publish?.connectionState ?? "none", subscribe: subscribe?.connectionState ?? "none", received: Object.fromEntries(received),
  }),
  leave: async () => { await hub.invoke("Leave"); await hub.stop(); return null; },
};

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ id: 0, result: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, ...values } = JSON.parse(line);
  try {
    say({ id, result: await methods[method](values) ?? null });
  } catch (error) {
    say({ id, error: String(error?.stack ?? error) });
  }
}
process.exit(0);
