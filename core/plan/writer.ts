/** Writes a document line by line, and remembers which stretches lead where and which lines fold. */

import type { Place } from "../../protocol/place.ts";
import type { PlanDocument, PlanLink } from "../../protocol/plan.ts";

/** Text, text that leads to a place, or blanks up to a column (at least two). */
export type Piece = string | { readonly text: string; readonly target: Place } | { readonly column: number };

export interface Writer {
  line(...pieces: readonly Piece[]): void;
  /** Begins a fold at the next line; the answer ends it after the last one. */
  fold(): () => void;
  document(): PlanDocument;
}

export function createWriter(): Writer {
  const lines: string[] = [];
  const links: PlanLink[] = [];
  const folds: { startLine: number; endLine: number }[] = [];
  return {
    line: (...pieces) => {
      let text = "";
      for (const piece of pieces) {
        if (typeof piece === "string") text += piece;
        else if ("column" in piece) text = text.padEnd(Math.max(piece.column, text === "" ? 0 : text.length + 2));
        else {
          links.push({
            line: lines.length,
            start: text.length,
            end: text.length + piece.text.length,
            target: piece.target,
          });
          text += piece.text;
        }
      }
      lines.push(text.trimEnd());
    },
    fold: () => {
      const startLine = lines.length;
      return () => {
        if (lines.length - 1 > startLine) folds.push({ startLine, endLine: lines.length - 1 });
      };
    },
    document: () => ({ text: `${lines.join("\n").trimEnd()}\n`, links, folds }),
  };
}
