import Hls from "hls.js/light";
import type { Feed, FeedOwner } from "./Feed";

/** @param startAt seconds in the rendition's own time. */
export function hlsFeed(element: HTMLMediaElement, playlist: string, startAt: number, owner: FeedOwner): Feed {
  if (!Hls.isSupported()) {
    element.src = playlist;
    return { close: () => { element.removeAttribute("src"); element.load(); } };
  }
  const hls = new Hls({
    startPosition: startAt,
    maxBufferLength: 30,
    backBufferLength: 60,
    // hls.js leaves the reader of a growing playlist where they are, by its default of no largest latency.
    liveDurationInfinity: false,
  });
  let mended = 0;
  hls.on(Hls.Events.ERROR, (_, { fatal, type }) => {
    if (!fatal) return;
    // Each kind of error once or twice mends itself; beyond that the place is damaged.
    if (mended++ > 3) owner.feedFailed();
    else if (type === Hls.ErrorTypes.NETWORK_ERROR) setTimeout(() => hls.startLoad(), 1000);
    else if (type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else owner.feedFailed();
  });
  hls.on(Hls.Events.FRAG_BUFFERED, () => { mended = 0; });
  hls.loadSource(playlist);
  hls.attachMedia(element);
  return { close: () => hls.destroy() };
}
