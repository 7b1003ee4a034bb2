import { Volume2 } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../text";
import { deviceChoice } from "../deviceChoice";
import type { RoomSession } from "../RoomSession";

/** One hidden element per voice; when the browser refuses to start them, one button that starts them all. */
export function AudioOutlet({ session }: { session: RoomSession }) {
  const outlet = useRef<HTMLDivElement>(null);
  const voices = session.remoteTracks.value.filter((r) => r.source === "microphone" || r.source === "screenAudio");
  const startAll = () => {
    session.audioBlocked.value = false;
    for (const audio of outlet.current?.querySelectorAll("audio") ?? []) void start(audio, session);
  };
  return (
    <div ref={outlet}>
      {voices.map((voice) => <Voice key={voice.trackId} stream={voice.stream} session={session} />)}
      {session.audioBlocked.value && (
        <div class="tap-to-hear">
          <button type="button" class="button primary" data-testid="tap-to-hear" onClick={startAll}><Volume2 size={22} aria-hidden="true" />{t("room.hear")}</button>
          <p class="small">{t("room.hear.text")}</p>
        </div>
      )}
    </div>
  );
}

function Voice({ stream, session }: { stream: MediaStream; session: RoomSession }) {
  const audio = useRef<HTMLAudioElement>(null);
  const speaker = deviceChoice.value.speakerId;
  useEffect(() => {
    const element = audio.current!;
    element.srcObject = stream;
    void start(element, session);
    return () => { element.srcObject = null; };
  }, [stream]);
  useEffect(() => {
    // A speaker that is gone leaves the sound on the system's own.
    void audio.current?.setSinkId?.(speaker).catch(() => undefined);
  }, [speaker, stream]);
  return <audio ref={audio} />;
}

async function start(audio: HTMLAudioElement, session: RoomSession): Promise<void> {
  try {
    await audio.play();
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotAllowedError") session.audioBlocked.value = true;
  }
}
