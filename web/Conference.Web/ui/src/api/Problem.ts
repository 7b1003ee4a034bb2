import type { ProblemDetails } from "../contract/http";

/** What went wrong with a request: the server's stable code, or "network" when no answer came. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly traceId: string | null;

  constructor(code: string, status: number, traceId: string | null, message: string) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.traceId = traceId;
  }

  static network(): Problem {
    return new Problem("network", 0, null, "no answer");
  }

  static async from(response: Response): Promise<Problem> {
    let details: ProblemDetails = {};
    try {
      details = (await response.json()) as ProblemDetails;
    } catch {
      // A proxy's own error page is not JSON; the status alone has to do.
    }
    const code = details.code ?? codeOf(response.status);
    return new Problem(code, response.status, details.traceId ?? null, details.detail ?? details.title ?? response.statusText);
  }

  static of(error: unknown): Problem {
    return error instanceof Problem ? error : new Problem("internal", 0, null, String(error));
  }
}

function codeOf(status: number): string {
  if (status === 401) return "sign-in-first";
  if (status === 403) return "not-allowed";
  if (status === 404) return "not-found";
  // What a proxy answers while the server behind it is away.
  if (status === 502 || status === 503 || status === 504) return "network";
  return "internal";
}
