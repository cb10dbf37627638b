/** A syntax tree copied out of WebAssembly in one walk: plain objects cost far less to read than nodes. How a tree lies there is treeMemory.ts's. */

import type { Language, Tree } from "web-tree-sitter";
import { type Here, type Place, walk } from "./treeMemory.ts";

export interface Syntax {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The grammar's name for what this is to its parent. */
  readonly field: string | undefined;
  /** Named children without comments, and the anonymous ones that matter: operators and `async`. */
  readonly children: readonly Syntax[];
}

interface Open {
  type: string;
  start: number;
  end: number;
  field: string | undefined;
  children: Open[];
  /** While it is being copied. */
  readonly parent: Open | undefined;
}

interface Names {
  readonly types: readonly (string | undefined)[];
  readonly leaf: readonly boolean[];
  readonly punctuation: readonly boolean[];
  readonly fields: readonly (string | undefined)[];
}

/** Nodes whose children say nothing. */
const LEAVES = new Set([
  "identifier",
  "integer",
  "float",
  "true",
  "false",
  "none",
  "ellipsis",
  "string_start",
  "string_content",
  "string_end",
  "pass_statement",
  "break_statement",
  "continue_statement",
  "wildcard_import",
  "import_prefix",
  "dotted_name",
  "type_conversion",
  "keyword_separator",
  "positional_separator",
]);

const SKIPPED = new Set(["comment", "line_continuation"]);

/** Never an operator: half of a tree's nodes, of which nothing more is asked. */
const PUNCTUATION = new Set(["(", ")", "[", "]", "{", "}", ",", ":", ".", "=", ";", "->"]);

let known: { language: Language; names: Names } | undefined;

function namesOf(language: Language): Names {
  if (known?.language === language) return known.names;
  const types: (string | undefined)[] = [];
  const leaf: boolean[] = [];
  const punctuation: boolean[] = [];
  for (let id = 0; id < language.nodeTypeCount; id++) {
    const name = language.nodeTypeForId(id) ?? undefined;
    const kept = name !== undefined && (language.nodeTypeIsNamed(id) ? !SKIPPED.has(name) : name === "async");
    types.push(kept ? name : undefined);
    leaf.push(name !== undefined && LEAVES.has(name));
    punctuation.push(name !== undefined && PUNCTUATION.has(name));
  }
  const names = { types, leaf, punctuation, fields: language.fields.map((field) => field ?? undefined) };
  known = { language, names };
  return names;
}

/** A statement of the module, and its text's span. */
export interface TopLevel {
  readonly start: number;
  readonly end: number;
  /** Copies it; only while it is being visited. */
  syntax(): Syntax;
}

/** Whether the body of a function that nothing decorates, at these offsets, is left as text: see `UnreadBody`. */
export type LeavesUnread = (start: number, end: number) => boolean;

export function visitTopLevel(
  tree: Tree,
  leavesUnread: LeavesUnread,
  visit: (node: TopLevel) => void,
  place?: Place,
): void {
  const from = { tree, names: namesOf(tree.language), place, leavesUnread };
  const { types } = from.names;
  const take = (here: Here): undefined => {
    // Beyond the table lies the grammar's own ERROR.
    if (here.symbol >= types.length || types[here.symbol] !== undefined) {
      visit({ start: here.start, end: here.end, syntax: () => copy(from, here) });
    }
  };
  walk(tree, undefined, undefined, take, place);
}

interface From {
  readonly tree: Tree;
  readonly names: Names;
  readonly place: Place | undefined;
  readonly leavesUnread: LeavesUnread;
}

/** A node with all below it. */
function copy(from: From, root: Here): Open {
  const { tree, place, leavesUnread } = from;
  const { types, leaf, punctuation, fields } = from.names;
  const nodeOf = ({ symbol, field, start, end }: Here, parent: Open | undefined): Open | undefined => {
    if (punctuation[symbol] === true) return undefined;
    const type = symbol < types.length ? types[symbol] : "ERROR";
    const name = fields[field];
    if (type === undefined && name !== "operator" && name !== "operators") return undefined;
    return { type: type ?? "operator", start, end, field: name, children: [], parent };
  };
  const top = nodeOf(root, undefined) ?? {
    type: "ERROR",
    start: root.start,
    end: root.end,
    field: undefined,
    children: [],
    parent: undefined,
  };
  if (leaf[root.symbol] === true) return top;
  const take = (here: Here, parent: Open): Open | undefined => {
    const node = nodeOf(here, parent);
    if (node === undefined) return undefined;
    parent.children.push(node);
    if (isPlainBody(node, parent) && leavesUnread(node.start, node.end)) {
      node.type = "unread";
      node.children = docstring(from, here);
      return undefined;
    }
    return node.type === "operator" || leaf[here.symbol] === true ? undefined : node;
  };
  walk(tree, root, top, take, place);
  return top;
}

function isPlainBody(node: Open, parent: Open): boolean {
  return (
    node.type === "block" && parent.type === "function_definition" && parent.parent?.type !== "decorated_definition"
  );
}

/** The statement of a docstring, if a block begins with one. */
function docstring(from: From, block: Here): Open[] {
  let found: Open | undefined;
  let isFirst = true;
  const take = (here: Here): undefined => {
    if (isFirst && from.names.types[here.symbol] === "expression_statement") found = copy(from, here);
    isFirst = false;
  };
  walk(from.tree, block, undefined, take, from.place);
  return found?.children[0]?.type === "string" ? [found] : [];
}

export function childOf(node: Syntax, field: string): Syntax | undefined {
  for (const child of node.children) if (child.field === field) return child;
  return undefined;
}

export function childrenOf(node: Syntax, field: string): readonly Syntax[] {
  return node.children.filter((child) => child.field === field);
}

export function ofType(node: Syntax, type: string): Syntax | undefined {
  for (const child of node.children) if (child.type === type) return child;
  return undefined;
}
