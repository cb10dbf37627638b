/** Walks a syntax tree where it lies in WebAssembly's memory, in place of asking for each node: docs/decisions/parser.md. What nodes mean is syntax.ts's. */

import type { Language, Tree } from "web-tree-sitter";

/**
 * What tree-sitter's runtime, as Emscripten builds it, tells of its memory. Read it again after each parse: the memory
 * may have grown, and views of it do not grow along.
 */
interface Heap {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU16: Uint16Array;
  readonly HEAPU32: Uint32Array;
}

let heap: Heap | undefined;

/** @param module the object that the runtime was started with: the first one becomes the runtime. */
export function useHeapOf(module: object): void {
  if ("HEAPU8" in module) heap ??= module as Heap;
}

function heapNow(): Heap {
  if (heap === undefined) throw new Error("tree-sitter was not started");
  return heap;
}

/** `TSTree`, in bytes: the root's subtree, which takes eight, then the language. */
const TREE_LANGUAGE = 8;

/** `TSLanguage` of the grammar's ABI 15. */
const LANGUAGE = {
  productions: 28,
  aliasLength: 36,
  fieldSlices: 64,
  fieldEntries: 68,
  publicSymbols: 76,
  aliases: 84,
};

/** A subtree is eight bytes: small leaves stand in them, with the lowest bit set; of others they are the address. */
const SUBTREE_BYTES = 8;
const INLINE = 1;

/** `SubtreeHeapData`; its children's subtrees lie in front of it. */
const HEAP = { padding: 4, size: 16, children: 36, symbol: 40, flags: 44, visibleChildren: 48, production: 66 };
const HEAP_VISIBLE = 1 << 0;
const HEAP_EXTRA = 1 << 2;

/** `SubtreeInlineData`: its flags are those of the heap, one bit further. */
const INLINE_FLAGS = 1;

/** What a rule of the grammar says of its children, by their place in it. */
interface Production {
  /** By how many children without comments come before; `0` for none. */
  readonly fields: readonly number[];
  readonly aliases: readonly number[];
}

interface Rules {
  readonly language: number;
  readonly productions: readonly Production[];
  /** By the parser's own symbol: the one that the grammar's names are known by. */
  readonly publicSymbols: readonly number[];
}

let known: Rules | undefined;

function rulesOf(address: number, symbols: number): Rules {
  if (known?.language === address) return known;
  const { HEAPU8, HEAPU16, HEAPU32 } = heapNow();
  const word = (at: number): number => HEAPU32[(address + at) >> 2] ?? 0;
  const half = (at: number): number => HEAPU16[at >> 1] ?? 0;
  const aliasLength = half(address + LANGUAGE.aliasLength);
  const productions = Array.from({ length: word(LANGUAGE.productions) }, (_, id): Production => {
    const fields: number[] = [];
    const slice = word(LANGUAGE.fieldSlices) + id * 4;
    for (let each = 0; each < half(slice + 2); each++) {
      const entry = word(LANGUAGE.fieldEntries) + (half(slice) + each) * 4;
      const inherited = HEAPU8[entry + 3] !== 0;
      const child = HEAPU8[entry + 2] ?? 0;
      // The first entry for a child is its field.
      if (!inherited) fields[child] ??= half(entry);
    }
    const sequence = word(LANGUAGE.aliases) + id * aliasLength * 2;
    const aliases = id === 0 ? [] : Array.from({ length: aliasLength }, (__, child) => half(sequence + child * 2));
    return {
      fields: Array.from(fields, (field) => field ?? 0),
      aliases: aliases.some((each) => each > 0) ? aliases : [],
    };
  });
  const publicSymbols = Array.from({ length: symbols }, (_, symbol) => half(word(LANGUAGE.publicSymbols) + symbol * 2));
  known = { language: address, productions, publicSymbols };
  return known;
}

/** A node that is being visited; only then it is known. */
export interface Here {
  /** Beyond the grammar's symbols it is the parser's own: an error. */
  readonly symbol: number;
  /** `0` for none. */
  readonly field: number;
  /** In UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /** Where its subtree stands, and where its text begins in what was parsed, in bytes. */
  readonly address: number;
  readonly at: number;
}

/** Takes a node and what its parent became. What it answers is what the node became; without an answer its children are left out. */
export type Visit<T> = (here: Here, parent: T) => T | undefined;

/** Children that are still to be visited, of a node or of one that the grammar hides. */
interface Frame<T> {
  next: number;
  readonly end: number;
  /** In bytes. Space before the first child lies before its parent. */
  at: number;
  first: boolean;
  structural: number;
  readonly production: Production | undefined;
  /** Of hidden nodes above, for children without one of their own. */
  readonly field: number;
  readonly parent: T;
}

/** Where a place of the parsed text stands in the text that the tree is taken for, if that is another one. */
export type Place = (offset: number) => number;

/** Visits the nodes below the tree's root, or below the node `from`, depth first. */
export function walk<T>(tree: Tree, from: Here | undefined, top: T, visit: Visit<T>, place?: Place): void {
  const { HEAPU8, HEAPU16, HEAPU32 } = heapNow();
  // The handle that web-tree-sitter keeps for itself.
  const address = (tree as unknown as { readonly 0: number })[0];
  const { productions, publicSymbols } = rulesOf(
    HEAPU32[(address + TREE_LANGUAGE) >> 2] ?? 0,
    symbolsOf(tree.language),
  );
  const frames: Frame<T>[] = [];
  const enter = (subtree: number, at: number, field: number, parent: T): void => {
    const data = HEAPU32[subtree >> 2] ?? 0;
    if ((data & INLINE) !== 0) return;
    const count = HEAPU32[(data + HEAP.children) >> 2] ?? 0;
    if (count === 0) return;
    const production = productions[HEAPU16[(data + HEAP.production) >> 1] ?? 0];
    frames.push({
      next: data - count * SUBTREE_BYTES,
      end: data,
      at,
      first: true,
      structural: 0,
      production,
      field,
      parent,
    });
  };
  const here = { symbol: 0, field: 0, start: 0, end: 0, address: 0, at: 0 };
  if (from === undefined) {
    const data = HEAPU32[address >> 2] ?? 0;
    const padding = (data & INLINE) !== 0 ? 0 : (HEAPU32[(data + HEAP.padding) >> 2] ?? 0);
    enter(address, padding, 0, top);
  } else enter(from.address, from.at, 0, top);

  for (let frame = frames[frames.length - 1]; frame !== undefined; frame = frames[frames.length - 1]) {
    const subtree = frame.next;
    if (subtree === frame.end) {
      frames.pop();
      continue;
    }
    frame.next += SUBTREE_BYTES;
    const data = HEAPU32[subtree >> 2] ?? 0;
    const inline = (data & INLINE) !== 0;
    let flags: number;
    let symbol: number;
    let padding: number;
    let size: number;
    if (inline) {
      const lengths = HEAPU32[(subtree + 4) >> 2] ?? 0;
      flags = data >> INLINE_FLAGS;
      symbol = (data >> 8) & 0xff;
      padding = (lengths >> 16) & 0xff;
      size = lengths >>> 24;
    } else {
      flags = HEAPU8[data + HEAP.flags] ?? 0;
      symbol = HEAPU16[(data + HEAP.symbol) >> 1] ?? 0;
      padding = HEAPU32[(data + HEAP.padding) >> 2] ?? 0;
      size = HEAPU32[(data + HEAP.size) >> 2] ?? 0;
    }
    const start = frame.first ? frame.at : frame.at + padding;
    frame.first = false;
    frame.at = start + size;
    let alias = 0;
    let field = 0;
    if ((flags & HEAP_EXTRA) === 0) {
      alias = frame.production?.aliases[frame.structural] ?? 0;
      field = frame.production?.fields[frame.structural] || frame.field;
      frame.structural++;
    }
    if (alias === 0 && (flags & HEAP_VISIBLE) === 0) {
      const visible =
        inline || HEAPU32[(data + HEAP.children) >> 2] === 0 ? 0 : HEAPU32[(data + HEAP.visibleChildren) >> 2];
      if (visible !== 0) enter(subtree, start, field, frame.parent);
      continue;
    }
    const own = alias === 0 ? symbol : alias;
    here.symbol = publicSymbols[own] ?? own;
    here.field = field;
    const began = start >> 1;
    const ended = (start + size) >> 1;
    here.start = place === undefined ? began : place(began);
    here.end = place === undefined ? ended : place(ended);
    here.address = subtree;
    here.at = start;
    const became = visit(here, frame.parent);
    if (became !== undefined) enter(subtree, start, 0, became);
  }
}

const counts = new WeakMap<Language, number>();

/** It asks the runtime each time. */
function symbolsOf(language: Language): number {
  const count = counts.get(language) ?? language.nodeTypeCount;
  counts.set(language, count);
  return count;
}
