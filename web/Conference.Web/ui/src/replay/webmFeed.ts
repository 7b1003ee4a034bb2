import { delay } from "../room/delay";
import { mostBack, type Feed, type FeedOwner } from "./Feed";
import { parsePlaylist, type Playlist } from "./Playlist";
import { beginsWithKeyFrame, firstClusterTime } from "./webmTime";

const ahead = 30;
const behind = 60;
const livePause = 3000;

/**
 * VP8 has no place in fMP4: WebM segments go straight into a source buffer, fetched around the present position.
 * @param startAt seconds in the rendition's own time.
 */
export function webmFeed(element: HTMLMediaElement, playlist: string, codecs: string, startAt: number, owner: FeedOwner): Feed {
  const abort = new AbortController();
  const source = new MediaSource();
  const url = URL.createObjectURL(source);
  element.src = url;
  source.addEventListener("sourceopen", () => {
    fill(element, source, playlist, `video/webm; codecs="${codecs}"`, startAt, abort.signal).catch(() => { if (!abort.signal.aborted) owner.feedFailed(); });
  }, { once: true });
  return {
    close() {
      abort.abort();
      URL.revokeObjectURL(url);
      element.removeAttribute("src");
      element.load();
    },
  };
}

async function fill(element: HTMLMediaElement, source: MediaSource, address: string, type: string, startAt: number, signal: AbortSignal): Promise<void> {
  const base = new URL(address, location.href).href;
  const load = async () => parsePlaylist(await (await get(base, signal)).text(), base);
  let playlist = await load();
  while (playlist.segments.length === 0) {
    if (playlist.ended) throw new Error("an empty rendition");
    await delay(livePause);
    playlist = await load();
  }
  const buffer = source.addSourceBuffer(type);
  let initialized: string | null = null;
  const present = new Set<number>();
  let last = -1;
  for (;;) {
    signal.throwIfAborted();
    setDuration(source, buffer, playlist);
    // Before anything is loaded the element is at its beginning, wherever it is about to go.
    const next = wanted(playlist, present, initialized === null ? startAt : element.currentTime);
    if (next === null) {
      await Promise.race([delay(playlist.ended ? 1000 : livePause), seeked(element)]);
      if (!playlist.ended) playlist = await load();
      continue;
    }
    for (const [n, data] of await decodable(playlist, next, last, signal)) {
      const { initialization, start } = playlist.segments[n]!;
      if (initialization !== initialized && initialization !== null) await append(buffer, await bytes(initialization, signal));
      if (initialized === null && startAt > 0) element.currentTime = startAt;
      initialized = initialization;
      // The recorder keeps its own clock in the clusters; the playlist says where the segment belongs.
      const clusterTime = firstClusterTime(data);
      if (clusterTime !== null) buffer.timestampOffset = start - clusterTime;
      await append(buffer, data);
      present.add(n);
      last = n;
    }
    await forget(buffer, playlist, present, element.currentTime - behind);
    if (playlist.ended && present.has(playlist.segments.length - 1) && source.readyState === "open" && wanted(playlist, present, element.currentTime) === null) source.endOfStream();
  }
}

/**
 * The segment, and before it those that its first pictures depend on: a source buffer takes none of them that do not follow what was appended last.
 * @param last what that was; -1 for nothing.
 */
async function decodable({ segments }: Playlist, wanted: number, last: number, signal: AbortSignal): Promise<[number, ArrayBuffer][]> {
  const run: [number, ArrayBuffer][] = [];
  for (let n = wanted; ; n--) {
    const data = await bytes(segments[n]!.url, signal);
    run.unshift([n, data]);
    if (n === 0 || n === last + 1 || run.length > mostBack || beginsWithKeyFrame(data)) return run;
  }
}

/** The first segment at or after the position that is not in the buffer yet and is near enough to be needed. */
function wanted({ segments }: Playlist, present: ReadonlySet<number>, position: number): number | null {
  for (let n = 0; n < segments.length; n++) {
    const { start, duration } = segments[n]!;
    if (start + duration <= position || present.has(n)) continue;
    return start <= position + ahead ? n : null;
  }
  return null;
}

function setDuration(source: MediaSource, buffer: SourceBuffer, { segments }: Playlist): void {
  const last = segments.at(-1)!;
  const duration = last.start + last.duration;
  if (source.readyState === "open" && !buffer.updating && !(source.duration >= duration)) source.duration = duration;
}

async function forget(buffer: SourceBuffer, { segments }: Playlist, present: Set<number>, before: number): Promise<void> {
  const old = [...present].filter((n) => segments[n]!.start + segments[n]!.duration < before);
  if (old.length === 0) return;
  for (const n of old) present.delete(n);
  buffer.remove(0, Math.max(...old.map((n) => segments[n]!.start + segments[n]!.duration)));
  await updated(buffer);
}

async function append(buffer: SourceBuffer, data: BufferSource): Promise<void> {
  buffer.appendBuffer(data);
  await updated(buffer);
}

function updated(buffer: SourceBuffer): Promise<void> {
  return new Promise((done, fail) => {
    buffer.addEventListener("updateend", () => done(), { once: true });
    buffer.addEventListener("error", () => fail(new Error("the buffer refused a segment")), { once: true });
  });
}

function seeked(element: HTMLMediaElement): Promise<void> {
  return new Promise((done) => { element.addEventListener("seeking", () => done(), { once: true }); });
}

async function bytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  return (await get(url, signal)).arrayBuffer();
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  for (let attempt = 0; ; attempt++) {
    try {
      const response = await fetch(url, { signal, credentials: "same-origin" });
      if (response.ok) return response;
      throw new Error(`status ${response.status}`);
    } catch (error) {
      signal.throwIfAborted();
      if (attempt >= 4) throw error;
      await delay(1000 * 2 ** attempt);
    }
  }
}
