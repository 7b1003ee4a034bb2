import { useEffect, useRef, useState } from "preact/hooks";
import { Check } from "lucide-preact";
import { t } from "../../text";
import { LevelMeter } from "../LevelMeter";

/** The meter along the picture's lower edge, and the sentence that ends the test. */
export function LevelBar({ track }: { track: MediaStreamTrack | null }) {
  const bar = useRef<HTMLSpanElement>(null);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    setHeard(false);
    if (track === null) return;
    const meter = new LevelMeter(track, (level, voice) => {
      // Sixty times a second: past the component, straight to the style.
      bar.current?.style.setProperty("--level", level.toFixed(3));
      if (voice) setHeard(true);
    });
    return () => meter.close();
  }, [track]);
  if (track === null) return null;
  return (
    <>
      <p class="hearing" role="status">{heard ? <><Check size={16} aria-hidden="true" />{t("door.heard")}</> : t("door.say")}</p>
      <div class="meter" aria-hidden="true"><span ref={bar} /></div>
    </>
  );
}
