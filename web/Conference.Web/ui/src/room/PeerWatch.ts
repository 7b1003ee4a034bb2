/** ICE often mends a short gap by itself; after this the connection is made anew. */
const patience = 4000;
/** Renewals of a connection that never works must not become a storm. */
const firstPause = 1000;
const longestPause = 10_000;

/** Watches one role's peer connections, one after the other, and says when the present one has to be made anew. */
export class PeerWatch {
  private readonly renew: () => void;
  private readonly stateChanged: (state: RTCPeerConnectionState) => void;
  private peer: RTCPeerConnection | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wish: ReturnType<typeof setTimeout> | undefined;
  private pause = firstPause;
  private signalingUp = true;

  constructor(renew: () => void, stateChanged: (state: RTCPeerConnectionState) => void) {
    this.renew = renew;
    this.stateChanged = stateChanged;
  }

  watch(peer: RTCPeerConnection): void {
    this.forget();
    this.peer = peer;
    peer.addEventListener("connectionstatechange", this.onState);
  }

  forget(): void {
    clearTimeout(this.timer);
    clearTimeout(this.wish);
    this.peer?.removeEventListener("connectionstatechange", this.onState);
    this.peer = null;
  }

  /** While the hub is away nothing can be negotiated; when it is back the peer connection is judged again. */
  setSignaling(up: boolean): void {
    this.signalingUp = up;
    this.onState();
  }

  /** The present one cannot be used: another, after a pause that doubles until one works. */
  renewLater(): void {
    clearTimeout(this.wish);
    this.wish = setTimeout(this.renew, this.nextPause());
  }

  private nextPause(): number {
    const pause = this.pause;
    this.pause = Math.min(pause * 2, longestPause);
    return pause;
  }

  private readonly onState = () => {
    clearTimeout(this.timer);
    const state = this.peer?.connectionState;
    if (state === undefined) return;
    this.stateChanged(state);
    if (state === "connected") this.pause = firstPause;
    if (!this.signalingUp) return;
    if (state === "failed") this.timer = setTimeout(this.renew, this.nextPause());
    else if (state === "disconnected") this.timer = setTimeout(this.renew, patience);
  };
}
