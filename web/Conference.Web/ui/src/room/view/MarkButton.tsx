import { Bookmark } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../text";
import type { RoomSession } from "../RoomSession";
import { BarButton } from "./BarButton";

const longest = 100;

/** Marks a chapter in the recording: the moment is that of the press, the words may follow. */
export function MarkButton({ session }: { session: RoomSession }) {
  const around = useRef<HTMLDivElement>(null);
  const [pressedAt, setPressedAt] = useState<number | null>(null);
  const open = pressedAt !== null;
  const close = () => setPressedAt(null);

  useEffect(() => {
    if (!open) return;
    const asker = around.current?.querySelector("button");
    around.current?.querySelector("input")?.focus();
    const outside = (event: PointerEvent) => { if (!around.current?.contains(event.target as Node)) close(); };
    addEventListener("pointerdown", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      asker?.focus();
    };
  }, [open]);

  return (
    <div class="confirm-around" ref={around} onKeyDown={(e) => { if (e.key === "Escape" && open) { e.stopPropagation(); close(); } }}>
      <BarButton icon={Bookmark} label={t("room.mark")} title={t("room.mark.title")} expanded={open} testId="mark-button" press={() => setPressedAt(open ? null : performance.now())} />
      {open && (
        <form class="confirm-above" role="dialog" aria-label={t("room.mark.title")} onSubmit={(e) => {
          e.preventDefault();
          const title = new FormData(e.currentTarget).get("title");
          session.markChapter(typeof title === "string" ? title : "", performance.now() - pressedAt);
          close();
        }}>
          <label class="field"><span>{t("room.mark.name")}</span><input name="title" maxLength={longest} autocomplete="off" data-testid="mark-title" /></label>
          <div class="row">
            <button class="button primary small" data-testid="mark-confirm">{t("room.mark.confirm")}</button>
            <button type="button" class="button small" onClick={close}>{t("action.cancel")}</button>
          </div>
        </form>
      )}
    </div>
  );
}
