import type { PublishMessage, PublishedMessage, TrackSource } from "../../src/contract/hub";
import { HubError } from "../../src/room/HubError";
import type { PublishConnectionOwner } from "../../src/room/PublishConnection";
import type { Section } from "./FakePeer";

/** One offer on its way: the test decides when and how it is answered. */
export interface OfferUnderWay {
  /** What the offer says it sends. */
  sources: TrackSource[];
  /** Its sections, those that send nothing included. */
  sections: Section[];
  accept(rejectedMids?: string[]): Promise<void>;
  refuse(code: HubError["code"]): Promise<void>;
}

/** The server's side of publishing, and the page that hears of failures. */
export class PublishServer implements PublishConnectionOwner {
  readonly failures: string[] = [];
  readonly states: RTCPeerConnectionState[] = [];
  whenFailed: (error: HubError) => void = () => undefined;
  private readonly waiting: OfferUnderWay[] = [];
  private underWay = 0;
  private overlapped = false;

  publish(message: PublishMessage): Promise<PublishedMessage> {
    this.overlapped ||= ++this.underWay > 1;
    const answered = new Promise<PublishedMessage>((accept, refuse) => {
      this.waiting.push({
        sources: message.sections.map(({ source }) => source),
        sections: JSON.parse(message.sdp) as Section[],
        accept: (rejectedMids = []) => { accept({ sdp: JSON.stringify(rejectedMids), tracks: [] }); return settle(); },
        refuse: (code) => { refuse(new HubError(code, code)); return settle(); },
      });
    });
    return answered.finally(() => { this.underWay--; });
  }

  iceServers(): RTCIceServer[] {
    return [];
  }

  publishStateChanged(state: RTCPeerConnectionState): void {
    this.states.push(state);
  }

  publishFailed(error: HubError): void {
    this.failures.push(error.code);
    this.whenFailed(error);
  }

  /** The offer that has come since the last one was taken; none is null. */
  async next(): Promise<OfferUnderWay | null> {
    await settle();
    if (this.overlapped) throw new Error("an offer was sent while another was under way");
    return this.waiting.shift() ?? null;
  }

  /** The same, where there has to be one. */
  async offer(): Promise<OfferUnderWay> {
    const offer = await this.next();
    if (offer === null) throw new Error("no offer came");
    return offer;
  }
}

/** Lets everything run that waits for nothing but earlier promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
