/** What is drawn of the Environments view, when it is drawn again, and how it is read aloud. */

import { expect, test } from "vitest";
import { drawn, looksOf, spoken } from "../../../client/environments/treeLooks.ts";
import type { TreeNode } from "../../../client/environments/treeNode.ts";

const item = (id: string, more: Partial<TreeNode> = {}): TreeNode => ({
  id,
  kind: "task",
  label: id,
  description: "",
  icon: "symbol-function",
  folder: "file:///p",
  ...more,
});

test("what nobody opened is not made", () => {
  const made: string[] = [];
  const parent = (id: string, ...children: TreeNode[]) =>
    item(id, {
      children: () => {
        made.push(id);
        return children;
      },
    });
  const roots = [parent("a", parent("a/1", item("a/1/1")), item("a/2")), parent("b", item("b/1"))];
  expect(drawn(roots, (id) => id === "a").map(([node, above]) => `${above?.id ?? "-"} ${node.id}`)).toEqual([
    "- a",
    "a a/1",
    "a a/2",
    "- b",
  ]);
  expect(made).toEqual(["a"]);
});

test("another place looks the same; words, problems and what can be opened don't", () => {
  const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 1 } };
  expect(looksOf(item("a", { place: { file: "a.py", range } }))).toBe(looksOf(item("a")));
  const others: Partial<TreeNode>[] = [
    { label: "b" },
    { description: "async" },
    { icon: "vm" },
    { problems: { errors: 1, warnings: 0 } },
    { children: () => [] },
    { target: { kind: "environment", file: "a.py", environment: "a" } },
  ];
  expect(others.filter((more) => looksOf(item("a", more)) === looksOf(item("a")))).toEqual([]);
});

test("an item is read with its description and its problems", () => {
  expect(spoken(item("etl", { description: "2 CPU" }), false)).toBe("etl, 2 CPU");
  expect(spoken(item("etl", { problems: { errors: 1, warnings: 2 } }), false)).toBe("etl, 1 error, 2 warnings");
  expect(spoken(item("etl", { problems: { errors: 2, warnings: 0 } }), false)).toBe("etl, 2 errors");
  expect(spoken(item("etl", { problems: { errors: 0, warnings: 1 } }), false)).toBe("etl, 1 warning");
  expect(spoken(item("web", { description: "port 80" }), true)).toBe("web, served now, port 80");
});
