/** Moves statements to another place of the text: a piece that was parsed alone counts from its own start. */

import type { Block } from "./ir.ts";

/** A copy with every offset `by` further on. */
export function shifted(body: Block, by: number): Block {
  return by === 0 ? body : moved(body, by);
}

function moved<T>(value: T, by: number): T;
function moved(value: unknown, by: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => moved(each, by));
  const from = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key in from) {
    const each = from[key];
    copy[key] =
      typeof each === "object" ? moved(each, by) : typeof each === "number" && isOffset(key) ? each + by : each;
  }
  return copy;
}

function isOffset(key: string): boolean {
  return key === "start" || key === "end" || key === "defStart" || key === "nameStart";
}
