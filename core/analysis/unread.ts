/** Which bodies of functions are left as text, and how such a text is read once somebody calls the function. */

import type { Tree } from "web-tree-sitter";
import type { Block, UnreadBody } from "./ir.ts";
import { lower } from "./lowerStmt.ts";
import { shifted } from "./shift.ts";
import { type Syntax, visitTopLevel } from "./syntax.ts";

/** A shorter body is read at once: reading it later costs more than it saves. */
const MIN_LENGTH = 80;

/**
 * What makes a body worth reading: it may define something of Flyte, say what its function is, or import what could.
 * Decided by the body alone, so that equal text gives equal facts.
 */
const TELLING =
  /flyte|(?:[Tt]asks?|Environment)\b|\b(?:workflow|dynamic|trace|clone_with|add_dependency|import_module|__import__|import|yield|await|nonlocal|global|globals|locals|vars|exec|eval|getattr)\b/;

export function staysUnread(text: string, start: number, end: number): boolean {
  return end - start >= MIN_LENGTH && !TELLING.test(text.slice(start, end));
}

export function unreadBody(source: string, { start, end }: Syntax): UnreadBody {
  const line = source.lastIndexOf("\n", start) + 1;
  const indent = source.slice(line, start);
  // Behind `def f():` on the same line there is none of its own.
  if (/^[ \t\f]+$/.test(indent)) return { kind: "unread", start: line, text: source.slice(line, end) };
  return { kind: "unread", start: start - 1, text: ` ${source.slice(start, end)}` };
}

const HEAD = "def _():\n";

/** The statements, with offsets into the file. */
export function readBody({ start, text }: UnreadBody, parse: (text: string) => Tree): Block {
  const source = `${HEAD}${text}\n`;
  const tree = parse(source);
  try {
    let found: Block = [];
    visitTopLevel(
      tree,
      () => false,
      ({ syntax }) => {
        const [definition] = lower(source, syntax());
        if (definition?.kind === "function" && !("kind" in definition.body)) found = definition.body;
      },
    );
    return shifted(found, start - HEAD.length);
  } finally {
    tree.delete();
  }
}
