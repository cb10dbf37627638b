/** What analysis keeps of one file: a pure, serialisable function of its text. What it means together with others is link's. */

import type { FileProblem } from "../../../protocol/model.ts";
import type { Position, Range } from "../../../protocol/place.ts";
import type { Block } from "./ir.ts";

/** Rises whenever equal text would give other facts: caches of an older version are worthless. */
export const FACTS_VERSION = 18;

/** A code cell in the text of a notebook. */
export interface NotebookCell {
  /** Among all cells of the notebook, from 0: an editor counts those of text too. */
  readonly index: number;
  /** The line of the text that its first line is. */
  readonly firstLine: number;
}

/** What the header of a script (PEP 723) gives one of its fields, and where in the file the field stands. */
export interface HeaderField {
  readonly name: "dependencies" | "requires-python";
  /** Absent for what can't be read. */
  readonly value?: string | readonly string[];
  readonly start: number;
  readonly end: number;
}

export interface FileFacts {
  readonly version: typeof FACTS_VERSION;
  /** Offset of the first character of each line, in UTF-16 units. */
  readonly lines: readonly number[];
  readonly body: Block;
  /** Every module that an import may name, or a call of `import_module`, at any depth of the file, with the leading dots of relative imports. */
  readonly imports: readonly string[];
  /** Those of them that calls alone name: importing the file need not load them. */
  readonly asks?: readonly string[];
  /** Whether the file imports `flyte` or a module of it. */
  readonly importsFlyte: boolean;
  /** Whether the file imports `flytekit`, or `union`, which is built on it: Flyte 1. */
  readonly importsFlytekit: boolean;
  /** Of a notebook: the cells that the text is made of. */
  readonly notebook?: readonly NotebookCell[];
  /** Its header names dependencies of its own, Flyte among them (PEP 723). */
  readonly script?: readonly HeaderField[];
  /** What is broken in the text. */
  readonly problems: readonly FileProblem[];
}

/** Lines end at `\n`, `\r\n` or `\r`, as LSP counts them. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (!text.includes("\r")) {
    // Looking for one letter is the machine's own loop: this is asked of whole files with each letter typed.
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
  }
  return starts;
}

function positionAt(lines: readonly number[], offset: number): Position {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: Math.max(0, offset - (lines[low] ?? 0)) };
}

export function rangeAt(lines: readonly number[], start: number, end: number): Range {
  return { start: positionAt(lines, start), end: positionAt(lines, end) };
}

/** Where a range of the text stands: in which cell, and where in that. */
export function inCell(
  cells: readonly NotebookCell[] | undefined,
  range: Range,
): { readonly range: Range; readonly cell?: number } {
  const cell = cells?.findLast(({ firstLine }) => firstLine <= range.start.line);
  if (cell === undefined) return { range };
  const moved = ({ line, character }: Range["start"]) => ({ line: line - cell.firstLine, character });
  return { range: { start: moved(range.start), end: moved(range.end) }, cell: cell.index };
}
