// In a page of a real Chromium: one peer connection, as a publisher of its camera or as a receiver of a room.
(() => {
  const connection = new RTCPeerConnection();
  const videos = [];
  connection.ontrack = ({ track, streams }) => {
    if (track.kind !== "video") return;
    const video = Object.assign(document.createElement("video"), { autoplay: true, muted: true, srcObject: new MediaStream([track]) });
    document.body.append(video); // only what is shown is decoded
    videos.push(video);
  };

  const gathered = () =>
    connection.iceGatheringState === "complete" ? Promise.resolve() : new Promise((done) => {
      connection.addEventListener("icegatheringstatechange", () => connection.iceGatheringState === "complete" && done());
      setTimeout(done, 2000);
    });

  const local = async (description) => {
    await connection.setLocalDescription(description);
    await gathered();
    return connection.localDescription.sdp;
  };

  window.peer = {
    async publish() {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 1280, height: 720, frameRate: 30 } });
      const transceiver = connection.addTransceiver(stream.getVideoTracks()[0], { direction: "sendonly", streams: [stream] });
      // Every server is to forward the same codec.
      const { codecs } = RTCRtpSender.getCapabilities("video");
      transceiver.setCodecPreferences(codecs.filter((codec) => /\/(VP8|rtx)$/i.test(codec.mimeType)));
      // A busy machine costs frames then, and every server gets pictures of one size.
      await transceiver.sender.setParameters(Object.assign(transceiver.sender.getParameters(), { degradationPreference: "maintain-resolution" }));
      return local(await connection.createOffer());
    },
    async play(kinds) {
      for (const kind of kinds) connection.addTransceiver(kind, { direction: "recvonly" });
      return local(await connection.createOffer());
    },
    async answer(sdp) {
      await connection.setRemoteDescription({ type: "offer", sdp });
      return local(await connection.createAnswer());
    },
    accept: (sdp) => connection.setRemoteDescription({ type: "answer", sdp }),
    state: () => connection.connectionState,
    async figures() {
      const figures = { sent: 0, packetsSent: 0, received: 0, lost: 0, freezes: 0, width: 0, height: 0 };
      for (const report of (await connection.getStats()).values()) {
        if (report.kind !== "video") continue;
        if (report.type === "outbound-rtp") {
          figures.sent += report.framesSent ?? 0;
          figures.packetsSent += report.packetsSent ?? 0;
          figures.width = report.frameWidth ?? 0;
          figures.height = report.frameHeight ?? 0;
        }
        if (report.type === "inbound-rtp") {
          figures.received += report.framesReceived ?? 0;
          figures.lost += report.packetsLost ?? 0;
          figures.freezes += report.freezeCount ?? 0;
        }
      }
      return figures;
    },
  };
})();
