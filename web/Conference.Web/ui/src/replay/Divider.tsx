import type { RefObject } from "preact";
import { t } from "../text";
import { type Arrangement, narrowest, widest } from "./Arrangement";

const stride = 5;

/** Between the two pictures: dragged, or moved by the arrow keys. */
export function Divider({ place, arrangement }: { place: RefObject<HTMLElement>; arrangement: Arrangement }) {
  const { split } = arrangement;
  const drag = (event: PointerEvent) => {
    const { left, width } = place.current!.getBoundingClientRect();
    arrangement.divide(((event.clientX - left) / width) * 100);
  };
  return (
    <div class="divider" role="separator" tabIndex={0} aria-orientation="vertical" aria-label={t("replay.divider")} title={t("replay.divider")} data-testid="replay-divider"
      aria-valuenow={split.value} aria-valuemin={narrowest} aria-valuemax={widest}
      onClick={(e) => e.stopPropagation()}
      onPointerDown={(e) => { if (e.button === 0) e.currentTarget.setPointerCapture(e.pointerId); }}
      onPointerMove={(e) => { if (e.currentTarget.hasPointerCapture(e.pointerId)) drag(e); }}
      onKeyDown={(e) => {
        const step = e.key === "ArrowLeft" ? -stride : e.key === "ArrowRight" ? stride : null;
        if (step === null) return;
        arrangement.divide(split.value + step);
        e.preventDefault();
        e.stopPropagation();
      }} />
  );
}
