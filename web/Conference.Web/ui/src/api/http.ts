import { Problem } from "./Problem";

type Method = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";

async function request<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal, more?: Record<string, string>): Promise<T> {
  const response = await send(method, path, body, signal, more);
  return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
}

async function send(method: Method, path: string, body?: unknown, signal?: AbortSignal, more: Record<string, string> = {}, keepalive = false): Promise<Response> {
  // A foreign page cannot send this header without CORS: the server's protection against cross-site requests.
  const headers: Record<string, string> = { "X-Conference": "1", ...more };
  if (body !== undefined) headers["Content-Type"] = "application/json";

  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      keepalive,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw Problem.network();
  }
  if (!response.ok) throw await Problem.from(response);
  return response;
}

export const http = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>("GET", path, undefined, signal),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) => request<T>("POST", path, body, signal),
  put: <T>(path: string, body: unknown) => request<T>("PUT", path, body),
  /** Arrives also when the page goes away meanwhile; at most 64 KiB. */
  tell: (path: string, body: unknown) => send("POST", path, body, undefined, undefined, true),
  /** Sends a file as it is. */
  putFile: async (path: string, file: Blob, type: string) => {
    let response: Response;
    try {
      response = await fetch(path, { method: "PUT", headers: { "X-Conference": "1", "Content-Type": type }, credentials: "same-origin", body: file });
    } catch {
      throw Problem.network();
    }
    if (!response.ok) throw await Problem.from(response);
  },
  /** How many bytes a GET would send. */
  size: async (path: string, signal?: AbortSignal) => Number((await send("HEAD", path, undefined, signal)).headers.get("Content-Length") ?? 0),
  delete: (path: string, headers: Record<string, string> = {}) => request<void>("DELETE", path, undefined, undefined, headers),
};
