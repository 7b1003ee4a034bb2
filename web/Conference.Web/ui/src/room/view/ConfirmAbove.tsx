import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../text";

interface ConfirmAboveProps {
  open: boolean;
  question: string;
  confirm: string;
  confirmTestId: string;
  yes: () => void;
  no: () => void;
  /** The button that asks. */
  children: ComponentChildren;
}

/** Asks once, over the button that was pressed. */
export function ConfirmAbove({ open, question, confirm, confirmTestId, yes, no, children }: ConfirmAboveProps) {
  const box = useRef<HTMLDivElement>(null);
  const around = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const asker = document.activeElement;
    box.current?.querySelector("button")?.focus();
    const outside = (event: PointerEvent) => { if (!around.current?.contains(event.target as Node)) no(); };
    addEventListener("pointerdown", outside);
    return () => {
      removeEventListener("pointerdown", outside);
      if (asker instanceof HTMLElement) asker.focus();
    };
  }, [open]);
  return (
    <div class="confirm-around" ref={around} onKeyDown={(e) => { if (e.key === "Escape" && open) { e.stopPropagation(); no(); } }}>
      {children}
      {open && (
        <div class="confirm-above" role="alertdialog" aria-label={question} ref={box}>
          <p>{question}</p>
          <div class="row">
            <button type="button" class="button danger small" data-testid={confirmTestId} onClick={yes}>{confirm}</button>
            <button type="button" class="button small" onClick={no}>{t("action.cancel")}</button>
          </div>
        </div>
      )}
    </div>
  );
}
