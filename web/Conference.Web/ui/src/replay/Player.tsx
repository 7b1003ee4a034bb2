import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RecordingDetail, Rendition } from "../contract/http";
import { Message } from "../parts/Message";
import { t } from "../text";
import { Controls } from "./Controls";
import { Pane } from "./Pane";
import { RenditionView } from "./RenditionView";
import { ReplayClock } from "./ReplayClock";
import { useReplayKeys } from "./useReplayKeys";

/** Screen and camera side by side, led by the mix. */
export function Player({ recording }: { recording: RecordingDetail }) {
  const player = useRef<HTMLDivElement>(null);
  const clock = useMemo(() => new ReplayClock(), []);
  const [swapped, setSwapped] = useState(false);
  const [broken, setBroken] = useState(false);
  const failed = useCallback(() => setBroken(true), []);
  const renditions = useStable(recording.renditions);

  useEffect(() => () => clock.close(), []);
  useEffect(() => {
    const growing = recording.state === "recording" || recording.state === "finishing";
    clock.growing.value = growing;
    clock.duration.value = growing ? soundUpTo(renditions) : Math.max(recording.durationMs, lastEnd(renditions.filter((r) => r.kind !== "voice")));
  }, [recording.durationMs, recording.state, renditions]);

  const fullscreen = useCallback(() => {
    if (document.fullscreenElement === null) void player.current?.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  }, []);
  useReplayKeys(clock, fullscreen);

  const screens = renditions.filter((r) => r.kind === "screen" && r.durationMs > 0);
  const cameras = renditions.filter((r) => r.kind === "camera" && r.durationMs > 0);
  const mixes = renditions.filter((r) => r.kind === "mix" && r.durationMs > 0);
  const both = screens.length > 0 && cameras.length > 0;
  return (
    <>
      {broken && <Message weight="weak"><p>{t("replay.error")}</p></Message>}
      <div class="player hall" ref={player}>
        <div class={`pictures ${both ? "both" : "one"} ${swapped ? "swapped" : ""}`} role="group" aria-label={t("replay.pictures")} onClick={() => clock.toggle()}>
          {screens.length > 0 && <Pane kind="screen" renditions={screens} clock={clock} failed={failed} />}
          {cameras.length > 0 && <Pane kind="camera" renditions={cameras} clock={clock} failed={failed} />}
          {screens.length === 0 && cameras.length === 0 && <section class="pane"><p class="nothing">{t("replay.soundOnly")}</p></section>}
        </div>
        {mixes.map((r) => <RenditionView key={r.id} rendition={r} clock={clock} failed={failed} testId="replay-audio" label={t("replay.volume")} />)}
        <Controls clock={clock} renditions={renditions} live={recording.state === "recording"} fullscreen={fullscreen} swap={both ? () => setSwapped(!swapped) : null} />
      </div>
      <Speakers renditions={recording.renditions} />
    </>
  );
}

/** While it grows a recording ends where its sound ends: a picture that is further already would run on in silence. */
function soundUpTo(renditions: readonly Rendition[]): number {
  const mixes = renditions.filter((r) => r.kind === "mix");
  return lastEnd(mixes.length > 0 ? mixes : renditions);
}

function lastEnd(renditions: readonly Rendition[]): number {
  return Math.max(0, ...renditions.map((r) => r.startMs + r.durationMs));
}

function Speakers({ renditions }: { renditions: readonly Rendition[] }) {
  const names = [...new Set(renditions.map((r) => r.participant).filter((name) => name !== null))];
  if (names.length === 0) return null;
  return <p class="quiet"><span>{t("replay.speakers")}: </span><span dir="auto">{names.join(", ")}</span></p>;
}

/** Renditions that did not change keep their identity over the quiet reloads, so that nothing is enrolled or drawn anew for nothing. */
function useStable(renditions: readonly Rendition[]): readonly Rendition[] {
  const held = useRef<readonly Rendition[]>([]);
  if (JSON.stringify(held.current) !== JSON.stringify(renditions)) {
    held.current = renditions.map((r) => held.current.find((old) => JSON.stringify(old) === JSON.stringify(r)) ?? r);
  }
  return held.current;
}
