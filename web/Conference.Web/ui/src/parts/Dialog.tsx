import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../text";

/** The browser's own modal dialog: focus, Escape and the rest of the page are its business. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close} onClick={(e) => { if (e.target === dialog.current) close(); }}>
      <div class="stack">
        <h2 id={id}>{title}</h2>
        {children}
        <div class="row"><button type="button" class="button" onClick={close}>{t("action.close")}</button></div>
      </div>
    </dialog>
  );
}
