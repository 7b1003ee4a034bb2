import type { HubErrorCode } from "../contract/hub";

/** A refused hub call: SignalR wraps the server's `code: sentence` in a sentence of its own. */
export class HubError extends Error {
  readonly code: HubErrorCode | "network";

  constructor(code: HubErrorCode | "network", message: string) {
    super(message);
    this.name = "HubError";
    this.code = code;
  }

  /** Of a step that is the browser's own, like taking a description: what is no refusal is its trouble, which no return of the hub mends. */
  static ofBrowser(error: unknown): HubError {
    return error instanceof HubError ? error : new HubError("internal", String(error));
  }

  static of(error: unknown): HubError {
    if (error instanceof HubError) return error;
    const text = error instanceof Error ? error.message : String(error);
    const refused = /HubException: ([a-z][a-z-]*): (.*)/s.exec(text);
    return refused === null ? new HubError("network", text) : new HubError(refused[1] as HubErrorCode, refused[2] ?? "");
  }
}
