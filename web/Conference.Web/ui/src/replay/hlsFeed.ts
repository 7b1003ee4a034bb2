import Hls from "hls.js/light";
import { mostBack, type Feed, type FeedOwner } from "./Feed";
import { joiningLoader } from "./joiningLoader";
import { joint } from "./joinSegments";

/** A first picture may come so much after its segment begins, and a place so near before what is there is as good as there. Seconds. */
const slack = 0.5;

/** @param startAt seconds in the rendition's own time. */
export function hlsFeed(element: HTMLMediaElement, playlist: string, startAt: number, owner: FeedOwner): Feed {
  if (!Hls.isSupported()) {
    element.src = playlist;
    return { close: () => { element.removeAttribute("src"); element.load(); } };
  }
  const joined = new Set<string>();
  let hls = begin(startAt);
  return { close: () => hls.destroy() };

  function begin(at: number): Hls {
    const player = new Hls({
      startPosition: at,
      maxBufferLength: 30,
      backBufferLength: 60,
      // hls.js leaves the reader of a growing playlist where they are, by its default of no largest latency.
      liveDurationInfinity: false,
      loader: joiningLoader(joined),
    });
    let mended = 0;
    player.on(Hls.Events.ERROR, (_, { fatal, type }) => {
      if (!fatal) return;
      // Each kind of error once or twice mends itself; beyond that the place is damaged.
      if (mended++ > 3) owner.feedFailed();
      else if (type === Hls.ErrorTypes.NETWORK_ERROR) setTimeout(() => player.startLoad(), 1000);
      else if (type === Hls.ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
      else owner.feedFailed();
    });
    player.on(Hls.Events.FRAG_BUFFERED, (_, { frag: { sn, relurl, start, end } }) => {
      mended = 0;
      // Before anything is there the element is at its beginning, wherever it is about to go.
      const place = element.currentTime > 0 ? element.currentTime : at;
      if (sn === "initSegment" || relurl === undefined || place < start || place >= end || isThere(element.buffered, place)) return;
      // A browser drops pictures that nothing it has leads up to. hls.js does not know; with the segment before they are taken.
      const parts = relurl.split(joint);
      if (parts.length > mostBack || joined.has(parts[0]!)) return;
      joined.add(parts[0]!);
      player.destroy();
      hls = begin(place);
    });
    player.loadSource(playlist);
    player.attachMedia(element);
    return player;
  }
}

function isThere(buffered: TimeRanges, place: number): boolean {
  for (let n = 0; n < buffered.length; n++) {
    if (buffered.start(n) <= place + slack && buffered.end(n) > place) return true;
  }
  return false;
}
