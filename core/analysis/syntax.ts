/** A syntax tree copied out of WebAssembly in one walk: plain objects cost far less to read than nodes. */

import type { Language, Tree, TreeCursor } from "web-tree-sitter";

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
  children: Syntax[];
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
type LeavesUnread = (start: number, end: number) => boolean;

export function visitTopLevel(tree: Tree, leavesUnread: LeavesUnread, visit: (node: TopLevel) => void): void {
  const names = namesOf(tree.language);
  const cursor = tree.walk();
  if (cursor.gotoFirstChild()) {
    do {
      // Beyond the table lies the grammar's own ERROR.
      const id = cursor.nodeTypeId;
      if (id < names.types.length && names.types[id] === undefined) continue;
      visit({ start: cursor.startIndex, end: cursor.endIndex, syntax: () => copy(cursor, names, leavesUnread) });
    } while (cursor.gotoNextSibling());
  }
  cursor.delete();
}

/** The node under the cursor with all below it; the cursor ends where it began. */
function copy(cursor: TreeCursor, names: Names, leavesUnread: LeavesUnread): Syntax {
  const { types, leaf, punctuation, fields } = names;
  // Each question to the cursor crosses into WebAssembly.
  const nodeHere = (id: number): Open | undefined => {
    if (punctuation[id] === true) return undefined;
    const type = id < types.length ? types[id] : "ERROR";
    const field = fields[cursor.currentFieldId];
    if (type === undefined && field !== "operator" && field !== "operators") return undefined;
    return { type: type ?? "operator", start: cursor.startIndex, end: cursor.endIndex, field, children: [] };
  };
  const rootId = cursor.nodeTypeId;
  const root = nodeHere(rootId) ?? {
    type: "ERROR",
    start: cursor.startIndex,
    end: cursor.endIndex,
    field: undefined,
    children: [],
  };
  if (leaf[rootId] === true || !cursor.gotoFirstChild()) return root;
  const parents: Open[] = [];
  let parent = root;
  for (;;) {
    const id = cursor.nodeTypeId;
    const node = nodeHere(id);
    if (node !== undefined) {
      parent.children.push(node);
      if (isPlainBody(node, parent, parents.at(-1)) && leavesUnread(node.start, node.end)) {
        node.type = "unread";
        node.children = docstring(cursor, names, leavesUnread);
      } else if (node.type !== "operator" && leaf[id] !== true && cursor.gotoFirstChild()) {
        parents.push(parent);
        parent = node;
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      cursor.gotoParent();
      const up = parents.pop();
      if (up === undefined) return root;
      parent = up;
    }
  }
}

function isPlainBody(node: Syntax, parent: Syntax, above: Syntax | undefined): boolean {
  return node.type === "block" && parent.type === "function_definition" && above?.type !== "decorated_definition";
}

/** The statement of a docstring, if the block under the cursor begins with one. */
function docstring(cursor: TreeCursor, names: Names, leavesUnread: LeavesUnread): Open["children"] {
  if (!cursor.gotoFirstChild()) return [];
  const first =
    names.types[cursor.nodeTypeId] === "expression_statement" ? copy(cursor, names, leavesUnread) : undefined;
  cursor.gotoParent();
  return first?.children[0]?.type === "string" ? [first] : [];
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
