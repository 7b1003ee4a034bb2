import { Problem } from "../api/Problem";

export interface UploadWishes {
  room: string;
  title: string;
  /** ISO 8601. */
  heldAt: string;
}

/** Tells the server of a file that will come; the answer is its address there. */
export async function createUpload(file: File, { room, title, heldAt }: UploadWishes): Promise<string> {
  let response: Response;
  try {
    response = await fetch("/api/uploads", {
      method: "POST",
      credentials: "same-origin",
      headers: { "X-Conference": "1", "Tus-Resumable": "1.0.0", "Upload-Length": String(file.size), "Upload-Metadata": metadata({ filename: file.name, room, title, heldAt }) },
    });
  } catch {
    throw Problem.network();
  }
  if (!response.ok) throw await Problem.from(response);
  const address = response.headers.get("Location");
  if (address === null) throw new Problem("internal", response.status, null, "no Location");
  return address;
}

/** tus 1.0.0, Upload-Metadata: keys, and their values as base64 of UTF-8. */
export function metadata(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([key, value]) => `${key} ${base64(value)}`).join(",");
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
