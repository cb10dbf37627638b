/** The ways of lines: between tasks of one frame, across frames, around a node. Pure. */

import { type Box, centre, type Point } from "./geometry.ts";

/** From the side of one box that looks at the way to the side of the other, with the way's inner points between. */
export function between(start: Box, end: Box, way: readonly Point[]): readonly Point[] {
  const inner = way.slice(1, -1);
  return [port(start, inner[0] ?? centre(end)), ...inner, port(end, inner.at(-1) ?? centre(start))];
}

/** Level through the borders of the frames, and on the way between them. */
export function across(start: Box, home: Box, end: Box, away: Box, way: readonly Point[]): readonly Point[] {
  const inner = way.slice(1, -1);
  const out = port(start, inner[0] ?? centre(away));
  const into = port(end, inner.at(-1) ?? centre(home));
  const exit = { x: out.x > centre(start).x ? home.x + home.width : home.x, y: out.y };
  const entry = { x: into.x > centre(end).x ? away.x + away.width : away.x, y: into.y };
  return [out, ...(exit.x === out.x ? [] : [exit]), ...inner, ...(entry.x === into.x ? [] : [entry]), into];
}

/** Out of the right side and back into it from above. */
export function loop({ x, y, width }: Box): readonly Point[] {
  const right = x + width;
  return [
    { x: right, y: y + 14 },
    { x: right + 14, y: y + 2 },
    { x: right - 12, y },
  ];
}

/** Where a word about the line stands. */
export function halfway(points: readonly Point[]): Point {
  const [before, after] = [points[Math.ceil(points.length / 2) - 1], points[Math.floor(points.length / 2)]];
  if (before === undefined || after === undefined) return { x: 0, y: 0 };
  return { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2 };
}

function port(box: Box, towards: Point): Point {
  const middle = centre(box);
  return { x: towards.x >= middle.x ? box.x + box.width : box.x, y: middle.y };
}
