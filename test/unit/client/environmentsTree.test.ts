/** How the Environments view reads: models in, the tree as text out. */

import { expect, test } from "vitest";
import { environmentsTree } from "../../../client/environmentsTree.ts";
import type { TreeNode } from "../../../client/treeNode.ts";
import type { Environment, FileModel, Task } from "../../../protocol/model.ts";
import type { Place } from "../../../protocol/place.ts";

const place = (file: string, line: number): Place => ({
  file,
  range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 10 } },
});

function environment(file: string, line: number, name: string, more: Partial<Environment> = {}): Environment {
  return {
    id: `${file}#${name}`,
    name: { kind: "known", value: name },
    kind: "TaskEnvironment",
    category: "task",
    variable: "env",
    place: place(file, line),
    selection: place(file, line).range,
    when: "import",
    settings: [],
    summary: "task",
    ...more,
  };
}

function task(file: string, line: number, name: string, more: Partial<Task> = {}): Task {
  const [environmentName = "", fn = ""] = name.split(".");
  return {
    id: `${file}#${fn}`,
    name: { kind: "known", value: name },
    function: fn,
    environment: { kind: "known", value: `${file}#${environmentName}` },
    kind: "function",
    place: place(file, line),
    selection: place(file, line).range,
    isAsync: false,
    inputs: [],
    signature: "()",
    settings: [],
    summary: "",
    when: "import",
    ...more,
  };
}

function file(path: string, parts: Partial<FileModel>): FileModel {
  return { path, environments: [], tasks: [], dependsOn: [], calls: [], problems: [], ...parts };
}

const one = (...files: FileModel[]) => environmentsTree([{ uri: "file:///p", name: "p", files }]);

/** One line an item: label, description, and in brackets what a click opens and what a launch starts. */
function text(nodes: readonly TreeNode[], indent = ""): string {
  return nodes
    .flatMap((node) => {
      const where = node.place === undefined ? "" : `${node.place.file}:${node.place.range.start.line + 1}`;
      const target = node.target === undefined ? "" : ` ▶${node.target.kind}`;
      const line = `${indent}${node.label}  ${node.description}  [${where}${target}]`;
      return node.children.length === 0 ? [line] : [line, text(node.children, `${indent}  `)];
    })
    .join("\n");
}

const etl = file("etl.py", {
  environments: [environment("etl.py", 3, "etl", { summary: "task · 2 CPU, 4 GiB" })],
  tasks: [
    task("etl.py", 9, "etl.main", {
      signature: "(day: date, limit: int = 10, loose=None) → str",
    }),
    task("etl.py", 15, "etl.load", { summary: "async · retries 3" }),
    task("etl.py", 22, "etl.publish", { kind: "reference" }),
  ],
  dependsOn: [
    {
      from: { kind: "known", value: "etl.py#etl" },
      to: { kind: "known", value: "lib/features.py#features" },
      fromName: { kind: "known", value: "etl" },
      toName: { kind: "known", value: "features" },
      place: place("etl.py", 5),
      when: "import",
    },
    {
      from: { kind: "known", value: "etl.py#etl" },
      to: {
        kind: "unknown",
        reason: { kind: "call", callee: "pick_env" },
        why: "made by pick_env()",
      },
      fromName: { kind: "known", value: "etl" },
      toName: {
        kind: "unknown",
        reason: { kind: "call", callee: "pick_env" },
        why: "made by pick_env()",
      },
      place: place("etl.py", 6),
      when: "import",
    },
  ],
  calls: [
    {
      from: "etl.py#main",
      to: { kind: "known", value: "etl.py#load" },
      kind: "map",
      place: place("etl.py", 11),
    },
    {
      from: "etl.py#main",
      to: { kind: "unknown", reason: { kind: "name", name: "helper" }, why: "helper is not defined here" },
      kind: "call",
      place: place("etl.py", 12),
    },
  ],
});

const features = file("lib/features.py", {
  environments: [environment("lib/features.py", 4, "features")],
});

test("an environment shows its tasks, what it depends on and what uses it", () => {
  expect(text(one(etl, features))).toBe(
    [
      "etl  task · 2 CPU, 4 GiB  [etl.py:3 ▶environment]",
      "  main  (day: date, limit: int = 10, loose=None) → str  [etl.py:9 ▶task]",
      "    calls etl.load  map  [etl.py:11]",
      "    calls ‹name unknown›  unknown: helper is not defined here  [etl.py:12]",
      "  load  () · async · retries 3  [etl.py:15 ▶task]",
      "  publish  ()  [etl.py:22]",
      "  depends on 2  features, ‹name unknown›  []",
      "    features  task  [lib/features.py:4]",
      "    ‹name unknown›  unknown: made by pick_env()  [etl.py:6]",
      "features  task  [lib/features.py:4 ▶environment]",
      "  used by 1  etl  []",
      "    etl  task · 2 CPU, 4 GiB  [etl.py:3]",
    ].join("\n"),
  );
});

test("unknown names are said with their reason, and launched by variable", () => {
  const unknown = environment("a.py", 1, "x", {
    name: { kind: "unknown", reason: { kind: "environmentVariable", name: "ENV_NAME" }, why: "read from $ENV_NAME" },
    variable: "train",
  });
  const roots = one(file("a.py", { environments: [unknown] }));
  expect(text(roots)).toBe("‹train›  name unknown: read from $ENV_NAME · task  [a.py:1 ▶environment]");
  expect(roots[0]?.target).toEqual({ kind: "environment", file: "a.py", environment: "train" });
});

test("what only exists once a function is called can be read and not started", () => {
  const late = environment("a.py", 2, "late", { when: "call" });
  const lateTask = task("a.py", 4, "late.go", { when: "call" });
  expect(text(one(file("a.py", { environments: [late], tasks: [lateTask] })))).toBe(
    [
      "late  task · exists once its function is called  [a.py:2]",
      "  go  () · exists once its function is called  [a.py:4]",
    ].join("\n"),
  );
});

test("tasks without a known environment are kept", () => {
  const lost = task("a.py", 4, "x.go", {
    name: { kind: "unknown", reason: { kind: "module", module: "shared" }, why: "module shared was not found" },
    environment: { kind: "unknown", reason: { kind: "module", module: "shared" }, why: "module shared was not found" },
  });
  expect(text(one(file("a.py", { tasks: [lost] })))).toBe(
    ["environment unknown  1 task  []", "  go  ()  [a.py:4 ▶task]"].join("\n"),
  );
});

test("files of Flyte 1 and files that can't be read have items of their own", () => {
  const syntax = { kind: "syntax", range: place("b.py", 7).range } as const;
  const roots = one(
    file("legacy.py", { flytekit: { tasks: 3, workflows: 1, launchPlans: 0 } }),
    file("b.py", { problems: [syntax] }),
    file("c.py", { problems: [{ kind: "tooLarge", bytes: 12_500_000, limit: 10_000_000 }] }),
    file("d.py", { problems: [{ kind: "encoding" }] }),
    file("e.py", { problems: [{ kind: "unreadable", message: "permission denied" }] }),
  );
  expect(text(roots)).toBe(
    [
      "legacy.py  Flyte 1 · 1 workflow, 3 tasks  [legacy.py:1]",
      "b.py  syntax error in line 7; what can be read is shown  [b.py:7]",
      "c.py  not read: 12.5 MB, more than 10 MB  [c.py:1]",
      "d.py  not read: its bytes are not text in its encoding  [d.py:1]",
      "e.py  not read: permission denied  [e.py:1]",
    ].join("\n"),
  );
});

test("several folders are roots of their own, one is not", () => {
  const roots = environmentsTree([
    { uri: "file:///a", name: "a", files: [features] },
    { uri: "file:///b", name: "b", files: [features] },
  ]);
  expect(text(roots)).toBe(
    [
      "a    []",
      "  features  task  [lib/features.py:4 ▶environment]",
      "b    []",
      "  features  task  [lib/features.py:4 ▶environment]",
    ].join("\n"),
  );
  const ids = roots.flatMap((root) => [root.id, ...root.children.map((child) => child.id)]);
  expect(new Set(ids).size).toBe(ids.length);
});

test("more than 500 items are put into buckets", () => {
  const names = Array.from({ length: 1001 }, (_, index) => `env-${String(index).padStart(4, "0")}`);
  const roots = one(
    file("many.py", { environments: names.map((name, index) => environment("many.py", index + 1, name)) }),
  );
  expect(roots.map((node) => `${node.label}  ${node.description}`)).toEqual([
    "env-0000 … env-0499  500",
    "env-0500 … env-0999  500",
    "env-1000 … env-1000  1",
  ]);
});

test("installed environments and tasks are named with their package, where the folder's code uses them", () => {
  const known = <T>(value: T) => ({ kind: "known", value }) as const;
  const id = "site-packages:ask.py#ask";
  const app = file("app.py", {
    environments: [environment("app.py", 3, "app")],
    tasks: [task("app.py", 9, "app.main", {}), { ...task("app.py", 15, "ask-tasks.mine", {}), environment: known(id) }],
    dependsOn: [
      {
        from: known("app.py#app"),
        to: known(id),
        fromName: known("app"),
        toName: known("ask-tasks"),
        place: place("app.py", 3),
        when: "import",
      },
    ],
    calls: [{ from: "app.py#main", to: known(`${id}.send`), kind: "call", place: place("app.py", 10) }],
    installed: [
      { id, name: known("ask-tasks"), module: "flyteplugins.ask" },
      { id: `${id}.send`, name: known("ask-tasks.send"), module: "flyteplugins.ask" },
    ],
  });
  expect(text(environmentsTree([{ uri: "file:///w", name: "w", files: [app] }]))).toBe(
    [
      "app  task  [app.py:3 ▶environment]",
      "  main  ()  [app.py:9 ▶task]",
      "    calls ask-tasks.send  installed, flyteplugins.ask  [app.py:10]",
      "  depends on 1  ask-tasks  []",
      "    ask-tasks  installed, flyteplugins.ask  [app.py:3]",
      "ask-tasks  installed, flyteplugins.ask  []",
      "  mine  ()  [app.py:15 ▶task]",
    ].join("\n"),
  );
});

test("what stands in a notebook says so, leads to its cell and offers no launch", () => {
  const inCell = { ...place("a.ipynb", 3), cell: 4 };
  const nb = file("a.ipynb", {
    environments: [environment("a.ipynb", 3, "nb", { place: inCell })],
    tasks: [{ ...task("a.ipynb", 9, "nb.main", {}), place: { ...place("a.ipynb", 9), cell: 5 } }],
    problems: [{ kind: "syntax", cell: 6, range: place("a.ipynb", 2).range }],
    notebook: true,
  });
  const broken = file("b.ipynb", { problems: [{ kind: "notebook", what: "json" }] });
  const old = file("c.ipynb", { problems: [{ kind: "notebook", what: "format" }] });
  const tree = environmentsTree([{ uri: "file:///w", name: "w", files: [nb, broken, old] }]);
  expect(text(tree)).toBe(
    [
      "nb  task · notebook, read-only  [a.ipynb:3]",
      "  main  () · notebook, read-only  [a.ipynb:9]",
      "a.ipynb  syntax error in cell 7, line 2; what can be read is shown  [a.ipynb:2]",
      "b.ipynb  not read: a notebook whose JSON is broken  [b.ipynb:1]",
      "c.ipynb  not read: no notebook of format 4  [c.ipynb:1]",
    ].join("\n"),
  );
  expect([tree[0]?.place?.cell, tree[0]?.children[0]?.place?.cell, tree[1]?.place?.cell]).toEqual([4, 5, 6]);
  expect(tree[0]?.tooltip).toBe("TaskEnvironment · a.ipynb, cell 5, line 3");
});
