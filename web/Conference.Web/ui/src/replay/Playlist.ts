/** A media playlist as our recorder writes it (RFC 8216). */
export interface Playlist {
  segments: readonly PlaylistSegment[];
  /** No more segments will come. */
  ended: boolean;
}

export interface PlaylistSegment {
  url: string;
  /** What the decoder needs before it (EXT-X-MAP); changes with the publisher's encoder. */
  initialization: string | null;
  /** Seconds from the start of the playlist. */
  start: number;
  duration: number;
}

/** @param base the playlist's own address: segment names are relative to it. */
export function parsePlaylist(text: string, base: string): Playlist {
  let initialization: string | null = null;
  let duration = 0;
  let start = 0;
  let ended = false;
  const segments: PlaylistSegment[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#EXT-X-MAP:")) {
      const uri = /URI="([^"]*)"/.exec(line)?.[1];
      if (uri !== undefined) initialization = new URL(uri, base).href;
    } else if (line.startsWith("#EXTINF:")) {
      duration = Number.parseFloat(line.slice("#EXTINF:".length)) || 0;
    } else if (line === "#EXT-X-ENDLIST") {
      ended = true;
    } else if (line !== "" && !line.startsWith("#")) {
      segments.push({ url: new URL(line, base).href, initialization, start, duration });
      start += duration;
    }
  }
  return { segments, ended };
}
