import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import type { Arrangement, Spot } from "./Arrangement";

/** A press that moves less is a click. Pixels. */
const still = 5;
/** What the style sheet leaves free at both edges together. Pixels. */
const edges = 16;
/** Of the free way, per press of an arrow key. */
const stride = 0.1;

/** Moves the small picture: by pointer anywhere on it, by arrow keys on its handle. */
export function useInsetDrag(place: RefObject<HTMLElement>, arrangement: Arrangement) {
  return useMemo(() => {
    let from: { pointer: number; x: number; y: number; spot: Spot; free: Spot; moved: boolean } | null = null;
    let moved = false;
    const small = () => place.current!.querySelector<HTMLElement>(`.pane.${arrangement.small.value}`);
    return {
      /** True once after a drag: the click that ends it means nothing. */
      justMoved(): boolean {
        const was = moved;
        moved = false;
        return was;
      },
      handlers: {
        onPointerDown(event: PointerEvent) {
          const pane = small();
          const on = event.target as Element;
          moved = false;
          if (pane === null || event.button !== 0 || (!pane.contains(on) && on.closest(".inset-handle") === null)) return;
          const free = { x: place.current!.clientWidth - pane.offsetWidth - edges, y: place.current!.clientHeight - pane.offsetHeight - edges };
          from = { pointer: event.pointerId, x: event.clientX, y: event.clientY, spot: arrangement.spot.value, free, moved: false };
        },
        onPointerMove(event: PointerEvent) {
          if (from === null || event.pointerId !== from.pointer) return;
          const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
          if (!from.moved && Math.hypot(dx, dy) < still) return;
          if (!from.moved) place.current!.setPointerCapture(event.pointerId);
          from.moved = true;
          arrangement.move({ x: from.spot.x + dx / Math.max(1, from.free.x), y: from.spot.y + dy / Math.max(1, from.free.y) });
        },
        onPointerUp() {
          moved = from?.moved === true;
          from = null;
        },
        onPointerCancel() { from = null; },
      },
      key(event: KeyboardEvent) {
        const step = steps[event.key];
        if (step === undefined) return;
        const { x, y } = arrangement.spot.value;
        arrangement.move({ x: x + step.x * stride, y: y + step.y * stride });
        // The arrow keys move the time everywhere else on the page.
        event.preventDefault();
        event.stopPropagation();
      },
    };
  }, [place, arrangement]);
}

const steps: Readonly<Record<string, Spot>> = { ArrowLeft: { x: -1, y: 0 }, ArrowRight: { x: 1, y: 0 }, ArrowUp: { x: 0, y: -1 }, ArrowDown: { x: 0, y: 1 } };
