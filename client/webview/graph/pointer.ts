/** Mouse, pen and wheel over the drawing: what is a click, what moves it and what zooms. */

import type { Point } from "./geometry.ts";

export interface PointerActions {
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  click(target: EventTarget | null): void;
  doubleClick(target: EventTarget | null): void;
}

/** A hand is never quite still. */
const STILL_PX = 4;
/** How far a turn of the wheel zooms; browsers tell it in pixels or lines. */
const WHEEL = 0.002;
const LINE_PX = 30;

export function onPointer(element: SVGSVGElement, actions: PointerActions): void {
  let drag: { readonly from: Point; readonly target: EventTarget | null; at: Point; moving: boolean } | undefined;
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const at = { x: event.clientX, y: event.clientY };
    drag = { from: at, at, target: event.target, moving: false };
  });
  element.addEventListener("pointermove", ({ clientX, clientY, pointerId }) => {
    if (drag === undefined) return;
    if (!drag.moving && Math.hypot(clientX - drag.from.x, clientY - drag.from.y) < STILL_PX) return;
    if (!drag.moving) {
      drag.moving = true;
      element.setPointerCapture(pointerId);
      element.classList.add("dragging");
    }
    actions.pan(clientX - drag.at.x, clientY - drag.at.y);
    drag.at = { x: clientX, y: clientY };
  });
  const end = (isClick: boolean) => (): void => {
    const ended = drag;
    drag = undefined;
    element.classList.remove("dragging");
    if (isClick && ended?.moving === false) actions.click(ended.target);
  };
  element.addEventListener("pointerup", end(true));
  element.addEventListener("pointercancel", end(false));
  element.addEventListener("dblclick", ({ target }) => actions.doubleClick(target));
  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
      // A pinch on a touchpad comes as a wheel with Ctrl.
      if (event.ctrlKey || event.metaKey) {
        const { left, top } = element.getBoundingClientRect();
        const at = { x: event.clientX - left, y: event.clientY - top };
        actions.zoom(Math.exp(-event.deltaY * unit * WHEEL * (event.ctrlKey ? 3 : 1)), at);
      } else if (event.shiftKey) actions.pan(-event.deltaY * unit, -event.deltaX * unit);
      else actions.pan(-event.deltaX * unit, -event.deltaY * unit);
    },
    { passive: false },
  );
}
