/** Which part of the drawing is on the screen, and how large. Pure. */

import { type Box, centre, type Point, type Size } from "./geometry.ts";

/** Screen = drawing × `scale` + (x, y). */
export interface Viewport extends Point {
  readonly scale: number;
}

const SCALE = { least: 0.04, most: 3 };
/** Text is not blown up to fill an editor. */
const FIT_MOST = 1;
const EDGE = 16;
/** As many screens side by side are found by moving about; of more an overview tells more. */
const SCREENS = 2.5;

/** All of the drawing, in the middle of the screen. */
export function showAll(drawing: Size, screen: Size): Viewport {
  const scale = clamp(
    Math.min((screen.width - 2 * EDGE) / drawing.width, (screen.height - 2 * EDGE) / drawing.height),
    SCALE.least,
    FIT_MOST,
  );
  return {
    scale,
    x: (screen.width - drawing.width * scale) / 2,
    y: (screen.height - drawing.height * scale) / 2,
  };
}

/** What is seen first: all of it, or, where that is smaller than `readable` and little is missing, its beginning at a comfortable size. */
export function showFirst(drawing: Size, screen: Size, readable: number, comfortable: number): Viewport {
  const all = showAll(drawing, screen);
  const [width, height] = [drawing.width * comfortable, drawing.height * comfortable];
  if (all.scale >= readable || width > SCREENS * screen.width || height > SCREENS * screen.height) return all;
  const start = (length: number, room: number): number => Math.max(EDGE, (room - length) / 2);
  return { scale: comfortable, x: start(width, screen.width), y: start(height, screen.height) };
}

/** Larger or smaller by a factor; the point of the screen stays where it is. */
export function zoom({ x, y, scale }: Viewport, factor: number, at: Point): Viewport {
  const next = clamp(scale * factor, SCALE.least, SCALE.most);
  const ratio = next / scale;
  return { scale: next, x: at.x - (at.x - x) * ratio, y: at.y - (at.y - y) * ratio };
}

/** Moves as little as needed to have the box on the screen; a box of a tiny drawing is also brought to a readable size. */
export function reveal(viewport: Viewport, box: Box, screen: Size, readable: number): Viewport {
  const scale = Math.max(viewport.scale, readable);
  const middle = centre(box);
  if (scale !== viewport.scale) {
    return { scale, x: screen.width / 2 - middle.x * scale, y: screen.height / 2 - middle.y * scale };
  }
  const [left, top] = [box.x * scale + viewport.x, box.y * scale + viewport.y];
  return {
    scale,
    x: viewport.x + inside(left, box.width * scale, screen.width),
    y: viewport.y + inside(top, box.height * scale, screen.height),
  };
}

/** How far a stretch must move to lie between 0 and `room`. */
function inside(start: number, length: number, room: number): number {
  if (start < EDGE) return EDGE - start;
  const over = start + length - (room - EDGE);
  return over > 0 ? -Math.min(over, start - EDGE) : 0;
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
