import { signal } from "@preact/signals";
import { Problem } from "../api/Problem";
import { delay } from "../room/delay";

export type UploadState = "sending" | "waiting" | "paused" | "done" | "failed";

/** A piece should take about so long: long enough to be worth a request, short enough for progress that moves. Milliseconds. */
const pieceTime = 2000;
const leastPiece = 256 * 1024;
const mostPiece = 32 * 1024 * 1024;
/** After a failure; the last one for as long as it takes. Milliseconds. */
const pauses = [1000, 2000, 5000, 10_000, 20_000];

/**
 * Sends one file by tus 1.0.0, piece by piece, from where the server stands. What the network loses is sent again, for as long as the page is open;
 * what the server refuses ends it.
 */
export class TusUpload {
  readonly state = signal<UploadState>("paused");
  /** Bytes that the server has. */
  readonly sent = signal(0);
  readonly problem = signal<Problem | null>(null);
  private abort: AbortController | null = null;
  private piece = 1024 * 1024;

  /** @param address of an upload that the server knows. */
  constructor(readonly address: string, private readonly file: Blob) {}

  get length(): number {
    return this.file.size;
  }

  async start(): Promise<void> {
    if (this.abort !== null) return;
    const { signal: aborted } = this.abort = new AbortController();
    this.state.value = "sending";
    this.problem.value = null;
    for (let failures = 0; !aborted.aborted;) {
      try {
        await this.send(aborted, () => { failures = 0; });
        this.state.value = "done";
        break;
      } catch (error) {
        if (aborted.aborted) return;
        const problem = Problem.of(error);
        if (!passes(problem)) {
          this.problem.value = problem;
          this.state.value = "failed";
          break;
        }
        this.state.value = "waiting";
        await delay(pauses[Math.min(failures++, pauses.length - 1)]!);
        if (!aborted.aborted) this.state.value = "sending";
      }
    }
    if (this.abort?.signal === aborted) this.abort = null;
  }

  pause(): void {
    this.abort?.abort();
    this.abort = null;
    if (this.state.value === "sending" || this.state.value === "waiting") this.state.value = "paused";
  }

  private async send(aborted: AbortSignal, progressed: () => void): Promise<void> {
    let offset = offsetOf(await this.request("HEAD", aborted));
    this.sent.value = offset;
    // Once at least, even with nothing left: the answer to the last piece may have been lost.
    do {
      const begun = performance.now();
      const content = this.file.slice(offset, offset + this.piece);
      const next = offsetOf(await this.request("PATCH", aborted, content, offset));
      this.adapt(next - offset, performance.now() - begun);
      offset = next;
      this.sent.value = offset;
      progressed();
    } while (offset < this.file.size);
  }

  private adapt(bytes: number, milliseconds: number): void {
    const wanted = (bytes / Math.max(1, milliseconds)) * pieceTime;
    this.piece = Math.round(Math.min(mostPiece, Math.max(leastPiece, Math.min(wanted, this.piece * 2))));
  }

  private async request(method: "HEAD" | "PATCH", aborted: AbortSignal, body?: Blob, offset?: number): Promise<Response> {
    const headers: Record<string, string> = { "X-Conference": "1", "Tus-Resumable": "1.0.0" };
    if (body !== undefined) Object.assign(headers, { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) });
    let response: Response;
    try {
      response = await fetch(this.address, { method, headers, credentials: "same-origin", signal: aborted, ...(body === undefined ? {} : { body }) });
    } catch (error) {
      if (aborted.aborted) throw error;
      throw Problem.network();
    }
    if (!response.ok) throw await Problem.from(response);
    return response;
  }
}

/** Will be over by itself: no network, a server that restarts, a store that is away, a piece that crossed another one. */
function passes({ code, status }: Problem): boolean {
  return code === "network" || code === "upload-offset" || status >= 500 || status === 429;
}

function offsetOf(response: Response): number {
  const offset = Number(response.headers.get("Upload-Offset") ?? Number.NaN);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new Problem("internal", response.status, null, "no Upload-Offset");
  return offset;
}
