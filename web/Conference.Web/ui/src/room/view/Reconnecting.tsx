import { online } from "../../parts/online";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { now } from "./now";

/** After so many seconds it is time to say what helps. */
const patience = 10;

/** Over the dimmed last picture: since when, and what to try. */
export function Reconnecting({ session }: { session: RoomSession }) {
  const seconds = Math.max(0, Math.round((now.value - session.lostAt.value) / 1000));
  return (
    <div class="reconnecting" data-testid="reconnecting">
      <div class="card">
        <div role="alert"><h2>{t("room.reconnecting")}</h2></div>
        <p class="numbers quiet">{t("room.reconnecting.for", { count: seconds })}</p>
        {!online.value && <p>{t("room.reconnecting.offline")}</p>}
        {seconds >= patience && <p>{t("room.reconnecting.help")}</p>}
      </div>
    </div>
  );
}
