/** Points and boxes of the drawing: what lies where, and which is next in a direction. Pure. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `x`, `y`: the upper left corner. */
export interface Box extends Point, Size {}

export type Direction = "left" | "right" | "up" | "down";

export const centre = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

export const moved = <P extends Point>(at: P, by: Point): P => ({ ...at, x: at.x + by.x, y: at.y + by.y });

/** Whether the inner box lies wholly in the outer one. */
export function contains(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Sideways steps weigh more: a straight neighbour is nearer than a close one around the corner. */
const ASIDE = 3;

/** The index of the box that an arrow key leads to: the nearest that lies more that way than aside, else the nearest that way. */
export function nearest(boxes: readonly Box[], from: number, direction: Direction): number | undefined {
  const start = boxes[from];
  if (start === undefined) return undefined;
  const origin = centre(start);
  const candidates = boxes.flatMap((box, index) => {
    const { x, y } = centre(box);
    const [along, aside] = steps(direction, x - origin.x, y - origin.y);
    const off = Math.abs(aside);
    return along <= 0 || index === from ? [] : [{ index, isStraight: along >= off, distance: along + ASIDE * off }];
  });
  const straight = candidates.filter(({ isStraight }) => isStraight);
  const nearestFirst = (straight.length > 0 ? straight : candidates).toSorted((a, b) => a.distance - b.distance);
  return nearestFirst[0]?.index;
}

/** How far it is in the direction, and to its side. */
function steps(direction: Direction, dx: number, dy: number): readonly [number, number] {
  switch (direction) {
    case "left":
      return [-dx, dy];
    case "right":
      return [dx, dy];
    case "up":
      return [-dy, dx];
    case "down":
      return [dy, dx];
  }
}

/** A smooth line through points, as SVG's `d`. It leaves and arrives level. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let last = first;
  let path = `M${at(first)}`;
  for (const next of rest) {
    const half = (next.x - last.x) / 2;
    path +=
      next.y === last.y
        ? `L${at(next)}`
        : `C${at({ x: last.x + half, y: last.y })} ${at({ x: next.x - half, y: next.y })} ${at(next)}`;
    last = next;
  }
  return path;
}

const at = ({ x, y }: Point): string => `${round(x)},${round(y)}`;

/** Tenths of a pixel are enough. */
const round = (value: number): number => Math.round(value * 10) / 10;
