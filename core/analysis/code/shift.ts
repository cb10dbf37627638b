/** Moves statements to another place of the text: a piece that was parsed alone counts from its own start. */

import type { Block, FunctionDef, Stmt } from "./ir.ts";

/** A copy with every offset `by` further on. */
export function shifted(body: Block, by: number): Block {
  return by === 0 ? body : moved(body, (offset) => offset + by);
}

/** A copy with every offset where `to` puts it. */
export function relocated(body: Block, to: (offset: number) => number): Block {
  return moved(body, to);
}

/** A statement as it was first read, and how far on it stands now. */
export interface Origin {
  readonly of: Stmt;
  readonly by: number;
}

const origins = new WeakMap<Stmt, Origin>();

export function originOf(stmt: Stmt): Origin {
  return origins.get(stmt) ?? { of: stmt, by: 0 };
}

/**
 * `shifted` for statements of which most are never looked into: of a function's body only what is asked for is moved,
 * and each statement tells where it comes from.
 */
export function shiftedLater(body: Block, by: number): Block {
  if (by === 0) return body;
  const to = (offset: number): number => offset + by;
  return body.map((stmt) => {
    const made = stmt.kind === "function" ? movedLater(stmt, to) : moved(stmt, to);
    origins.set(made, { of: stmt, by });
    return made;
  });
}

function movedLater({ body, ...head }: FunctionDef, to: (offset: number) => number): FunctionDef {
  let read: FunctionDef["body"] | undefined;
  return {
    ...moved(head, to),
    get body() {
      read ??= moved(body, to);
      return read;
    },
  };
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
