/** The text at a place of a folder's files, read when it is asked for. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Place, Position } from "../protocol/place.ts";
import type { TextAt } from "./values.ts";

export function textIn(root: string): TextAt {
  const files = new Map<string, readonly string[] | undefined>();
  return ({ file, range }: Place) => {
    if (!files.has(file)) files.set(file, linesOf(join(root, file)));
    const lines = files.get(file);
    return lines === undefined ? undefined : between(lines, range.start, range.end);
  };
}

function linesOf(path: string): readonly string[] | undefined {
  try {
    return readFileSync(path, "utf8")
      .replace(/^\uFEFF/, "")
      .split(/\r\n|\r|\n/);
  } catch {
    // Gone since it was indexed: how it was written is not known then.
    return undefined;
  }
}

function between(lines: readonly string[], start: Position, end: Position): string {
  if (start.line === end.line) return (lines[start.line] ?? "").slice(start.character, end.character);
  return [
    (lines[start.line] ?? "").slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? "").slice(0, end.character),
  ].join("\n");
}
