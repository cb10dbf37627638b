/** Python text to facts, through tree-sitter compiled to WebAssembly. Reading the grammar's files is the caller's. */

import { Edit, Language, Parser, type Tree } from "web-tree-sitter";
import type { Position, Range } from "../../../protocol/place.ts";
import { type FileFacts, lineStarts } from "../code/facts.ts";
import type { Block, Deferred, UnreadBody } from "../code/ir.ts";
import { factsOf, factsOfSkeleton, type Memory } from "./segments.ts";
import { skeletonOf } from "./skeleton.ts";
import { useHeapOf } from "./treeMemory.ts";
import { readUnread } from "./unread.ts";

/** The bytes of web-tree-sitter.wasm and of tree-sitter-python.wasm. */
export interface Grammar {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** A change as LSP tells it; without a range `text` is the whole document. */
export interface TextChange {
  readonly range?: Range;
  readonly text: string;
}

export interface PythonParser {
  /** Never throws, whatever the text is. */
  facts(text: string): FileFacts;
  /** The same in less time, except for what is broken in a body that facts hold as text: `isWhole` tells. */
  glance(text: string): FileFacts;
  /** Whether nothing of it is broken. */
  isWhole(text: string): boolean;
  /** What facts hold as text: the statements of a body, or the one that defines something. */
  read(unread: UnreadBody | Deferred): Block;
  /** Keeps the syntax tree, so that each edit costs only what it changes. */
  open(text: string): OpenDocument;
}

export interface OpenDocument {
  readonly text: string;
  /** In order, each on the text that the one before left. */
  edit(changes: readonly TextChange[]): void;
  /** Equal to the facts of the same text parsed afresh. */
  facts(): FileFacts;
  /** Frees the tree: it lies outside the garbage collector's reach. */
  dispose(): void;
}

/** Rejects when the bytes are not those of the two modules. */
export async function loadParser(grammar: Grammar): Promise<PythonParser> {
  // Emscripten's option; web-tree-sitter's types name a global that only its own build declares.
  const options: object = { wasmBinary: grammar.runtime };
  await Parser.init(options);
  useHeapOf(options);
  const language = await Language.load(grammar.python);
  const parser = new Parser();
  parser.setLanguage(language);
  const parse = (text: string, old?: Tree): Tree => {
    const tree = parser.parse(text, old);
    if (tree === null) throw new Error("tree-sitter has no language");
    return tree;
  };
  const during = <T>(text: string, use: (tree: Tree) => T): T => {
    const tree = parse(text);
    try {
      return use(tree);
    } finally {
      tree.delete();
    }
  };
  const factsOfWhole = (clean: string): FileFacts =>
    during(clean, (tree) => factsOf(clean, lineStarts(clean), tree, parse));
  return {
    facts(text) {
      return factsOfWhole(normalised(text));
    },
    glance(text) {
      const clean = normalised(text);
      const skeleton = skeletonOf(clean);
      const facts =
        skeleton === undefined
          ? undefined
          : during(skeleton.text, (tree) => factsOfSkeleton(clean, lineStarts(clean), tree, skeleton));
      return facts ?? factsOfWhole(clean);
    },
    isWhole(text) {
      return during(normalised(text), ({ rootNode }) => !rootNode.hasError);
    },
    read(unread) {
      return readUnread(unread, parse);
    },
    open(text) {
      return openDocument(normalised(text), parse);
    },
  };
}

/** Without a byte order mark; a lone `\r` ends a line for Python and for LSP, but not for the grammar. */
function normalised(text: string): string {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return bare.includes("\r") ? bare.replace(/\r(?!\n)/g, "\n") : bare;
}

function openDocument(initial: string, parse: (text: string, old?: Tree) => Tree): OpenDocument {
  let text = initial;
  let lines = lineStarts(text);
  let tree = parse(text);
  let facts: FileFacts | undefined;
  let memory: Memory["known"] = new Map();
  const imports: Memory["imports"] = new WeakMap();

  const offsetAt = ({ line, character }: Position): number => {
    const start = lines[line];
    if (start === undefined) return line < 0 ? 0 : text.length;
    // A column beyond the line means its end, before the line break.
    let end = lines[line + 1] ?? text.length;
    while (end > start && /[\r\n]/.test(text[end - 1] ?? "")) end--;
    return Math.min(start + Math.max(0, character), end);
  };
  const point = (offset: number, starts: readonly number[]) => {
    let row = 0;
    while ((starts[row + 1] ?? Number.POSITIVE_INFINITY) <= offset) row++;
    return { row, column: offset - (starts[row] ?? 0) };
  };
  const replaceTree = (next: Tree) => {
    tree.delete();
    tree = next;
  };

  const apply = (change: TextChange) => {
    facts = undefined;
    if (change.range === undefined) {
      text = normalised(change.text);
      lines = lineStarts(text);
      replaceTree(parse(text));
      return;
    }
    const from = offsetAt(change.range.start);
    const to = Math.max(from, offsetAt(change.range.end));
    const next = text.slice(0, from) + change.text + text.slice(to);
    if (normalised(next) !== next || text.slice(0, from).endsWith("\r")) {
      // The change makes or breaks a line end outside its own range.
      text = normalised(next);
      lines = lineStarts(text);
      replaceTree(parse(text));
      return;
    }
    const nextLines = lineStarts(next);
    const end = from + change.text.length;
    tree.edit(
      new Edit({
        startIndex: from,
        oldEndIndex: to,
        newEndIndex: end,
        startPosition: point(from, lines),
        oldEndPosition: point(to, lines),
        newEndPosition: point(end, nextLines),
      }),
    );
    text = next;
    lines = nextLines;
    replaceTree(parse(text, tree));
  };

  return {
    get text() {
      return text;
    },
    edit(changes) {
      for (const change of changes) apply(change);
    },
    facts() {
      if (facts === undefined) {
        const used: Memory["used"] = new Map();
        facts = factsOf(text, lines, tree, parse, { known: memory, used, imports });
        memory = used;
      }
      return facts;
    },
    dispose() {
      tree.delete();
    },
  };
}
