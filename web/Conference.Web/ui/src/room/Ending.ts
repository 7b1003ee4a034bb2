import type { HubError } from "./HubError";

/** Why a person is no longer in the lecture; each has a page of its own. */
export type EndingKind = "left" | "ended" | "replaced" | "removed" | "full" | "expired" | "gone" | "lost" | "stopping" | "failed";

export interface Ending {
  kind: EndingKind;
  /** The server's word, for the ending that has no better sentence. */
  code?: string;
}

/** @param wasInside a refusal after having been inside means something else than one at the door. */
export function endingOf(error: HubError, wasInside: boolean): Ending {
  switch (error.code) {
    case "network": return { kind: "lost" };
    case "room-full": return { kind: "full" };
    case "room-gone": return { kind: "gone" };
    case "lecture-ended": return { kind: "ended" };
    case "token-expired": case "token-invalid": return { kind: "expired" };
    case "not-allowed": if (wasInside) return { kind: "removed" }; break;
    case "server-stopping": return { kind: "stopping" };
  }
  return { kind: "failed", code: error.code };
}
