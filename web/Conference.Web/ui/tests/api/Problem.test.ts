import { expect, test } from "vitest";
import { Problem } from "../../src/api/Problem";

test("the server's code, sentence and trace id are kept", async () => {
  const body = JSON.stringify({ code: "room-gone", title: "No such room", detail: "Ask for a new link.", traceId: "00-ab" });
  const problem = await Problem.from(new Response(body, { status: 404 }));
  expect(problem).toMatchObject({ code: "room-gone", status: 404, traceId: "00-ab", message: "Ask for a new link." });
});

test.each([[401, "sign-in-first"], [403, "not-allowed"], [404, "not-found"], [502, "network"], [503, "network"], [504, "network"], [500, "internal"], [400, "internal"]])(
  "a proxy's own page with status %i is %s", async (status, code) => {
    expect((await Problem.from(new Response("<h1>nginx</h1>", { status }))).code).toBe(code);
  });

test("an error that is no problem is internal", () => {
  expect(Problem.of(new TypeError("x")).code).toBe("internal");
  expect(Problem.of(Problem.network()).code).toBe("network");
});
