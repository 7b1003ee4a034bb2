// A browser whose only video encoder is VP8: what it offers to send is VP8 (and what repairs it), as on a device without any other.
(() => {
  const add = RTCPeerConnection.prototype.addTransceiver;
  RTCPeerConnection.prototype.addTransceiver = function (trackOrKind, init) {
    const transceiver = add.call(this, trackOrKind, init);
    if (transceiver.receiver.track.kind === "video") {
      const { codecs } = RTCRtpReceiver.getCapabilities("video");
      transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => /^video\/(vp8|rtx)$/i.test(mimeType)));
    }
    return transceiver;
  };
})();
