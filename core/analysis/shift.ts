/** Moves statements to another place of the text: a piece that was parsed alone counts from its own start. */

import type { Block } from "./ir.ts";

/** A copy with every offset `by` further on. */
export function shifted(body: Block, by: number): Block {
  return by === 0 ? body : moved(body, (offset) => offset + by);
}

/** A copy with every offset where `to` puts it. */
export function relocated(body: Block, to: (offset: number) => number): Block {
  return moved(body, to);
}

function moved<T>(value: T, to: (offset: number) => number): T;
function moved(value: unknown, to: (offset: number) => number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => moved(each, to));
  const from = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const key in from) {
    const each = from[key];
    copy[key] =
      typeof each === "object" ? moved(each, to) : typeof each === "number" && isOffset(key) ? to(each) : each;
  }
  return copy;
}

function isOffset(key: string): boolean {
  return key === "start" || key === "end" || key === "defStart" || key === "nameStart";
}
