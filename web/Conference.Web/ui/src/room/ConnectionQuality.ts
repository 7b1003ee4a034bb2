import { signal } from "@preact/signals";

export type Quality = "opening" | "good" | "weak" | "none";

const period = 3000;
/** Above these a lecture is audibly or visibly worse. */
const weakLoss = 0.04;
const weakRoundTrip = 350;

/** How good the way to the server is, from the peer connections' statistics. */
export class ConnectionQuality {
  readonly quality = signal<Quality>("opening");
  /** Milliseconds to the server and back; null while unknown. */
  readonly roundTrip = signal<number | null>(null);
  private readonly peers: () => (RTCPeerConnection | null)[];
  private readonly signalingUp: () => boolean;
  private readonly timer: ReturnType<typeof setInterval>;
  private received = 0;
  private lost = 0;

  constructor(peers: () => (RTCPeerConnection | null)[], signalingUp: () => boolean) {
    this.peers = peers;
    this.signalingUp = signalingUp;
    this.timer = setInterval(() => void this.measure(), period);
  }

  close(): void {
    clearInterval(this.timer);
  }

  async measure(): Promise<void> {
    const peers = this.peers().filter((p) => p !== null);
    let received = 0;
    let lost = 0;
    let roundTrip: number | null = null;
    for (const peer of peers) {
      const report = await peer.getStats();
      report.forEach((entry: { type: string; nominated?: boolean; currentRoundTripTime?: number; packetsReceived?: number; packetsLost?: number }) => {
        if (entry.type === "candidate-pair" && entry.nominated === true && entry.currentRoundTripTime !== undefined) roundTrip = Math.round(entry.currentRoundTripTime * 1000);
        if (entry.type === "inbound-rtp") {
          received += entry.packetsReceived ?? 0;
          lost += entry.packetsLost ?? 0;
        }
      });
    }
    const newReceived = Math.max(0, received - this.received);
    const newLost = Math.max(0, lost - this.lost);
    this.received = received;
    this.lost = lost;
    this.roundTrip.value = roundTrip;
    this.quality.value = this.judge(peers, newLost / Math.max(1, newReceived + newLost));
  }

  private judge(peers: readonly RTCPeerConnection[], loss: number): Quality {
    if (!this.signalingUp() || peers.some((p) => p.connectionState === "failed")) return "none";
    if (peers.some((p) => p.connectionState === "disconnected")) return "weak";
    if (peers.some((p) => p.connectionState === "new" || p.connectionState === "connecting")) return "opening";
    return loss > weakLoss || (this.roundTrip.value ?? 0) > weakRoundTrip ? "weak" : "good";
  }
}
