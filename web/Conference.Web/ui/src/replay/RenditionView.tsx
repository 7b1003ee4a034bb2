import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Rendition } from "../contract/http";
import type { Feed } from "./Feed";
import { hlsFeed } from "./hlsFeed";
import type { ReplayClock } from "./ReplayClock";
import { webmFeed } from "./webmFeed";

interface RenditionViewProps {
  rendition: Rendition;
  clock: ReplayClock;
  label: string;
  testId: string;
  failed: () => void;
  /** It has sound and picture in one, and shows both. */
  picture?: boolean;
}

/** One rendition in one media element that follows the clock: an <audio> for the mix, a silent <video> for a picture. */
export function RenditionView({ rendition, clock, label, testId, failed, picture = false }: RenditionViewProps) {
  const media = useRef<HTMLVideoElement & HTMLAudioElement>(null);
  const { id, playlist, format, codecs } = rendition;

  useLayoutEffect(() => {
    const element = media.current!;
    const startAt = Math.max(0, (clock.time.peek() - rendition.startMs) / 1000);
    const owner = { feedFailed: failed };
    const feed: Feed = format === "webM" ? webmFeed(element, playlist, codecs, startAt, owner) : hlsFeed(element, playlist, startAt, owner);
    return () => feed.close();
  }, [id, playlist]);

  // The length grows while the lecture runs, without a new element.
  useEffect(() => clock.enrol(rendition, media.current!), [rendition, clock]);

  if (picture) return <video ref={media} playsInline data-testid={testId} data-rendition={id} aria-label={label} />;
  return rendition.kind === "mix"
    ? <audio ref={media} data-testid={testId} data-rendition={id} aria-label={label} />
    : <video ref={media} muted playsInline data-testid={testId} data-rendition={id} aria-label={label} />;
}
