/** Lines that aren't whole though nothing is broken: the grammar passes over a line break wherever no statement may end, and takes the next statement into this one. */

import { innerBlocks } from "../code/innerBlocks.ts";
import type { Block, Stmt } from "../code/ir.ts";
import { codeEnd, lineEnd } from "./logicalLines.ts";

/** Where the code of the first such line ends, in the text that the statements come from. */
export function openLine(text: string, block: Block): number | undefined {
  for (const stmt of block) {
    const found = openLineOf(text, stmt);
    if (found !== undefined) return found;
  }
  return undefined;
}

function openLineOf(text: string, stmt: Stmt): number | undefined {
  switch (stmt.kind) {
    case "function":
      return "kind" in stmt.body ? undefined : openLine(text, stmt.body);
    case "class":
      return openLine(text, stmt.body);
    case "deferred":
      return undefined;
    case "if":
    case "for":
    case "while":
    case "try":
    case "with":
    case "match": {
      for (const block of innerBlocks(stmt)) {
        const found = openLine(text, block);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    default: {
      // A docstring is long, and nothing can follow it.
      if (stmt.kind === "expr" && stmt.value.kind === "str") return undefined;
      if (lineEnd(text, stmt.start) >= stmt.end) return undefined;
      const end = codeEnd(text, stmt.start);
      return end >= 0 && end < stmt.end ? end : undefined;
    }
  }
}
