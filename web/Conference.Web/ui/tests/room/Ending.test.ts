import { expect, test } from "vitest";
import type { HubErrorCode } from "../../src/contract/hub";
import { endingOf } from "../../src/room/Ending";
import { HubError } from "../../src/room/HubError";

const of = (code: HubErrorCode | "network", wasInside: boolean) => endingOf(new HubError(code, code), wasInside);

test.each([
  ["network", "lost"], ["room-full", "full"], ["room-gone", "gone"], ["lecture-ended", "ended"], ["token-expired", "expired"], ["token-invalid", "expired"],
  ["server-stopping", "stopping"],
] as const)("%s is the page '%s', inside or at the door", (code, kind) => {
  expect([of(code, true), of(code, false)]).toEqual([{ kind }, { kind }]);
});

test("not allowed means removed for who was inside, and a failed entry for who was not", () => {
  expect(of("not-allowed", true)).toEqual({ kind: "removed" });
  expect(of("not-allowed", false)).toEqual({ kind: "failed", code: "not-allowed" });
});

test("what has no page of its own keeps the server's word", () => {
  expect(of("internal", true)).toEqual({ kind: "failed", code: "internal" });
});
