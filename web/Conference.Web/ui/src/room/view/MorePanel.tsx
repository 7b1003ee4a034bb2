import type { ComponentChildren } from "preact";
import { Keyboard, Settings } from "lucide-preact";
import { useEffect, useRef } from "preact/hooks";
import { LanguageSwitch } from "../../parts/LanguageSwitch";
import { t } from "../../text";
import { devicesReachable } from "../deviceTrouble";
import type { RoomView } from "./roomViewState";

interface MorePanelProps {
  view: RoomView;
  close: () => void;
  /** The controls that found no place in the bar. */
  children: ComponentChildren;
}

export function MorePanel({ view, close, children }: MorePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.querySelector<HTMLElement>("button:not(:disabled)")?.focus();
    const outside = (event: PointerEvent) => {
      const target = event.target as HTMLElement;
      if (!panel.current?.contains(target) && target.closest("[data-testid=more-button]") === null) close();
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, []);
  const then = (act: () => void) => () => { close(); act(); };
  return (
    <div class="more-panel" role="dialog" aria-label={t("room.more")} ref={panel} onKeyDown={(e) => { if (e.key === "Escape") close(); }}>
      {children}
      <div class="rows">
        {devicesReachable() && (
          <button type="button" class="button plain" onClick={then(() => { view.devicesOpen.value = true; })}><Settings size={18} aria-hidden="true" />{t("room.devices")}</button>
        )}
        <button type="button" class="button plain" onClick={then(() => { view.shortcutsOpen.value = true; })}><Keyboard size={18} aria-hidden="true" />{t("room.shortcuts")}</button>
        <LanguageSwitch />
      </div>
    </div>
  );
}
