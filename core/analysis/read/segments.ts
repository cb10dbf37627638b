/** Facts of a tree, and of half-typed text: what one broken line takes with it is found again piece by piece. */

import type { Tree } from "web-tree-sitter";
import type { FileProblem } from "../../../protocol/model.ts";
import { exits } from "../code/exits.ts";
import { FACTS_VERSION, type FileFacts, rangeAt } from "../code/facts.ts";
import type { Block, Expr, Stmt } from "../code/ir.ts";
import { relocated, shifted, shiftedLater } from "../code/shift.ts";
import { deferrable } from "./deferred.ts";
import { askedModules, importedModules } from "./importedModules.ts";
import { lower } from "./lowerStmt.ts";
import { isBlank, type Mended, mendCalls, mendHead, mendImport, mendLines } from "./mend.ts";
import { openLine } from "./openLines.ts";
import { scriptHeader } from "./scriptHeader.ts";
import type { Skeleton } from "./skeleton.ts";
import { multiLineStrings } from "./strings.ts";
import { type LeavesUnread, type TopLevel, visitTopLevel } from "./syntax.ts";
import type { Place } from "./treeMemory.ts";
import { staysUnread } from "./unread.ts";

type Parse = (text: string) => Tree;

/**
 * What the same text became the last time: statements of a document that an edit leaves alone are not read again.
 * Equal text is equal data, wherever it stands.
 */
export interface Memory {
  /** `undefined` for text that does not parse alone. */
  readonly known: ReadonlyMap<string, Remembered>;
  /** What this time used: the next time's `known`. */
  readonly used: Map<string, Remembered>;
  /** What statements import. */
  readonly imports: WeakMap<Stmt, readonly string[]>;
}

type Remembered = { readonly at: number; readonly body: Block } | "broken";

/** A definition or a decorator at the margin: a piece begins here, even inside what looks like a string. */
const STRONG = /^(?:@|def\b|async[ \t]+def\b|class\b|import\b|from[ \t]+[\w.]+[ \t]+import\b|if[ \t]+__name__\b)/;
/** Another statement at the margin. */
const WEAK = /^(?!(?:else|elif|except|finally|case|and|or|not|in|is)\b)[\p{L}_]/u;
const DECORATOR = /^@/;
const IMPORT = /^(?:from|import)\b/;
const DEFINITION = /^(?:def\b|async[ \t]+def\b|class\b)/;
/** An assignment to names, or an expression, that begins with a call. */
const CALLS = /^(?:[\p{L}_][\p{L}\p{N}_.]*[ \t]*(?::[^=\n(]*)?=[ \t]*)?[\p{L}_][\p{L}\p{N}_.]*[ \t]*\(/u;
/** How many pieces are tried together when one alone is broken. */
const MAX_MERGED = 6;

/** @param lines where the text's lines start */
export function factsOf(text: string, lines: readonly number[], tree: Tree, parse: Parse, memory?: Memory): FileFacts {
  const broken: Piece[] = [];
  const body = whole(text, tree, { memory, defers: true }) ?? pieces(text, parse, broken, memory);
  return factsWith(text, lines, body, broken, memory);
}

/** The same of a text whose skeleton is whole. */
export function factsOfSkeleton(
  text: string,
  lines: readonly number[],
  tree: Tree,
  { whole: place }: Skeleton,
): FileFacts | undefined {
  const body = whole(text, tree, { place, defers: true });
  return body === undefined ? undefined : factsWith(text, lines, body, []);
}

function factsWith(
  text: string,
  lines: readonly number[],
  body: Block,
  broken: readonly Piece[],
  memory?: Memory,
): FileFacts {
  const stated = importedModules(body, memory?.imports);
  const asks = askedModules(text).filter((module) => !stated.includes(module));
  const imports = asks.length === 0 ? stated : [...stated, ...asks];
  const script = scriptHeader(text);
  const names = (root: string) => imports.some((module) => module === root || module.startsWith(`${root}.`));
  return {
    version: FACTS_VERSION,
    lines,
    body,
    imports,
    ...(asks.length === 0 ? {} : { asks }),
    importsFlyte: names("flyte") || imports.some((module) => module.startsWith("flyteplugins.")),
    importsFlytekit: names("flytekit") || names("union"),
    ...(script === undefined ? {} : { script }),
    problems: broken.map(({ start, end }): FileProblem => ({ kind: "syntax", range: rangeAt(lines, start, end) })),
  };
}

interface Reading {
  readonly memory?: Memory | undefined;
  /** Of a skeleton. */
  readonly place?: Place;
  /** Leaves definitions that nobody may ask for as text. */
  readonly defers: boolean;
}

/** The statements of a text, unless something of it is broken. */
function whole(text: string, tree: Tree, { memory, place, defers }: Reading): Block | undefined {
  if (tree.rootNode.hasError) return undefined;
  const body: Stmt[] = [];
  let isOpen = false;
  const take = ({ start, end, syntax }: TopLevel): void => {
    if (isOpen) return;
    const read = (): Block | undefined => {
      const found = defers ? deferrable(text, start, end) : undefined;
      if (found !== undefined)
        return [{ start, end, kind: "deferred", name: found.name, text: text.slice(start, end) }];
      const block = lower(text, syntax());
      return openLine(text, block) === undefined ? block : undefined;
    };
    const block = remembered(memory, text.slice(start, end), start, read) ?? read();
    isOpen = block === undefined;
    for (const each of block ?? []) if (!isStray(text, each, false)) body.push(each);
  };
  visitTopLevel(tree, (start, end) => staysUnread(text, start, end), take, place);
  return isOpen ? undefined : body;
}

/** What the grammar finds in a text, broken or not. */
function statements(text: string, tree: Tree, leavesUnread: LeavesUnread): Block {
  const body: Stmt[] = [];
  visitTopLevel(tree, leavesUnread, ({ syntax }) => {
    for (const each of lower(text, syntax())) body.push(each);
  });
  return body;
}

/** The statements of a text, which begin at `at`; `read` gives `undefined` where the text is broken. */
function remembered(
  memory: Memory | undefined,
  source: string,
  at: number,
  read: () => Block | undefined,
): Block | undefined {
  if (memory === undefined) return read();
  const before = memory.used.get(source) ?? memory.known.get(source);
  if (before !== undefined) {
    // Always from how it was read first: moved again and again, each edit would keep what the one before left.
    memory.used.set(source, before);
    return before === "broken" ? undefined : shiftedLater(before.body, at - before.at);
  }
  const body = read();
  memory.used.set(source, body === undefined ? "broken" : { at, body });
  return body;
}

interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The text cut where statements begin at the margin: decorators stay with what they decorate. */
function cut(text: string): readonly Piece[] {
  const strings = multiLineStrings(text);
  const starts = [0];
  let decorating = false;
  let string = 0;
  for (let at = 0; at < text.length; at = nextLine(text, at)) {
    while ((strings[string]?.end ?? Number.POSITIVE_INFINITY) <= at) string++;
    const inString = (strings[string]?.start ?? Number.POSITIVE_INFINITY) < at;
    const line = text.slice(at, at + 80);
    const begins = STRONG.test(line) || (!inString && WEAK.test(line));
    if (!begins) continue;
    const decorates = DECORATOR.test(line);
    const continues = decorating && (decorates || DEFINITION.test(line));
    if (!continues && at > 0) starts.push(at);
    decorating = decorates;
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

function pieces(text: string, parse: Parse, broken: Piece[], memory: Memory | undefined): Block {
  const all = cut(text);
  const body: Stmt[] = [];
  for (let index = 0; index < all.length; ) {
    const first = all[index];
    if (first === undefined) break;
    let taken = 1;
    let found = clean(text, first, parse, { memory, defers: true });
    if (found === undefined) {
      for (let more = 2; more <= MAX_MERGED && found === undefined; more++) {
        const last = all[index + more - 1];
        if (last === undefined) break;
        found = clean(text, { start: first.start, end: last.end }, parse, { memory, defers: true });
        if (found !== undefined) taken = more;
      }
    }
    for (const each of found ?? rescue(text, first, parse, broken)) body.push(each);
    index += taken;
  }
  return body;
}

/** The statements of a piece that parses without an error. */
function clean(text: string, piece: Piece, parse: Parse, { memory, defers }: Reading): Block | undefined {
  const source = text.slice(piece.start, piece.end);
  return remembered(memory, source, piece.start, () => {
    const tree = parse(source);
    try {
      const body = whole(source, tree, { defers });
      return body === undefined ? undefined : shifted(body, piece.start);
    } finally {
      tree.delete();
    }
  });
}

/** What can be had of a broken piece: what is left of half-typed calls, what the grammar's own recovery finds, or the definition's head. */
function rescue(text: string, piece: Piece, parse: Parse, broken: Piece[]): Block {
  const source = text.slice(piece.start, piece.end);
  const tree = parse(source);
  let found: Block;
  try {
    const isOpen = !tree.rootNode.hasError;
    for (const error of errorsOf(tree)) {
      broken.push({ start: piece.start + error.start, end: piece.start + error.end });
    }
    const mended = isOpen ? mendedLines(source, piece, parse, broken) : mendedPiece(source, parse);
    if (mended !== undefined) return shifted(mended, piece.start);
    found = statements(source, tree, () => false).filter((each) => !isStray(source, each, true));
  } finally {
    tree.delete();
  }
  const defines = (body: Block) =>
    body.some(({ kind, start }) => start === 0 && (kind === "function" || kind === "class"));
  if ((DECORATOR.test(source) || DEFINITION.test(source)) && !defines(found)) {
    const head = headOf(source) ?? mendHead(source, (each) => alone(each, parse) !== undefined);
    const whole = head === undefined ? undefined : alone(head, parse);
    // The body of nothing lies beyond what was written.
    if (whole !== undefined && defines(whole)) found = relocated(whole, (offset) => Math.min(offset, source.length));
  }
  return shifted(found, piece.start);
}

/** A block that may stand at the margin, and what it holds is done as the module is imported. */
const BLOCK = /^(?:if|elif|else|for|while|with|try|except|finally|match|case|async[ \t]+(?:for|with))\b/;

/**
 * Whether a statement lost the head of its body, and so isn't the module's. What ends a module never is; anything else
 * is, unless that head is being typed and isn't a block's: the module doesn't do what a function would.
 */
function isStray(text: string, stmt: Stmt, isHeadTyped: boolean): boolean {
  const ends = stmt.kind === "raise" || (stmt.kind === "expr" && exits(stmt.value));
  if (!(ends || isHeadTyped) || !isIndented(text, stmt.start)) return false;
  if (ends) return true;
  const above = text.slice(0, stmt.start).match(/^[^\s#)\]}].*$/gm);
  return !BLOCK.test(above?.at(-1) ?? "");
}

/** Whether the line of an offset begins with a blank. */
function isIndented(text: string, at: number): boolean {
  return isBlank(text, text.lastIndexOf("\n", at - 1) + 1);
}

const alone = (source: string, parse: Parse): Block | undefined =>
  clean(source, { start: 0, end: source.length }, parse, { defers: false });

function mendedPiece(source: string, parse: Parse): Block | undefined {
  if (DECORATOR.test(source)) return mendedDefinition(source, parse);
  return IMPORT.test(source) ? mendedImport(source, parse) : mendedStatement(source, parse);
}

/** An assignment or a call that is being typed. */
function mendedStatement(source: string, parse: Parse): Block | undefined {
  if (!CALLS.test(source)) return undefined;
  const mended = mendCalls(source, (text) => alone(text, parse) !== undefined);
  const body = mended === undefined ? undefined : alone(mended.text, parse);
  return mended === undefined || body === undefined ? undefined : relocated(body, mended.written);
}

/** An import of which some names are whole. */
function mendedImport(source: string, parse: Parse): Block | undefined {
  const mended = mendImport(source, (text) => alone(text, parse) !== undefined);
  const body = mended === undefined ? undefined : alone(mended, parse);
  return body === undefined ? undefined : relocated(body, (offset) => Math.min(offset, source.length));
}

/** Statements of which each has the lines that are its own. */
function mendedLines(source: string, { start }: Piece, parse: Parse, broken: Piece[]): Block | undefined {
  const openAt = (text: string): number | undefined => {
    const tree = parse(text);
    try {
      const isUnread: LeavesUnread = (from, to) => staysUnread(text, from, to);
      return tree.rootNode.hasError ? -1 : openLine(text, statements(text, tree, isUnread));
    } finally {
      tree.delete();
    }
  };
  const mended = mendLines(source, openAt);
  const body = mended === undefined ? undefined : alone(mended.text, parse);
  if (mended === undefined || body === undefined) return undefined;
  for (const end of mended.ends) broken.push({ start: start + end - 1, end: start + end });
  return relocated(body, mended.written);
}

/** A definition below a decorator that is being typed; what can't be mended of the decorators is left out. */
function mendedDefinition(source: string, parse: Parse): Block | undefined {
  const at = source.search(/^(?:def|async[ \t]+def|class)\b/m);
  const definition = at < 0 ? undefined : alone(source.slice(at), parse);
  const [first, ...rest] = definition ?? [];
  if (first === undefined || (first.kind !== "function" && first.kind !== "class")) return undefined;
  const starts = [...source.slice(0, at).matchAll(/^@/gm)].map(({ index }) => index);
  const decorators = starts.flatMap((start, each) =>
    decoratorsOf(source.slice(start, starts[each + 1] ?? at), start, parse),
  );
  const [moved] = shifted([first], at);
  if (moved === undefined || (moved.kind !== "function" && moved.kind !== "class")) return undefined;
  return [{ ...moved, start: 0, decorators }, ...shifted(rest, at)];
}

/** The decorator of a text that holds one alone, which stands at `at`; none where it can't be mended. */
function decoratorsOf(written: string, at: number, parse: Parse): readonly Expr[] {
  const defined = (text: string): Block | undefined => alone(`${text}\ndef _(): pass\n`, parse);
  const whole: Mended = { text: written, written: (offset) => offset };
  const mended = defined(written) === undefined ? mendCalls(written, (text) => defined(text) !== undefined) : whole;
  const body = mended === undefined ? undefined : defined(mended.text);
  if (mended === undefined || body === undefined) return [];
  const [definition] = shifted(relocated(body, mended.written), at);
  return definition?.kind === "function" ? definition.decorators : [];
}

/** Decorators and the head of a definition up to its colon, with a body of nothing. */
function headOf(source: string): string | undefined {
  const definition = /^(?:def|async[ \t]+def|class)\b/m.exec(source);
  if (definition === null) return undefined;
  const brackets = /[([{]|[)\]}]|:|#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  brackets.lastIndex = definition.index;
  let depth = 0;
  for (let match = brackets.exec(source); match !== null; match = brackets.exec(source)) {
    const [token] = match;
    if (/^[([{]/.test(token)) depth++;
    else if (/^[)\]}]/.test(token)) depth--;
    else if (token === ":" && depth === 0) return `${source.slice(0, match.index + 1)} pass\n`;
  }
  return undefined;
}

function errorsOf(tree: Tree): readonly Piece[] {
  const found: Piece[] = [];
  const cursor = tree.walk();
  let going = true;
  while (going && found.length < 20) {
    const node = cursor.currentNode;
    if (node.isError || node.isMissing) found.push({ start: node.startIndex, end: node.endIndex });
    else if (node.hasError && cursor.gotoFirstChild()) continue;
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        going = false;
        break;
      }
    }
  }
  cursor.delete();
  return found;
}
