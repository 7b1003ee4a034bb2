import type { PublishedMessage, PublishMessage, TrackSource } from "../contract/hub";
import { encodingsFor, layersAsked, layersOf } from "./encodings";
import { HubError } from "./HubError";
import { PeerWatch } from "./PeerWatch";

export interface PublishConnectionOwner {
  publish(message: PublishMessage): Promise<PublishedMessage>;
  iceServers(): RTCIceServer[];
  publishStateChanged(state: RTCPeerConnectionState): void;
  /** The server refused what is wished, or the browser could not make it; a lost hub is no failure. */
  publishFailed(error: HubError): void;
}

/** The order in which sections enter the offer, so that the audio section, which stays, carries the bundle. */
const sources: readonly TrackSource[] = ["microphone", "camera", "screen", "screenAudio"];

/**
 * What this participant sends: we offer, the server answers. One transceiver per source; a source that goes off becomes inactive and leaves the
 * sections, so that the server unpublishes it. There is no peer connection before the first track.
 */
export class PublishConnection {
  private readonly owner: PublishConnectionOwner;
  private readonly watch: PeerWatch;
  private readonly tracks = new Map<TrackSource, MediaStreamTrack>();
  private readonly transceivers = new Map<TrackSource, RTCRtpTransceiver>();
  private negotiating: Promise<void> | null = null;
  private wanted = false;
  private closed = false;
  peer: RTCPeerConnection | null = null;

  constructor(owner: PublishConnectionOwner) {
    this.owner = owner;
    this.watch = new PeerWatch(() => void this.renew(), (state) => owner.publishStateChanged(state));
  }

  /** Sends the track as this source, or stops sending the source. */
  set(source: TrackSource, track: MediaStreamTrack | null): Promise<void> {
    if (track === null) this.tracks.delete(source);
    else this.tracks.set(source, track);
    return this.negotiate();
  }

  /** Another device in the same section: needs no negotiation. */
  async replace(source: TrackSource, track: MediaStreamTrack): Promise<void> {
    if (!this.tracks.has(source)) return this.set(source, track);
    this.tracks.set(source, track);
    await this.transceivers.get(source)?.sender.replaceTrack(track);
  }

  /** A new peer connection with everything that is on, after a pause that grows while it is in vain. */
  renewLater(): void {
    this.watch.renewLater();
  }

  /** A new peer connection with everything that is on. */
  renew(): Promise<void> {
    this.discard();
    return this.negotiate();
  }

  /** The hub is back, or away. */
  setSignaling(up: boolean): void {
    this.watch.setSignaling(up);
    if (up && this.wanted) void this.negotiate();
  }

  /** Offers the present state; calls during a negotiation are gathered into one more. */
  negotiate(): Promise<void> {
    this.wanted = true;
    this.negotiating ??= this.run();
    return this.negotiating;
  }

  close(): void {
    this.closed = true;
    this.tracks.clear();
    this.discard();
  }

  private async run(): Promise<void> {
    // Sources that are turned on together go into one offer.
    await Promise.resolve();
    try {
      while (this.wanted && !this.closed && !(this.peer === null && this.tracks.size === 0)) {
        const peer = this.peer ?? this.open();
        try {
          await this.offer(peer);
        } catch (error) {
          if (this.closed || peer !== this.peer) continue;
          const refusal = HubError.ofBrowser(error);
          if (refusal.code === "network") {
            // The wish stays and is carried out when the hub is back.
            this.wanted = true;
            return;
          }
          // What was wished while the refused offer was on its way (a right was taken, so its device went off) is another offer.
          if (!this.wanted) this.owner.publishFailed(refusal);
        }
      }
      if (this.peer === null) this.wanted = false;
    } finally {
      // Before anybody else runs: a wish that comes now starts a negotiation of its own.
      this.negotiating = null;
    }
  }

  private async offer(peer: RTCPeerConnection): Promise<void> {
    // First of all: what is wished from here on, while tracks are being replaced or the offer is being made, may not be in it.
    this.wanted = false;
    await this.arrange(peer);
    await peer.setLocalDescription(await peer.createOffer());
    const sections = [...this.transceivers]
      .filter(([source, { mid }]) => mid !== null && this.tracks.has(source))
      .map(([source, { mid }]) => ({ mid: mid!, source }));
    const answer = await this.owner.publish({ sdp: peer.localDescription!.sdp, sections });
    if (peer !== this.peer) return;
    await peer.setRemoteDescription({ type: "answer", sdp: answer.sdp });
  }

  /** Brings the transceivers in line with the tracks that should be sent. */
  private async arrange(peer: RTCPeerConnection): Promise<void> {
    for (const source of sources) {
      const track = this.tracks.get(source);
      let transceiver = this.transceivers.get(source);
      // A section that the server rejected is stopped for good (RFC 9429 §5.11); the next one takes its line over.
      if (transceiver !== undefined && (transceiver.currentDirection === "stopped" || transceiver.direction === "stopped")) {
        this.transceivers.delete(source);
        transceiver = undefined;
      }
      if (transceiver === undefined) {
        if (track !== undefined) this.transceivers.set(source, this.add(peer, source, track));
        continue;
      }
      if (transceiver.sender.track !== (track ?? null)) await transceiver.sender.replaceTrack(track ?? null);
      transceiver.direction = track === undefined ? "inactive" : "sendonly";
    }
  }

  private add(peer: RTCPeerConnection, source: TrackSource, track: MediaStreamTrack): RTCRtpTransceiver {
    const init: RTCRtpTransceiverInit = { direction: "sendonly", streams: [new MediaStream([track])] };
    try {
      return peer.addTransceiver(track, { ...init, sendEncodings: encodingsFor(source, layersAsked() ? layersOf(track.getSettings()) : 1) });
    } catch {
      // A browser that knows scalabilityMode but not this one refuses the whole call.
      return peer.addTransceiver(track, init);
    }
  }

  private open(): RTCPeerConnection {
    const peer = new RTCPeerConnection({ iceServers: this.owner.iceServers(), bundlePolicy: "max-bundle" });
    this.peer = peer;
    this.watch.watch(peer);
    return peer;
  }

  private discard(): void {
    this.watch.forget();
    this.transceivers.clear();
    this.peer?.close();
    this.peer = null;
  }
}
