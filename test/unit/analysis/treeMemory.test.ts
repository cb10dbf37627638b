/** A tree read out of memory is the tree that tree-sitter's own cursor shows: what an update of the parser may change. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test } from "vitest";
import { Edit, Language, Parser, type Tree, type TreeCursor } from "web-tree-sitter";
import { type Here, useHeapOf, walk } from "../../../core/analysis/read/treeMemory.ts";

const require = createRequire(import.meta.url);
const runtime: object = {};
await Parser.init(runtime);
useHeapOf(runtime);
const python = await Language.load(readFileSync(require.resolve("tree-sitter-python/tree-sitter-python.wasm")));
const parser = new Parser();
parser.setLanguage(python);

function parsed(text: string, old?: Tree): Tree {
  const tree = parser.parse(text, old);
  if (tree === null) throw new Error("no language");
  return tree;
}

const line = (depth: number, symbol: number, field: number, start: number, end: number): string =>
  `${" ".repeat(Math.min(depth, 40))}${depth} ${python.nodeTypeForId(symbol) ?? "ERROR"} ${python.fields[field] ?? ""} ${start}-${end}`;

function inMemory(tree: Tree): readonly string[] {
  const lines: string[] = [];
  walk(tree, undefined, 0, ({ symbol, field, start, end }: Here, depth: number) => {
    lines.push(line(depth, symbol, field, start, end));
    return depth + 1;
  });
  return lines;
}

function byCursor(tree: Tree): readonly string[] {
  const lines: string[] = [];
  const cursor = tree.walk();
  let depth = -1;
  const down = (at: TreeCursor): boolean => at.gotoFirstChild() && ++depth >= 0;
  for (let going = down(cursor); going; ) {
    lines.push(line(depth, cursor.nodeTypeId, cursor.currentFieldId, cursor.startIndex, cursor.endIndex));
    going = down(cursor);
    while (!going) {
      if (cursor.gotoNextSibling()) going = true;
      else if (depth-- === 0 || !cursor.gotoParent()) break;
    }
  }
  cursor.delete();
  return lines;
}

const FLOW = `# A comment
import os, sys as system
from . import (a, b as c)

@env.task(retries=3)
async def fit(rows: list[int], *rest, limit: int = 2, **more) -> "dict[str, int]":
    """Docs."""  # behind
    total = [x for row in rows if row for x in (row, -row)]
    with open(f"a{limit!r:>{width}}") as file, lock: pass
    if total: return {**more, "k": total[1:2]}
    elif not (yield): raise ValueError("no") from None
    else: x, *y = z = 1, 2; print(*y, sep="")
    match rest:
        case [1, *others] | {"k": v} if v: pass
        case Point(x=0): pass

class Each(Base, metaclass=Meta): limit: int = 3
`;

test.each([
  ["statements of each kind", FLOW],
  ["nothing", ""],
  ["comments alone", "\n\n  # one\n# two\n"],
  ["names beyond the first plane, and combining marks", 'ñ = "🚀🚀"; naïve = f"{ñ}🚀" # 🚀\nx = ñ\n'],
  [
    "tokens and gaps that no leaf can hold",
    `${"a".repeat(300)} = ${" ".repeat(300)}"${"b".repeat(70_000)}"${"\n".repeat(40)}x = 1\n`,
  ],
  ["half a call", "env = flyte.TaskEnvironment(name=\n\n@env.task\ndef f(x: int: return x\n"],
  ["missing and unexpected tokens", "def f(:\n  x = = 2\n)\n???\nclass :\n"],
  ["brackets without an end", `x = ${"(".repeat(3000)}1${")".repeat(3000)}\n`],
  ["a long file", FLOW.repeat(200)],
  ["every cut", FLOW.slice(0, 401)],
])("%s", (_, text) => {
  const tree = parsed(text);
  expect(inMemory(tree)).toEqual(byCursor(tree));
  tree.delete();
});

test("a tree that edits have changed, of which parts are shared", () => {
  let text = FLOW;
  let tree = parsed(text);
  for (const [at, typed] of [
    [0, "x = 1\n"],
    [120, "("],
    [300, "\n"],
    [121, ")"],
  ] as const) {
    const point = (offset: number) => {
      const before = text.slice(0, offset).split("\n");
      return { row: before.length - 1, column: before.at(-1)?.length ?? 0 };
    };
    const startPosition = point(at);
    text = text.slice(0, at) + typed + text.slice(at);
    const newEndIndex = at + typed.length;
    const edit = { startIndex: at, oldEndIndex: at, newEndIndex, startPosition, oldEndPosition: startPosition };
    tree.edit(new Edit({ ...edit, newEndPosition: point(newEndIndex) }));
    const next = parsed(text, tree);
    tree.delete();
    tree = next;
    expect(inMemory(tree)).toEqual(byCursor(tree));
  }
  tree.delete();
});

test("memory that has grown since the first tree", () => {
  const text = FLOW.repeat(8000);
  const tree = parsed(text);
  expect(tree.rootNode.endIndex).toBe(text.length);
  let count = 0;
  walk(tree, undefined, undefined, () => {
    count++;
    return undefined;
  });
  expect(count).toBe(tree.rootNode.childCount);
  tree.delete();
});

test("the nodes below one alone", () => {
  const tree = parsed("x = 1\nf(a, b)\n");
  const names: string[] = [];
  walk(tree, undefined, undefined, (statement) => {
    if (statement.start === 0) return undefined;
    walk(tree, statement, undefined, (here) => {
      names.push(python.nodeTypeForId(here.symbol) ?? "");
      return names.length === 1 ? names : undefined;
    });
    return undefined;
  });
  expect(names).toEqual(["call", "identifier", "argument_list"]);
  tree.delete();
});
