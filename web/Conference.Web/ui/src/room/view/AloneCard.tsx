import { CopyLink } from "../../parts/CopyLink";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";

/** Instead of a picture while nobody else is there. */
export function AloneCard({ session }: { session: RoomSession }) {
  const teacher = session.self.value?.role === "teacher";
  return (
    <div class="alone">
      <div class="stack" data-testid="alone">
        <h2>{t("room.alone")}</h2>
        <p class="quiet">{t(teacher ? "room.alone.text" : "room.alone.student")}</p>
        {teacher && <CopyLink url={`${location.origin}/r/${session.code}`} label={t("roster.link")} />}
      </div>
    </div>
  );
}
