import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { person } from "../api/session";
import type { CaptionTrack, Chapter, RecordingDetail, Rendition } from "../contract/http";
import { Message } from "../parts/Message";
import { remembered } from "../parts/remembered";
import { language, t } from "../text";
import { clock as written } from "../text/format";
import { Arrangement } from "./Arrangement";
import { CaptionLine } from "./CaptionLine";
import { Captions } from "./Captions";
import { stepChapter } from "./chapters";
import { Controls } from "./Controls";
import { toTheEnd } from "./cuts";
import { KeyHelp } from "./KeyHelp";
import { readMoment } from "./moment";
import { Pictures } from "./Pictures";
import { placeIn } from "./places";
import { RenditionView } from "./RenditionView";
import { ReplayClock } from "./ReplayClock";
import { SilenceSkipper } from "./SilenceSkipper";
import { readSpeed } from "./speeds";
import { usePlace } from "./usePlace";
import { type ReplayActions, useReplayKeys } from "./useReplayKeys";
import { useSprites } from "./useSprites";
import { useSilences } from "./useSilences";
import { useWatching } from "./useWatching";

const speedKey = "conference.replay.speed";

interface PlayerProps {
  recording: RecordingDetail;
  clock: ReplayClock;
  chapters: readonly Chapter[];
  tracks: readonly CaptionTrack[];
  /** Played in the place of all others by a browser that cannot play those. */
  compatible: Rendition | null;
}

/** Screen and camera, led by the mix. It begins at the moment that the link names, else where this reader left it. */
export function Player({ recording, clock, chapters, tracks, compatible }: PlayerProps) {
  const player = useRef<HTMLDivElement>(null);
  const arrangement = useMemo(() => new Arrangement(), []);
  const captions = useMemo(() => new Captions(), []);
  const skipper = useMemo(() => new SilenceSkipper(clock), []);
  const [broken, setBroken] = useState(false);
  const [helping, setHelping] = useState(false);
  const failed = useCallback(() => setBroken(true), []);
  const renditions = useStable(recording.renditions);
  const [resumed, setResumed] = useState<number | null>(null);

  // Before the pictures are made: they begin to load where the clock stands.
  useMemo(() => {
    clock.cuts.value = toTheEnd(recording.cuts, recording.durationMs);
    measure(clock, recording, renditions);
    clock.rate.value = remembered.get(speedKey, readSpeed, 1);
    const asked = readMoment(location.search);
    const left = asked === null ? placeIn(recording.id) : null;
    clock.seek(asked ?? left ?? 0);
    if (left !== null) setResumed(clock.time.value);
  }, []);
  useEffect(() => () => { arrangement.close(); skipper.close(); captions.close(); }, []);
  useEffect(() => measure(clock, recording, renditions), [recording.durationMs, recording.state, renditions]);
  // Trimmed by somebody, here or elsewhere; a quiet reload without a change leaves them alone.
  useEffect(() => { clock.cuts.value = toTheEnd(recording.cuts, recording.durationMs); }, [JSON.stringify(recording.cuts), recording.durationMs]);
  useEffect(() => clock.rate.subscribe((rate) => remembered.set(speedKey, rate)), []);
  useEffect(() => {
    if (resumed === null) return;
    const timer = setTimeout(() => setResumed(null), 12_000);
    return () => clearTimeout(timer);
  }, [resumed]);
  usePlace(recording.id, clock);
  useSilences(recording, skipper);
  useWatching(recording.id, clock, skipper);
  useEffect(() => { captions.tracks.value = tracks; }, [tracks]);
  const sprites = useSprites(recording.sprites);

  const screens = compatible !== null ? [] : renditions.filter((r) => r.kind === "screen" && r.durationMs > 0);
  const cameras = compatible !== null ? [] : renditions.filter((r) => r.kind === "camera" && r.durationMs > 0);
  const mixes = compatible !== null ? [] : renditions.filter((r) => r.kind === "mix" && r.durationMs > 0);
  const both = screens.length > 0 && cameras.length > 0;
  const actions = useMemo<ReplayActions>(() => ({
    fullscreen() {
      if (document.fullscreenElement === null) void player.current?.requestFullscreen().catch(() => undefined);
      else void document.exitFullscreen();
    },
    inset() { if (both) arrangement.inset.value = !arrangement.inset.value; },
    swap() { if (both) arrangement.swap(); },
    silence() { skipper.toggle(); },
    captions() { captions.toggle(language.value); },
    help() { setHelping(true); },
    chapter(direction) {
      const at = stepChapter(chapters, clock.time.value, direction);
      if (at !== null) clock.seek(at);
    },
  }), [both, chapters]);
  useReplayKeys(clock, actions);
  return (
    <div class="player-column stack">
      {broken && <Message weight="weak"><p>{t("replay.error")}</p></Message>}
      <div class="player hall" ref={player}>
        <div class="picture-place">
          {compatible === null
            ? <Pictures clock={clock} arrangement={arrangement} screens={screens} cameras={cameras} failed={failed} />
            : <SinglePicture clock={clock} rendition={compatible} failed={failed} />}
          <CaptionLine captions={captions} clock={clock} />
          {resumed !== null && (
            <div class="resumed small" role="status" data-testid="replay-resumed">
              <span class="numbers">{t("replay.resumed", { time: written(clock.shown(resumed)) })}</span>
              <button type="button" class="button small" onClick={() => { clock.seek(0); setResumed(null); }}>{t("replay.fromStart")}</button>
            </div>
          )}
        </div>
        {mixes.map((r) => <RenditionView key={r.id} rendition={r} clock={clock} failed={failed} testId="replay-audio" label={t("replay.volume")} />)}
        <Controls clock={clock} renditions={renditions} chapters={chapters} sprites={sprites} live={recording.state === "recording"} inset={both ? arrangement.inset.value : null} skipper={skipper} captions={captions} actions={actions} />
      </div>
      <Speakers renditions={recording.renditions} />
      <p class="quiet small">{t(person.value === null ? "viewers.notice.guest" : "viewers.notice")}</p>
      {helping && <KeyHelp close={() => setHelping(false)} />}
    </div>
  );
}

function SinglePicture({ clock, rendition, failed }: { clock: ReplayClock; rendition: Rendition; failed: () => void }) {
  return (
    <div class="pictures one" role="group" aria-label={t("replay.pictures")} onClick={() => clock.toggle()}>
      <section class="pane"><figure><RenditionView rendition={rendition} clock={clock} failed={failed} testId="replay-compatible" label={t("replay.pictures")} picture /></figure></section>
    </div>
  );
}

function measure(clock: ReplayClock, { state, durationMs }: RecordingDetail, renditions: readonly Rendition[]): void {
  const growing = state === "recording" || state === "finishing";
  clock.growing.value = growing;
  clock.duration.value = growing ? soundUpTo(renditions) : Math.max(durationMs, lastEnd(renditions.filter((r) => r.kind !== "voice")));
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
