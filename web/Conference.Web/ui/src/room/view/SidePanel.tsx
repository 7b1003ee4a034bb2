import { X } from "lucide-preact";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { ChatPanel } from "./ChatPanel";
import { PeoplePanel } from "./PeoplePanel";
import type { RoomView } from "./roomViewState";

/** Chat or people, on demand: a column at the side, a sheet on a phone. */
export function SidePanel({ session, view }: { session: RoomSession; view: RoomView }) {
  const panel = view.panel.value;
  if (panel === null) return null;
  const title = t(panel === "chat" ? "room.chat" : "room.people");
  return (
    <aside class="side-panel" aria-label={title} onKeyDown={(e) => { if (e.key === "Escape") view.toggle(panel); }}>
      <div class="head">
        <h2>{title}</h2>
        <button type="button" class="icon-button" aria-label={t("action.close")} title={t("action.close")} onClick={() => view.toggle(panel)}><X size={20} aria-hidden="true" /></button>
      </div>
      {panel === "chat" ? <ChatPanel session={session} /> : <PeoplePanel session={session} />}
    </aside>
  );
}
