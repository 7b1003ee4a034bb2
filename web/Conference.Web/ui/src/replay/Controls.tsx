import { computed } from "@preact/signals";
import { ArrowLeftRight, Keyboard, Maximize, Pause, PictureInPicture2, Play, RotateCcw, RotateCw, Volume2, VolumeX } from "lucide-preact";
import { useMemo } from "preact/hooks";
import type { Chapter, Rendition } from "../contract/http";
import { t } from "../text";
import { clock as written } from "../text/format";
import { CaptionButton } from "./CaptionButton";
import type { Captions } from "./Captions";
import { chapterAt, nameOf } from "./chapters";
import { LivePill } from "./LivePill";
import { MomentLink } from "./MomentLink";
import type { ReplayClock } from "./ReplayClock";
import { SilenceButton } from "./SilenceButton";
import type { SilenceSkipper } from "./SilenceSkipper";
import { speeds } from "./speeds";
import type { Sprite } from "./sprites";
import { Timeline } from "./Timeline";
import type { ReplayActions } from "./useReplayKeys";

interface ControlsProps {
  clock: ReplayClock;
  renditions: readonly Rendition[];
  chapters: readonly Chapter[];
  sprites: readonly Sprite[];
  live: boolean;
  /** Null while there are not two pictures to arrange. */
  inset: boolean | null;
  skipper: SilenceSkipper;
  captions: Captions;
  actions: ReplayActions;
}

export function Controls({ clock, renditions, chapters, sprites, live, inset, skipper, captions, actions }: ControlsProps) {
  const playing = clock.playing.value;
  const silent = clock.muted.value || clock.volume.value === 0;
  return (
    <div class="controls" role="group" aria-label={t("replay.controls")}>
      <Timeline clock={clock} renditions={renditions} chapters={chapters} sprites={sprites} />
      <div class="buttons">
        <button type="button" class="icon-button" aria-label={t(playing ? "replay.pause" : "replay.play")} title={t(playing ? "replay.pause" : "replay.play")}
          data-testid="replay-play" data-playing={playing} onClick={() => clock.toggle()}>
          {playing ? <Pause size={24} aria-hidden="true" /> : <Play size={24} aria-hidden="true" />}
        </button>
        <button type="button" class="icon-button skip-button" aria-label={t("replay.back10")} title={t("replay.back10")} onClick={() => clock.skip(-10_000)}><RotateCcw size={20} aria-hidden="true" /></button>
        <button type="button" class="icon-button skip-button" aria-label={t("replay.forward10")} title={t("replay.forward10")} onClick={() => clock.skip(10_000)}><RotateCw size={20} aria-hidden="true" /></button>
        <span class="numbers position">{written(clock.shown(clock.time.value))} / {written(clock.length.value)}</span>
        <ChapterNow clock={clock} chapters={chapters} />
        {live && <LivePill clock={clock} />}
        <span class="quiet small stall" role="status">{clock.stalled.value ? t("replay.stalled") : ""}</span>
        <button type="button" class="icon-button" aria-label={t(silent ? "replay.unmute" : "replay.mute")} title={t(silent ? "replay.unmute" : "replay.mute")}
          aria-pressed={silent} onClick={() => { clock.muted.value = !clock.muted.value; }}>
          {silent ? <VolumeX size={20} aria-hidden="true" /> : <Volume2 size={20} aria-hidden="true" />}
        </button>
        <input class="volume" type="range" min={0} max={1} step={0.05} value={clock.muted.value ? 0 : clock.volume.value} aria-label={t("replay.volume")}
          onInput={(e) => { clock.volume.value = e.currentTarget.valueAsNumber; clock.muted.value = false; }} />
        <select class="speed" data-testid="replay-speed" aria-label={t("replay.speed")} title={t("replay.speed")} value={clock.rate.value} onChange={(e) => { clock.rate.value = Number(e.currentTarget.value); }}>
          {speeds.map((s) => <option key={s} value={s}>{s}×</option>)}
        </select>
        <SilenceButton skipper={skipper} />
        <CaptionButton captions={captions} />
        {inset !== null && (
          <>
            <button type="button" class="icon-button" aria-label={t("replay.inset")} title={t("replay.inset")} aria-pressed={inset} data-testid="replay-inset" onClick={actions.inset}>
              <PictureInPicture2 size={20} aria-hidden="true" />
            </button>
            <button type="button" class="icon-button" aria-label={t("replay.swap")} title={t("replay.swap")} data-testid="replay-swap" onClick={actions.swap}><ArrowLeftRight size={20} aria-hidden="true" /></button>
          </>
        )}
        <MomentLink clock={clock} />
        <button type="button" class="icon-button keys-button" aria-label={t("replay.keys")} title={t("replay.keys")} data-testid="replay-keys-button" onClick={actions.help}><Keyboard size={20} aria-hidden="true" /></button>
        <button type="button" class="icon-button" aria-label={t("replay.fullscreen")} title={t("replay.fullscreen")} onClick={actions.fullscreen}><Maximize size={20} aria-hidden="true" /></button>
      </div>
    </div>
  );
}

function ChapterNow({ clock, chapters }: { clock: ReplayClock; chapters: readonly Chapter[] }) {
  const present = useMemo(() => computed(() => chapterAt(chapters, clock.time.value)), [chapters]).value;
  const chapter = chapters[present];
  if (chapter === undefined) return null;
  return <span class="chapter-now small" dir="auto" data-testid="replay-chapter-now">{nameOf(chapter, chapters)}</span>;
}
