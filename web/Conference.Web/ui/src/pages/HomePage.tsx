import { http } from "../api/http";
import { mayCreateRooms, person } from "../api/session";
import type { RoomRow } from "../contract/http";
import { Loading } from "../parts/Loading";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { follow } from "../router";
import { t } from "../text";
import { dateOnly } from "../text/format";
import { Plus, Settings, Users } from "lucide-preact";
import { useState } from "preact/hooks";
import { NewRoom } from "./NewRoom";
import { RoomSettings } from "./RoomSettings";

export function HomePage() {
  const rooms = useResource((signal) => http.get<RoomRow[]>("/api/rooms", signal), "rooms", 10_000);
  const [making, setMaking] = useState(false);
  const live = rooms.state === "there" ? rooms.value.filter((r) => r.live) : [];
  const rest = rooms.state === "there" ? rooms.value.filter((r) => !r.live) : [];
  const nothing = rooms.state === "there" && rooms.value.length === 0;
  const newRoomButton = mayCreateRooms.value && !making && (
    <button type="button" class="button primary" data-testid="new-room" onClick={() => setMaking(true)}>
      <Plus size={18} aria-hidden="true" />{t("home.newRoom")}
    </button>
  );

  return (
    <Page title={t("home.title")}>
      <div class="page-head">
        <h1>{t("home.title")}</h1>
        {!nothing && newRoomButton}
      </div>
      {making && <NewRoom created={rooms.reload} close={() => setMaking(false)} />}
      {rooms.state === "loading" && <Loading />}
      {rooms.state === "failed" && <ProblemMessage problem={rooms.problem} retry={rooms.reload} />}
      {nothing && !making && (
        <div class="empty stack">
          <p>{t(mayCreateRooms.value ? "home.empty" : "home.empty.staff")}</p>
          <div>{newRoomButton}</div>
        </div>
      )}
      {live.length > 0 && <RoomList heading={t("home.live")} rooms={live} />}
      {rest.length > 0 && <RoomList heading={t(person.value?.role === "teacher" ? "home.myRooms" : "home.rooms")} rooms={rest} />}
    </Page>
  );
}

function RoomList({ heading, rooms }: { heading: string; rooms: readonly RoomRow[] }) {
  return (
    <section class="section">
      <h2>{heading}</h2>
      <ul class="lines">{rooms.map((room) => <RoomLine key={room.code} room={room} />)}</ul>
    </section>
  );
}

function RoomLine({ room }: { room: RoomRow }) {
  const [copied, setCopied] = useState(false);
  const [setting, setSetting] = useState(false);
  const href = `/r/${room.code}`;
  const copy = async () => {
    await navigator.clipboard.writeText(room.url).catch(() => undefined);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <li class={room.live ? "live" : ""}>
      <div class="grow">
        <div class="title"><a href={href} onClick={follow}>{room.title}</a></div>
        <div class="small quiet">
          {room.teacher}
          {" · "}
          {room.live ? t("home.inside", { count: room.participants }) : t("home.createdAt", { date: dateOnly(room.createdAt) })}
        </div>
      </div>
      {room.live && <span class="badge live"><Users size={14} aria-hidden="true" />{t("home.liveBadge")}</span>}
      {/* Over http the clipboard is closed to pages; the link is then on the room's own page. */}
      {window.isSecureContext && (
        <button type="button" class="button plain" onClick={() => void copy()} aria-label={`${t("action.copyLink")}: ${room.title}`}>
          <span aria-live="polite">{copied ? t("action.copied") : t("action.copyLink")}</span>
        </button>
      )}
      <button type="button" class="button plain" data-testid="room-settings-button" title={t("home.settings")} aria-label={`${t("home.settings")}: ${room.title}`} onClick={() => setSetting(true)}>
        <Settings size={18} aria-hidden="true" />
      </button>
      <a class={`button ${room.live ? "primary" : ""}`} href={href} onClick={follow} aria-label={`${t("home.enter")}: ${room.title}`}>
        {t(room.live ? "home.join" : "home.enter")}
      </a>
      {setting && <RoomSettings code={room.code} close={() => setSetting(false)} />}
    </li>
  );
}
