/** One media section of an offer, in place of its SDP. */
export interface Section {
  mid: string;
  direction: RTCRtpTransceiverDirection;
  /** The id of the track that is sent, if any. */
  track: string | null;
}

class FakeTransceiver {
  mid: string | null = null;
  currentDirection: RTCRtpTransceiverDirection | null = null;
  direction: RTCRtpTransceiverDirection;
  /** What happens while a track takes the place of another. */
  whileReplacing: () => void = () => undefined;
  readonly sender = {
    track: null as MediaStreamTrack | null,
    replaceTrack: async (track: MediaStreamTrack | null) => {
      this.sender.track = track;
      this.whileReplacing();
    },
  };

  constructor(track: MediaStreamTrack, direction: RTCRtpTransceiverDirection) {
    this.sender.track = track;
    this.direction = direction;
  }
}

/**
 * As much of RTCPeerConnection as a publisher's negotiation uses (RFC 9429): sections get their mid with the local description, directions become
 * current with the answer. The "SDP" is a JSON list of sections; an answer lists the mids that it rejects.
 */
export class FakePeer extends EventTarget {
  /** Every peer connection that was made, in order. */
  static made: FakePeer[] = [];
  /** Chromium refuses the whole transceiver when it does not know a scalability mode. */
  static refusesEncodings = false;

  readonly transceivers: FakeTransceiver[] = [];
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  /** What happens while an offer is being made. */
  whileOffering: () => void = () => undefined;
  /** Answers that were accepted. */
  answers = 0;

  constructor() {
    super();
    FakePeer.made.push(this);
  }

  addTransceiver(track: MediaStreamTrack, init: RTCRtpTransceiverInit): FakeTransceiver {
    if (FakePeer.refusesEncodings && init.sendEncodings !== undefined) throw new DOMException("scalabilityMode", "OperationError");
    const made = new FakeTransceiver(track, init.direction!);
    this.transceivers.push(made);
    return made;
  }

  async createOffer(): Promise<RTCSessionDescriptionInit> {
    this.whileOffering();
    const sections = this.transceivers.filter(({ direction }) => direction !== "stopped").map((transceiver, line): Section => ({
      mid: transceiver.mid ?? `${line}`, direction: transceiver.direction, track: transceiver.sender.track?.id ?? null,
    }));
    return { type: "offer", sdp: JSON.stringify(sections) };
  }

  async setLocalDescription(offer: RTCSessionDescriptionInit): Promise<void> {
    this.assertOpen();
    this.localDescription = offer;
    this.transceivers.forEach((transceiver, line) => { transceiver.mid ??= `${line}`; });
  }

  async setRemoteDescription(answer: RTCSessionDescriptionInit): Promise<void> {
    this.assertOpen();
    const rejected = JSON.parse(answer.sdp!) as string[];
    for (const transceiver of this.transceivers) {
      if (rejected.includes(transceiver.mid!)) transceiver.direction = "stopped";
      transceiver.currentDirection = transceiver.direction;
    }
    this.answers++;
  }

  close(): void {
    this.connectionState = "closed";
  }

  /** What ICE and DTLS would do. */
  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  private assertOpen(): void {
    if (this.connectionState === "closed") throw new DOMException("closed", "InvalidStateError");
  }
}
