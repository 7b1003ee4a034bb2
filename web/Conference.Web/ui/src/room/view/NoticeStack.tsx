import { t } from "../../text";
import type { RoomSession } from "../RoomSession";

/** Over the bar: what just happened, and the newest message while the chat is closed. */
export function NoticeStack({ session }: { session: RoomSession }) {
  const newest = session.chat.newest.value;
  return (
    <div class="notices">
      {session.mediaBlocked.value && <p class="notice warning" role="alert">{t("room.media.blocked")}</p>}
      <div aria-live="polite">
        {session.notices.list.value.map((n) => (
          <div key={n.id} class={`notice ${n.weight}`} data-testid="notice">
            <p>{n.text}</p>
            {n.understood !== undefined && (
              <button type="button" class="button small" data-testid="notice-understood" onClick={() => session.notices.dismiss(n.id)}>{n.understood}</button>
            )}
          </div>
        ))}
      </div>
      {newest !== null && <p class="notice quiet newest" dir="auto"><span>{t("chat.newest", { author: newest.author, text: newest.text })}</span></p>}
    </div>
  );
}
