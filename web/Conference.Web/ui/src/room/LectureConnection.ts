import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from "@microsoft/signalr";
import type { LectureEvents, LectureHub } from "../contract/hub";
import { HubError } from "./HubError";
import { delay } from "./delay";

/** Quick at first, because most losses are short; then one attempt every five seconds. */
const retryDelays = [300, 1000, 2000, 2000, 3000, 3000, 5000];
/** A lecture is not given up before this. */
const giveUpAfter = 90_000;
/** Both sides ping this often and call a connection dead after three lost pings, although its socket may still look open. */
const keepAlive = 2500;
const serverTimeout = 8000;

export interface LectureConnectionOwner {
  /** Called on every new connection, the first one included: joins the room. Throws HubError when the room refuses. */
  enter(connection: LectureConnection): Promise<void>;
  /** The connection was lost; attempts to get it back have begun. */
  lost(): void;
  /** No more attempts: the room refused, or the network stayed away. */
  ended(error: HubError): void;
}

/** The hub connection of one participant, brought back after a loss until it is closed or refused. */
export class LectureConnection {
  private readonly owner: LectureConnectionOwner;
  private readonly events: LectureEvents;
  private hub: HubConnection | null = null;
  private closed = false;
  private wake: (() => void) | null = null;

  constructor(owner: LectureConnectionOwner, events: LectureEvents) {
    this.owner = owner;
    this.events = events;
    addEventListener("online", this.onOnline);
  }

  get connected(): boolean {
    return this.hub?.state === HubConnectionState.Connected;
  }

  /** Connects and joins; tries again while only the network is to blame. */
  async open(url: string): Promise<void> {
    const began = performance.now();
    for (let attempt = 0; !this.closed; attempt++) {
      try {
        await this.connect(url);
        return;
      } catch (error) {
        await this.discard();
        if (this.closed) return;
        const refusal = HubError.of(error);
        const hopeless = refusal.code !== "network" && refusal.code !== "server-stopping";
        if (hopeless || performance.now() - began > giveUpAfter) {
          this.close();
          this.owner.ended(refusal);
          return;
        }
        await Promise.race([delay(retryDelays[Math.min(attempt, retryDelays.length - 1)]!), new Promise<void>((done) => { this.wake = done; })]);
      }
    }
  }

  async invoke<M extends keyof LectureHub>(method: M, ...args: Parameters<LectureHub[M]>): Promise<ReturnType<LectureHub[M]>> {
    const hub = this.hub;
    if (hub === null) throw new HubError("network", "not connected");
    try {
      return await hub.invoke<ReturnType<LectureHub[M]>>(method, ...args);
    } catch (error) {
      throw HubError.of(error);
    }
  }

  close(): void {
    this.closed = true;
    removeEventListener("online", this.onOnline);
    this.wake?.();
    void this.discard();
  }

  private async connect(url: string): Promise<void> {
    const hub = new HubConnectionBuilder()
      .withUrl(url, { transport: HttpTransportType.WebSockets | HttpTransportType.LongPolling })
      // Every loss is shown on the page; the console stays for what is unexpected.
      .configureLogging(LogLevel.None)
      .build();
    hub.serverTimeoutInMilliseconds = serverTimeout;
    hub.keepAliveIntervalInMilliseconds = keepAlive;
    this.listen(hub);
    await this.discard();
    this.hub = hub;
    await hub.start();
    await this.owner.enter(this);
    hub.onclose(() => {
      if (this.closed || this.hub !== hub) return;
      this.hub = null;
      this.owner.lost();
      void this.open(url);
    });
    // It may have closed between the join and the line above.
    if (hub.state !== HubConnectionState.Connected) throw new HubError("network", "closed while joining");
  }

  private listen(hub: HubConnection): void {
    const events = this.events;
    for (const name of eventNames) {
      const handler = events[name] as (...args: unknown[]) => void;
      hub.on(name, (...args: unknown[]) => {
        if (this.hub === hub) handler.apply(events, args);
      });
    }
  }

  private async discard(): Promise<void> {
    const old = this.hub;
    this.hub = null;
    await old?.stop().catch(() => undefined);
  }

  private readonly onOnline = () => this.wake?.();
}

const eventNames: readonly (keyof LectureEvents)[] = [
  "ParticipantJoined", "ParticipantChanged", "ParticipantLeft", "Offer", "PublishAgain", "TransportClosed", "ChatMessage",
  "RoomChanged", "RightsChanged", "RecordingChanged", "ActiveSpeakers", "LectureEnded", "Replaced",
];
