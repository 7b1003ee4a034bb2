import { Pause, Signal, SignalLow, SignalZero, Users } from "lucide-preact";
import { t } from "../../text";
import { clock, timeOnly } from "../../text/format";
import type { RoomSession } from "../RoomSession";
import { now } from "./now";

/** Title, clock, recording, people, connection. */
export function TopLine({ session }: { session: RoomSession }) {
  const room = session.room.value;
  const count = session.roster.value.length;
  return (
    <header class="top-line" aria-label={t("room.region.top")}>
      <h1 dir="auto" title={room?.title}>{room?.title}</h1>
      {room !== null && (
        <span class="numbers quiet clock" role="timer" aria-label={t("room.clock", { time: clock(now.value - Date.parse(room.startedAt)) })}>
          {clock(now.value - Date.parse(room.startedAt))}
        </span>
      )}
      <RecordingPill session={session} />
      <span class="end quiet">
        <span class="count" title={t("room.peopleCount", { count })}><Users size={16} aria-hidden="true" /><span class="numbers">{count}</span><span class="hidden-label">{t("room.peopleCount", { count })}</span></span>
        <Connection session={session} />
      </span>
    </header>
  );
}

function RecordingPill({ session }: { session: RoomSession }) {
  const { state, since } = session.recording.value;
  if (state === "none") return null;
  if (state === "failed") return <span class="badge amber" data-testid="recording-pill" data-state={state}>{t("room.recording.failed")}</span>;
  if (state === "paused") {
    return (
      <span class="badge amber" role="status" data-testid="recording-pill" data-state={state}>
        <Pause size={14} aria-hidden="true" /><span class="words">{t("room.recording.paused")}</span><span class="short" aria-hidden="true">{t("room.recording.paused.short")}</span>
      </span>
    );
  }
  const words = state === "starting" ? t("room.recording.starting") : state === "finishing" ? t("room.recording.finishing") : t("room.recording");
  return (
    <span class="badge red" role="status" data-testid="recording-pill" data-state={state} {...(since === null ? {} : { title: t("room.recording.since", { time: timeOnly(since) }) })}>
      <span class="dot" aria-hidden="true" />
      <span class="words">{words}</span>
      {state === "recording" && since !== null && <span class="numbers" aria-hidden="true">{clock(now.value - Date.parse(since))}</span>}
    </span>
  );
}

function Connection({ session }: { session: RoomSession }) {
  const quality = session.quality.quality.value;
  const roundTrip = session.quality.roundTrip.value;
  const Icon = quality === "good" ? Signal : quality === "none" ? SignalZero : SignalLow;
  const words = t(`room.connection.${quality}`);
  return (
    <span class={`connection ${quality}`} title={words} data-testid="connection" data-quality={quality}>
      <Icon size={16} aria-hidden="true" />
      <span class={quality === "good" ? "hidden-label" : "words"}>{words}</span>
      {quality === "good" && roundTrip !== null && <span class="numbers">{t("room.connection.delay", { ms: roundTrip })}</span>}
    </span>
  );
}
