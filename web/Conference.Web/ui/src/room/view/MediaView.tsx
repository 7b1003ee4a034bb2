import { useLayoutEffect, useRef } from "preact/hooks";

interface MediaViewProps {
  track?: MediaStreamTrack;
  stream?: MediaStream;
  label: string;
}

/** A silent moving picture of a track or stream; its sound is played elsewhere. */
export function MediaView({ track, stream, label }: MediaViewProps) {
  const video = useRef<HTMLVideoElement>(null);
  useLayoutEffect(() => {
    const element = video.current!;
    element.srcObject = stream ?? (track === undefined ? null : new MediaStream([track]));
    // Muted pictures may always play; an interrupted play() is followed by another one.
    void element.play().catch(() => undefined);
    return () => { element.srcObject = null; };
  }, [track, stream]);
  return <video ref={video} muted autoplay playsInline aria-label={label} />;
}
