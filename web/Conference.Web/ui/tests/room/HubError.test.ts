import { expect, test } from "vitest";
import { HubError } from "../../src/room/HubError";

test("the server's code is found in SignalR's wrapping", () => {
  const error = HubError.of(new Error("An unexpected error occurred invoking 'Publish' on the server. HubException: not-allowed: Your camera\nis off."));
  expect([error.code, error.message]).toEqual(["not-allowed", "Your camera\nis off."]);
});

test("what carries no code is the network", () => {
  expect(HubError.of(new Error("Cannot send data if the connection is not in the 'Connected' State.")).code).toBe("network");
  expect(HubError.of("WebSocket closed with status code: 1006").code).toBe("network");
});

test("a hub error stays what it is", () => {
  const error = new HubError("room-full", "full");
  expect(HubError.of(error)).toBe(error);
});
