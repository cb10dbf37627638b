/** Which bodies of functions are left as text, and how what was left as text is read once somebody asks for it. */

import type { Tree } from "web-tree-sitter";
import type { Block, Deferred, Stmt, UnreadBody } from "../code/ir.ts";
import { shifted } from "../code/shift.ts";
import { lower } from "./lowerStmt.ts";
import { childOf, type Syntax, visitTopLevel } from "./syntax.ts";

/** A shorter body is read at once: reading it later costs more than it saves. */
const MIN_LENGTH = 80;

/**
 * What makes a body worth reading: it may define something of Flyte, say what its function is, or import what could.
 * Decided by the body alone, so that equal text gives equal facts.
 */
const TELLING =
  /flyte|(?:[Tt]asks?|Environment)\b|\b(?:workflow|dynamic|trace|clone_with|add_dependency|import_module|__import__|import|yield|await|nonlocal|global|globals|locals|vars|exec|eval|getattr)\b/;

export function staysUnread(text: string, start: number, end: number): boolean {
  return end - start >= MIN_LENGTH && !isTelling(text, start, end);
}

/** Whether the text between two offsets may tell something of Flyte, by its own words. */
export function isTelling(text: string, start: number, end: number): boolean {
  return TELLING.test(text.slice(start, end));
}

export function unreadBody(source: string, { start, end }: Syntax): UnreadBody {
  const line = source.lastIndexOf("\n", start) + 1;
  const indent = source.slice(line, start);
  // Behind `def f():` on the same line there is none of its own.
  if (/^[ \t\f]+$/.test(indent)) return { kind: "unread", start: line, text: source.slice(line, end) };
  return { kind: "unread", start: start - 1, text: ` ${source.slice(start, end)}` };
}

const HEAD = "def _():\n";

/** The statements of a body, or the one that a definition is, with offsets into the file. */
export function readUnread(unread: UnreadBody | Deferred, parse: (text: string) => Tree): Block {
  return unread.kind === "unread" ? readBody(unread, parse) : readDefinition(unread, parse);
}

/** Bodies that were read along with their definition: who asks for a function mostly calls it. */
const along = new WeakMap<UnreadBody, Block>();

function readDefinition({ start, text }: Deferred, parse: (text: string) => Tree): Block {
  const isClass = text.startsWith("class");
  const tree = parse(text);
  try {
    const found: Stmt[] = [];
    const leavesUnread = (from: number, to: number) => isClass && staysUnread(text, from, to);
    visitTopLevel(tree, leavesUnread, ({ syntax }) => {
      const node = syntax();
      for (const each of shifted(lower(text, node), start)) found.push(withUnread(each, text, start, node));
    });
    return found;
  } finally {
    tree.delete();
  }
}

/** The function as it is where its body alone is left as text. */
function withUnread(read: Stmt, text: string, start: number, node: Syntax): Stmt {
  const body = childOf(node, "body");
  if (read.kind !== "function" || "kind" in read.body || body === undefined) return read;
  if (!staysUnread(text, body.start, body.end)) return read;
  const unread = unreadBody(text, body);
  const placed = { ...unread, start: unread.start + start };
  along.set(placed, read.body);
  return { ...read, body: placed };
}

function readBody(unread: UnreadBody, parse: (text: string) => Tree): Block {
  const known = along.get(unread);
  if (known !== undefined) return known;
  const { start, text } = unread;
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
