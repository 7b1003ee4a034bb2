import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TusUpload } from "../../src/uploads/TusUpload";

/** As much of a tus server as keeps bytes; it takes at most `most` of each piece and can be made to fail. */
class Server {
  received = new Uint8Array();
  most = Number.POSITIVE_INFINITY;
  /** What the next requests meet: "lost" before they arrive, "unanswered" after they did, or a refusal. */
  readonly troubles: ("lost" | "unanswered" | { status: number; code: string })[] = [];
  readonly requests: string[] = [];

  readonly fetch = async (_: string, init: RequestInit): Promise<Response> => {
    const headers = init.headers as Record<string, string>;
    this.requests.push(init.method!);
    const trouble = this.troubles.shift();
    if (trouble === "lost") throw new TypeError("network");
    if (typeof trouble === "object") return Response.json({ code: trouble.code }, { status: trouble.status });
    if (init.method === "PATCH") {
      if (Number(headers["Upload-Offset"]) !== this.received.length) return Response.json({ code: "upload-offset" }, { status: 409 });
      const piece = new Uint8Array(await (init.body as Blob).arrayBuffer()).slice(0, this.most);
      this.received = new Uint8Array([...this.received, ...piece]);
    }
    if (trouble === "unanswered") throw new TypeError("network");
    return new Response(null, { status: init.method === "HEAD" ? 200 : 204, headers: { "Upload-Offset": String(this.received.length) } });
  };
}

const content = new Uint8Array(3000).map((_, i) => i);
let server: Server;
let upload: TusUpload;

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  vi.stubGlobal("fetch", server.fetch);
  upload = new TusUpload("/api/uploads/1", new Blob([content]));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("the whole file arrives, in pieces of whatever size the server takes", async () => {
  server.most = 700;
  await upload.start();
  expect(server.received).toEqual(content);
  expect([upload.state.value, upload.sent.value]).toEqual(["done", 3000]);
});

test("it goes on from where the server stands", async () => {
  server.received = content.slice(0, 1234);
  await upload.start();
  expect(server.received).toEqual(content);
});

test("a lost piece and a lost answer cost time and nothing else", async () => {
  server.most = 1000;
  server.troubles.push("lost");
  const running = upload.start();
  await vi.waitFor(() => expect(upload.state.value).toBe("waiting"));
  server.troubles.push({ status: 503, code: "store-unavailable" });
  await vi.advanceTimersByTimeAsync(1000);
  server.troubles.push("unanswered");
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  expect(server.received).toEqual(content);
  expect(upload.state.value).toBe("done");
});

test("when all is there but the last answer was lost, an empty piece asks once more", async () => {
  server.received = content.slice();
  await upload.start();
  expect(server.requests).toEqual(["HEAD", "PATCH"]);
  expect(upload.state.value).toBe("done");
});

test("a refusal ends it and is told", async () => {
  server.troubles.push({ status: 404, code: "upload-gone" });
  await upload.start();
  expect([upload.state.value, upload.problem.value?.code]).toEqual(["failed", "upload-gone"]);
});

test("paused it sends nothing, and goes on when started again", async () => {
  server.most = 1000;
  server.troubles.push("lost");
  const running = upload.start();
  await vi.waitFor(() => expect(upload.state.value).toBe("waiting"));
  upload.pause();
  expect(upload.state.value).toBe("paused");
  await vi.advanceTimersByTimeAsync(60_000);
  await running;
  expect(server.received.length).toBe(0);
  await upload.start();
  expect(server.received).toEqual(content);
});
