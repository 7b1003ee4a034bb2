import type { AnswerMessage, SubscribeOfferMessage, TrackView } from "../contract/hub";
import { HubError } from "./HubError";
import { PeerWatch } from "./PeerWatch";

export interface RemoteTrack extends TrackView {
  /** Holds only this track, so that a page element plays exactly one source. */
  stream: MediaStream;
}

export interface SubscribeConnectionOwner {
  answer(message: AnswerMessage): Promise<void>;
  resubscribe(): Promise<void>;
  iceServers(): RTCIceServer[];
  subscribeStateChanged(state: RTCPeerConnectionState): void;
  remoteTracksChanged(tracks: RemoteTrack[]): void;
}

/** What this participant receives: the server offers, we answer each offer in its order. */
export class SubscribeConnection {
  private readonly owner: SubscribeConnectionOwner;
  private readonly watch: PeerWatch;
  private queue: Promise<void> = Promise.resolve();
  private tracks: RemoteTrack[] = [];
  private closed = false;
  peer: RTCPeerConnection | null = null;

  constructor(owner: SubscribeConnectionOwner) {
    this.owner = owner;
    this.watch = new PeerWatch(() => this.renew(), (state) => owner.subscribeStateChanged(state));
  }

  /** Answers the offer after all earlier ones. */
  receive(offer: SubscribeOfferMessage): void {
    this.queue = this.queue.then(() => this.accept(offer)).catch((error: unknown) => {
      // A newer offer is on its way, or the hub's return brings one; anything else is mended by a new transport.
      const { code } = HubError.ofBrowser(error);
      if (code !== "stale-answer" && code !== "network" && !this.closed) this.watch.renewLater();
    });
  }

  /** Asks the server for a new transport; its offer comes as `fresh`. */
  renew(): void {
    if (this.closed) return;
    void this.owner.resubscribe().catch(() => {
      if (!this.closed) this.watch.renewLater();
    });
  }

  setSignaling(up: boolean): void {
    this.watch.setSignaling(up);
  }

  close(): void {
    this.closed = true;
    this.watch.forget();
    this.peer?.close();
    this.peer = null;
    this.publishTracks([]);
  }

  private async accept(offer: SubscribeOfferMessage): Promise<void> {
    if (this.closed) return;
    const peer = this.peer === null || offer.fresh ? this.open() : this.peer;
    await peer.setRemoteDescription({ type: "offer", sdp: offer.sdp });
    await peer.setLocalDescription(await peer.createAnswer());
    await this.owner.answer({ offerId: offer.offerId, sdp: peer.localDescription!.sdp });
    if (peer === this.peer) this.publishTracks(this.match(peer, offer.tracks));
  }

  private match(peer: RTCPeerConnection, views: readonly TrackView[]): RemoteTrack[] {
    const found: RemoteTrack[] = [];
    for (const view of views) {
      const receiver = peer.getTransceivers().find(({ mid }) => mid === view.mid)?.receiver;
      if (receiver === undefined) continue;
      const known = this.tracks.find(({ trackId, stream }) => trackId === view.trackId && stream.getTracks()[0] === receiver.track);
      found.push({ ...view, stream: known?.stream ?? new MediaStream([receiver.track]) });
    }
    return found;
  }

  private open(): RTCPeerConnection {
    this.watch.forget();
    this.peer?.close();
    const peer = new RTCPeerConnection({ iceServers: this.owner.iceServers(), bundlePolicy: "max-bundle" });
    this.peer = peer;
    this.watch.watch(peer);
    return peer;
  }

  private publishTracks(tracks: RemoteTrack[]): void {
    this.tracks = tracks;
    this.owner.remoteTracksChanged(tracks);
  }
}
