import { MicOff, MonitorUp, WifiOff } from "lucide-preact";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { MediaView } from "./MediaView";
import type { StageItem } from "./stageItems";

type TileItem = Exclude<StageItem, { kind: "alone" }>;

interface TileProps {
  item: TileItem;
  session: RoomSession;
  main: boolean;
}

/** One picture with a name; without a camera a quiet plate with initials. */
export function Tile({ item, session, main }: TileProps) {
  const { participant, self, kind } = item;
  const name = self ? t("room.you") : participant.name;
  const speaking = session.speakers.value.includes(participant.id) && kind !== "screen" && kind !== "ownScreen";
  const lost = participant.connection === "reconnecting";
  const classes = ["tile", kind, speaking ? "speaking" : "", self ? "self" : "", lost ? "lost" : "", main ? "large" : ""].filter((c) => c !== "").join(" ");
  const hasVideo = kind === "camera" || kind === "screen";
  return (
    <figure class={classes} data-participant-id={participant.id} data-source={kind === "screen" || kind === "ownScreen" ? "screen" : "camera"}
      data-self={self} data-testid={hasVideo ? "tile" : "tile-without-video"}>
      {hasVideo && <Picture item={item} name={participant.name} />}
      {kind === "silhouette" && <div class="initials" aria-hidden="true"><span dir="auto">{initialsOf(participant.name)}</span></div>}
      {kind === "ownScreen" && (
        <div class="own-screen"><MonitorUp size={36} aria-hidden="true" /><h2>{t("room.yourScreen")}</h2><p class="quiet">{t("room.yourScreen.text")}</p></div>
      )}
      {kind !== "ownScreen" && (
        <figcaption>
          {kind !== "screen" && !lost && !participant.microphoneOn && <MicOff size={14} role="img" aria-label={t("room.micOff")} />}
          {lost && <WifiOff size={14} role="img" aria-label={t("room.lost")} />}
          <span class="name" dir="auto" title={participant.name}>{kind === "screen" ? t("room.screenOf", { name }) : name}</span>
          {speaking && <span class="hidden-label">{t("room.speaking")}</span>}
        </figcaption>
      )}
    </figure>
  );
}

function Picture({ item, name }: { item: TileItem; name: string }) {
  if (item.kind !== "camera" && item.kind !== "screen") return null;
  const label = item.kind === "screen" ? t("room.screenOf", { name }) : name;
  return item.stream !== null ? <MediaView stream={item.stream} label={label} /> : <MediaView track={item.track!} label={label} />;
}

/** First letters of the first two words; a whole code point each, so that an emoji name stays one. */
function initialsOf(name: string): string {
  return name.trim().split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toLocaleUpperCase();
}
