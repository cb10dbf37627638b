/** How the Environments view reads: models in, the tree as text out. */

import { expect, test } from "vitest";
import { environmentsTree, type TreeShape } from "../../../client/environments/environmentsTree.ts";
import type { FolderFiles, Problem, TreeNode } from "../../../client/environments/treeNode.ts";
import { firstDefinition } from "../../../client/environments/treeSearch.ts";
import type {
  Call,
  DependsOn,
  EntryPoint,
  Environment,
  FileModel,
  Setting,
  Task,
  Trigger,
} from "../../../protocol/model.ts";
import type { Place } from "../../../protocol/place.ts";
import type { Value } from "../../../protocol/value.ts";

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

const plain: TreeShape = { groupBy: "environment", filter: "" };

const one = (...files: FileModel[]) => environmentsTree([{ uri: "file:///p", name: "p", files }], plain).roots;

const shaped = (shape: Partial<TreeShape>, files: readonly FileModel[], problems?: FolderFiles["problems"]) =>
  environmentsTree([{ uri: "file:///p", name: "p", files, ...(problems && { problems }) }], { ...plain, ...shape })
    .roots;

/** One line an item: label, description, and in brackets what a click opens and what a launch starts. */
function text(nodes: readonly TreeNode[], indent = ""): string {
  return nodes
    .flatMap((node) => {
      const where = node.place === undefined ? "" : `${node.place.file}:${node.place.range.start.line + 1}`;
      const target = node.target === undefined ? "" : ` ▶${node.target.kind}`;
      const line = `${indent}${node.label}  ${node.description}  [${where}${target}]`;
      return node.children === undefined ? [line] : [line, text(node.children(), `${indent}  `)];
    })
    .join("\n");
}

/** What is on the screen when nobody opened anything: `▾` stands open, `▸` closed, and what is wrong in marks. */
function screen(nodes: readonly TreeNode[], indent = ""): string {
  return nodes
    .flatMap((node) => {
      const sign = node.children === undefined ? " " : node.isOpen ? "▾" : "▸";
      const { errors, warnings } = node.problems ?? { errors: 0, warnings: 0 };
      const marks = `${"!".repeat(errors)}${"~".repeat(warnings)}`;
      const line = `${indent}${sign} ${[node.label, node.description, marks].filter((each) => each !== "").join("  ")}`;
      return node.isOpen ? [line, screen(node.children?.() ?? [], `${indent}  `)] : [line];
    })
    .join("\n");
}

const known = <T>(value: T): Value<T> => ({ kind: "known", value });

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
      "etl  task · 2 CPU, 4 GiB · 3 tasks  [etl.py:3 ▶environment]",
      "  main  (day: date, limit: int = 10, loose=None) → str  [etl.py:9 ▶task]",
      "    calls etl.load  map  [etl.py:11]",
      "    calls ‹name unknown›  unknown: helper is not defined here  [etl.py:12]",
      "  load  () · async · retries 3  [etl.py:15 ▶task]",
      "    called by etl.main  map  [etl.py:11]",
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
  const late = environment("a.py", 2, "late", { when: "call", whenText: "exists once its function is called" });
  const lateTask = task("a.py", 4, "late.go", { when: "call", whenText: "exists once its function is called" });
  expect(text(one(file("a.py", { environments: [late], tasks: [lateTask] })))).toBe(
    [
      "late  task · 1 task · exists once its function is called  [a.py:2]",
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

test("what is too much to evaluate is told, and no error of the file's", () => {
  const budget = { kind: "budget", range: place("a.py", 7).range } as const;
  const syntax = { kind: "syntax", range: place("b.py", 3).range } as const;
  expect(screen(one(file("a.py", { problems: [budget] }), file("b.py", { problems: [syntax, budget] })))).toBe(
    [
      "  a.py  too much to evaluate in line 7; what is known is shown",
      "  b.py  syntax error in line 3; what can be read is shown  !",
    ].join("\n"),
  );
});

test("several folders are roots of their own, one is not", () => {
  const { roots } = environmentsTree(
    [
      { uri: "file:///a", name: "a", files: [features] },
      { uri: "file:///b", name: "b", files: [features] },
    ],
    plain,
  );
  expect(text(roots)).toBe(
    [
      "a    []",
      "  features  task  [lib/features.py:4 ▶environment]",
      "b    []",
      "  features  task  [lib/features.py:4 ▶environment]",
    ].join("\n"),
  );
  const ids = roots.flatMap((root) => [root.id, ...(root.children?.() ?? []).map((child) => child.id)]);
  expect(new Set(ids).size).toBe(ids.length);
});

test("more than 500 items are put into buckets of a size, of which the first is open", () => {
  const names = Array.from({ length: 1001 }, (_, index) => `env-${String(index).padStart(4, "0")}`);
  const roots = one(
    file("many.py", { environments: names.map((name, index) => environment("many.py", index + 1, name)) }),
  );
  expect(roots.map((node) => `${node.isOpen ? "▾" : "▸"} ${node.label}  ${node.description}`)).toEqual([
    "▾ env-0000 … env-0333  334",
    "▸ env-0334 … env-0667  334",
    "▸ env-0668 … env-1000  333",
  ]);
});

const setting = (name: string, line: number, words: string, parts?: readonly string[]): Setting => ({
  name,
  value: words.includes("?")
    ? { kind: "unknown", reason: { kind: "environmentVariable", name: "X" }, why: "read from $X" }
    : known({ type: "none" }),
  text: words,
  ...(parts && { parts }),
  place: place("etl.py", line),
});

test("settings stand under one closed item, in the model's words, with what they consist of", () => {
  const roots = one(
    file("etl.py", {
      environments: [
        environment("etl.py", 3, "etl", {
          settings: [
            setting("image", 4, "image debian base · apt git · pandas", ["debian base", "apt git", "pandas"]),
            setting("resources", 5, "resources ? unknown: read from $X"),
            setting("secrets", 6, "secret HF_TOKEN"),
          ],
        }),
      ],
      tasks: [task("etl.py", 9, "etl.main", { settings: [setting("retries", 9, "retries 3")] })],
    }),
  );
  expect(text(roots)).toBe(
    [
      "etl  task · 1 task  [etl.py:3 ▶environment]",
      "  main  ()  [etl.py:9 ▶task]",
      "    settings 1  retries  []",
      "      retries 3    [etl.py:9]",
      "  settings 3  image, resources, secrets  []",
      "    image debian base · apt git · pandas    [etl.py:4]",
      "      debian base    [etl.py:4]",
      "      apt git    [etl.py:4]",
      "      pandas    [etl.py:4]",
      "    resources ? unknown: read from $X    [etl.py:5]",
      "    secret HF_TOKEN    [etl.py:6]",
    ].join("\n"),
  );
  expect(screen(roots)).toBe(
    ["▾ etl  task · 1 task", "  ▸ main  ()", "  ▸ settings 3  image, resources, secrets"].join("\n"),
  );
  const icons = (roots[0]?.children?.()[1]?.children?.() ?? []).map(({ icon }) => icon);
  expect(icons).toEqual(["package", "question", "key"]);
});

const trigger = (name: Value<string>, line: number, more: Partial<Trigger> = {}): Trigger => ({
  name,
  automation: { kind: "cron", expression: known("0 6 * * *"), timezone: known("UTC") },
  schedule: "daily at 06:00 UTC",
  inputs: [],
  autoActivate: known(true),
  notes: [],
  place: place("etl.py", line),
  ...more,
});

const unknownName: Value<string> = {
  kind: "unknown",
  reason: { kind: "name", name: "N" },
  why: "N is not defined here",
};

test("triggers stand under their task, with when they fire, what they give and whether they are on", () => {
  const triggers = [
    trigger(known("daily"), 8, { notes: ["gives day"] }),
    trigger(unknownName, 9, {
      automation: { kind: "unknown" },
      schedule: "schedule unknown",
      notes: ["off until it is activated"],
    }),
    trigger(known("new data"), 10, {
      automation: { kind: "artifact", name: known("data") },
      schedule: "on artifact data",
      notes: ["activation unknown: ON is not defined here"],
    }),
    trigger(known("by hand"), 11, { automation: { kind: "manual" }, schedule: "by hand" }),
  ];
  const settings = [setting("triggers", 8, "trigger daily: daily at 06:00 UTC")];
  const files = [
    file("etl.py", {
      environments: [environment("etl.py", 3, "etl")],
      tasks: [task("etl.py", 12, "etl.main", { triggers, settings })],
    }),
  ];
  const roots = shaped({}, files);
  expect(text(roots[0]?.children?.() ?? [])).toBe(
    [
      "main  ()  [etl.py:12 ▶task]",
      "  daily  daily at 06:00 UTC · gives day  [etl.py:8]",
      "  ‹name unknown›  name unknown: N is not defined here · schedule unknown · off until it is activated  [etl.py:9]",
      "  new data  on artifact data · activation unknown: ON is not defined here  [etl.py:10]",
      "  by hand  by hand  [etl.py:11]",
    ].join("\n"),
  );
  const icons = (roots[0]?.children?.()[0]?.children?.() ?? []).map(({ icon }) => icon);
  expect(icons).toEqual(["watch", "question", "package", "person"]);
});

const entry = (
  kind: EntryPoint["kind"],
  target: Value<string>,
  line: number,
  more: Partial<EntryPoint> = {},
): EntryPoint => ({
  kind,
  targets: [{ id: target, name: target }],
  text: `${{ run: "runs", deploy: "deploys", serve: "serves" }[kind]} ${target.kind === "known" ? target.value : "‹name unknown›"}`,
  arguments: [],
  options: [],
  contact: { kind: "unknown" },
  where: "control plane unknown",
  place: place("etl.py", line),
  when: "main",
  notes: [],
  ...more,
});

test("entry points say what they start and whom they contact", () => {
  const entryPoints = [
    entry("run", known("etl.main"), 30, {
      where: "in its own process",
      notes: ["gives limit"],
    }),
    entry("deploy", known("etl"), 31, { where: "on the control plane of prod.yaml" }),
    entry("serve", unknownName, 32, {
      where: "on the configured control plane",
      notes: ["whenever the file is imported"],
    }),
    entry("run", known("etl.main"), 36),
  ];
  expect(text(one(file("etl.py", { entryPoints })))).toBe(
    [
      "entry points 4  runs etl.main, deploys etl, serves ‹name unknown›  []",
      "  runs etl.main  in its own process · gives limit · etl.py:30  [etl.py:30]",
      "  deploys etl  on the control plane of prod.yaml · etl.py:31  [etl.py:31]",
      "  serves ‹name unknown›  name unknown: N is not defined here · on the configured control plane · whenever the file is imported · etl.py:32  [etl.py:32]",
      "  runs etl.main  control plane unknown · etl.py:36  [etl.py:36]",
    ].join("\n"),
  );
});

test("apps show what they run, connectors what they serve", () => {
  const at = { place: place("api.py", 8), selection: place("api.py", 9).range };
  const app = environment("api.py", 3, "api", {
    category: "app",
    summary: "FastAPI · port 8080",
    functions: [
      { role: "server", roleText: "runs as the server", name: "serve", isAsync: true, ...at },
      { role: "startup", roleText: "runs at startup", name: "warm", isAsync: false, ...at },
      { role: "shutdown", roleText: "runs at shutdown", name: "close", isAsync: false, ...at },
    ],
  });
  const connector = environment("api.py", 20, "hooks", {
    category: "connector",
    summary: "",
    modules: [{ path: known("lib/hook.py"), file: "lib/hook.py" }, { path: unknownName }],
  });
  expect(text(one(file("api.py", { environments: [app, connector] })))).toBe(
    [
      "api  FastAPI · port 8080  [api.py:3 ▶environment]",
      "  serve  runs as the server · async  [api.py:9]",
      "  warm  runs at startup  [api.py:9]",
      "  close  runs at shutdown  [api.py:9]",
      "hooks    [api.py:20 ▶environment]",
      "  lib/hook.py  served module  [lib/hook.py:1]",
      "  ‹name unknown›  module unknown: N is not defined here  [api.py:20]",
    ].join("\n"),
  );
});

const edge = (from: string, to: string): DependsOn => ({
  from: known(`g.py#${from}`),
  to: known(`g.py#${to}`),
  fromName: known(from),
  toName: known(to),
  place: place("g.py", 9),
  when: "import",
});
const call = (from: string, to: string, line: number): Call => ({
  from: `g.py#${from}`,
  to: known(`g.py#${to}`),
  kind: "call",
  place: place("g.py", line),
});

test("what may not be depended on or called says so, in both directions", () => {
  const roots = one(
    file("g.py", {
      environments: ["a", "b", "c", "d"].map((name, at) => environment("g.py", at + 1, name)),
      dependsOn: [
        { ...edge("a", "b"), maybe: true },
        { ...edge("a", "c"), maybe: true },
        edge("a", "c"),
        { ...edge("b", "c"), to: { kind: "oneOf", values: ["g.py#c", "g.py#d"] }, maybe: true },
      ],
      tasks: [task("g.py", 11, "a.f"), task("g.py", 14, "b.g")],
      calls: [
        { ...call("f", "g", 12), maybe: true },
        { ...call("f", "g", 13), kind: "map", maybe: true },
      ],
    }),
  );
  expect(text(roots)).toBe(
    [
      "a  task · 1 task  [g.py:1 ▶environment]",
      "  f  ()  [g.py:11 ▶task]",
      "    calls b.g  maybe  [g.py:12]",
      "    calls b.g  map · maybe  [g.py:13]",
      "  depends on 2  b (maybe), c  []",
      "    b  maybe · task  [g.py:2]",
      "      c  maybe · task  [g.py:3]",
      "      d  maybe · task  [g.py:4]",
      "    c  task  [g.py:3]",
      "b  task · 1 task  [g.py:2 ▶environment]",
      "  g  ()  [g.py:14 ▶task]",
      "    called by a.f  maybe  [g.py:12]",
      "    called by a.f  map · maybe  [g.py:13]",
      "  depends on 2  c (maybe), d (maybe)  []",
      "    c  maybe · task  [g.py:3]",
      "    d  maybe · task  [g.py:4]",
      "  used by 1  a (maybe)  []",
      "    a  maybe · task  [g.py:1]",
      "c  task  [g.py:3 ▶environment]",
      "  used by 2  a, b (maybe)  []",
      "    a  task  [g.py:1]",
      "    b  maybe · task  [g.py:2]",
      "      a  maybe · task  [g.py:1]",
      "d  task  [g.py:4 ▶environment]",
      "  used by 1  b (maybe)  []",
      "    b  maybe · task  [g.py:2]",
      "      a  maybe · task  [g.py:1]",
    ].join("\n"),
  );
});

test("what is deployed as one is one dependency, with what each of them may bring", () => {
  const alternative = environment("g.py", 3, "b2", {
    name: known("b"),
    alternativeTo: "g.py#b",
    summary: "image cpu",
  });
  const roots = one(
    file("g.py", {
      environments: [
        environment("g.py", 1, "a"),
        environment("g.py", 2, "b", { summary: "image gpu" }),
        alternative,
        environment("g.py", 4, "c"),
      ],
      dependsOn: [{ ...edge("a", "b"), to: { kind: "oneOf", values: ["g.py#b", "g.py#b2"] } }, edge("b2", "c")],
    }),
  );
  expect(text(roots)).toBe(
    [
      "a  task  [g.py:1 ▶environment]",
      "  depends on 1  b  []",
      "    b  image gpu | image cpu  [g.py:2]",
      "      c  task  [g.py:4]",
      "b  image gpu  [g.py:2 ▶environment]",
      "  used by 1  a  []",
      "    a  task  [g.py:1]",
      "b  image cpu  [g.py:3 ▶environment]",
      "  depends on 1  c  []",
      "    c  task  [g.py:4]",
      "  used by 1  a  []",
      "    a  task  [g.py:1]",
      "c  task  [g.py:4 ▶environment]",
      "  used by 1  b  []",
      "    b  image cpu  [g.py:3]",
      "      a  task  [g.py:1]",
    ].join("\n"),
  );
});

test("dependencies and calls can be followed in both directions, also in a circle", () => {
  const roots = one(
    file("g.py", {
      environments: [environment("g.py", 1, "a"), environment("g.py", 2, "b"), environment("g.py", 3, "c")],
      dependsOn: [edge("a", "b"), edge("b", "c"), edge("c", "a")],
      tasks: [task("g.py", 11, "a.f"), task("g.py", 14, "b.g")],
      calls: [call("f", "g", 12), call("g", "f", 15)],
    }),
  );
  const under = (nodes: readonly TreeNode[], ...labels: string[]): readonly string[] => {
    const [label, ...rest] = labels;
    if (label === undefined) return nodes.map((node) => node.label);
    return under(nodes.find((node) => node.label === label)?.children?.() ?? [], ...rest);
  };
  expect(under(roots, "a")).toEqual(["f", "depends on 1", "used by 1"]);
  expect(under(roots, "a", "depends on 1")).toEqual(["b"]);
  expect(under(roots, "a", "depends on 1", "b", "c", "a")).toEqual(["b"]);
  expect(under(roots, "a", "used by 1", "c")).toEqual(["b"]);
  expect(under(roots, "a", "f")).toEqual(["calls b.g", "called by b.g"]);
  expect(under(roots, "a", "f", "calls b.g", "calls a.f")).toEqual(["calls b.g"]);
  expect(under(roots, "a", "f", "called by b.g")).toEqual(["called by a.f"]);
});

const script = file("jobs/nightly.py", {
  environments: [environment("jobs/nightly.py", 3, "nightly", { summary: "" })],
  tasks: [
    task("jobs/nightly.py", 5, "nightly.sweep", {
      triggers: [trigger(known("midnight"), 4, { place: place("jobs/nightly.py", 4) })],
    }),
    task("jobs/nightly.py", 8, "features.rebuild", { environment: known("lib/features.py#features") }),
    task("jobs/nightly.py", 11, "x.lost", { environment: unknownName }),
  ],
  traces: [
    {
      name: "fetch",
      isAsync: true,
      place: place("jobs/nightly.py", 13),
      selection: place("jobs/nightly.py", 14).range,
    },
  ],
  entryPoints: [entry("run", known("nightly.sweep"), 20, { place: place("jobs/nightly.py", 20) })],
});
const legacy = file("legacy.py", { flytekit: { tasks: 3, workflows: 1, launchPlans: 0 } });
const broken = file("broken.py", {
  environments: [environment("broken.py", 2, "half")],
  problems: [{ kind: "syntax", range: place("broken.py", 7).range }],
});
const api = file("api.py", {
  environments: [environment("api.py", 1, "api", { category: "app", summary: "FastAPI" })],
});
const whole = [script, legacy, broken, api, features];

test("grouped by file: what each defines, and tasks beside environments that stand elsewhere", () => {
  expect(text(shaped({ groupBy: "file" }, whole))).toBe(
    [
      "api.py  1 environment  [api.py:1]",
      "  api  FastAPI  [api.py:1 ▶environment]",
      "broken.py  syntax error in line 7; what can be read is shown · 1 environment  [broken.py:7]",
      "  half  task  [broken.py:2 ▶environment]",
      "jobs/nightly.py  1 environment · 3 tasks · 1 entry point  [jobs/nightly.py:1]",
      "  nightly  1 task  [jobs/nightly.py:3 ▶environment]",
      "    sweep  ()  [jobs/nightly.py:5 ▶task]",
      "      midnight  daily at 06:00 UTC  [jobs/nightly.py:4]",
      "  features.rebuild  ()  [jobs/nightly.py:8 ▶task]",
      "  x.lost  ()  [jobs/nightly.py:11 ▶task]",
      "  fetch  traced step · async  [jobs/nightly.py:14]",
      "  runs nightly.sweep  control plane unknown  [jobs/nightly.py:20]",
      "legacy.py  Flyte 1 · 1 workflow, 3 tasks  [legacy.py:1]",
      "lib/features.py  1 environment  [lib/features.py:1]",
      "  features  task  [lib/features.py:4 ▶environment]",
    ].join("\n"),
  );
});

test("grouped by kind: environments by theirs, triggers and entry points of all files", () => {
  const roots = shaped({ groupBy: "kind" }, whole);
  expect(screen(roots)).toBe(
    [
      "▸ task environments 3  features, half, nightly",
      "▸ apps 1  api",
      "▸ environment unknown  1 task",
      "▸ triggers 1  midnight",
      "▸ entry points 1  runs nightly.sweep",
      "  legacy.py  Flyte 1 · 1 workflow, 3 tasks",
      "  broken.py  syntax error in line 7; what can be read is shown  !",
    ].join("\n"),
  );
  expect(text(roots[3]?.children?.() ?? [])).toBe("midnight  daily at 06:00 UTC · nightly.sweep  [jobs/nightly.py:4]");
});

test("a group names a few of its items, and counts all", () => {
  const names = Array.from({ length: 9 }, (_, index) => `e${index}`);
  const many = file("many.py", { environments: names.map((name) => environment("many.py", 1, name)) });
  expect(screen(shaped({ groupBy: "kind" }, [many]))).toBe("▸ task environments 9  e0, e1, e2, e3, e4, e5, e6, e7, …");
});

test("a filter leaves what has its words, opens what it found, and counts", () => {
  expect(screen(shaped({ filter: "MAIN" }, [etl, ...whole]))).toBe(
    [
      "▾ etl  task · 2 CPU, 4 GiB · 1 of 3 tasks",
      "  ▸ main  (day: date, limit: int = 10, loose=None) → str",
      "  ▸ depends on 2  features, ‹name unknown›",
    ].join("\n"),
  );
  // An environment brings its tasks, here those of another file, too; a file what it defines.
  expect(screen(shaped({ filter: "features" }, whole))).toBe(
    ["▾ features  task · 1 task", "    rebuild  ()"].join("\n"),
  );
  expect(screen(shaped({ filter: "legacy" }, whole))).toBe("  legacy.py  Flyte 1 · 1 workflow, 3 tasks");
  // Words in any order, one in the file's name and one in the task's.
  expect(screen(shaped({ filter: "sweep jobs", groupBy: "file" }, whole))).toBe(
    [
      "▾ jobs/nightly.py  1 environment · 1 of 3 tasks · 1 entry point",
      "  ▾ nightly  1 task",
      "    ▸ sweep  ()",
      "    runs nightly.sweep  control plane unknown",
    ].join("\n"),
  );
  // So are groups, in which it may be all that was found.
  expect(screen(shaped({ filter: "nightly lost" }, whole))).toBe(
    ["▾ environment unknown  1 task", "    lost  ()"].join("\n"),
  );
  expect(screen(shaped({ filter: "midnight", groupBy: "kind" }, whole))).toBe(
    [
      "▾ task environments 1  nightly",
      "  ▾ nightly  1 task",
      "    ▸ sweep  ()",
      "▾ triggers 1  midnight",
      "    midnight  daily at 06:00 UTC · nightly.sweep",
    ].join("\n"),
  );
  // Under its file a task stands without its environment, which is another file's.
  expect(screen(shaped({ filter: "rebuild", groupBy: "file" }, whole))).toBe(
    ["▾ jobs/nightly.py  1 of 3 tasks", "    features.rebuild  ()"].join("\n"),
  );
  // A broken file says so also where only a part of it is left.
  expect(screen(shaped({ filter: "half", groupBy: "file" }, whole))).toBe(
    ["▾ broken.py  syntax error in line 7; what can be read is shown · 1 environment  !", "    half  task"].join("\n"),
  );
  expect(shaped({ filter: "nowhere" }, whole)).toEqual([]);
  expect(screen(shaped({ filter: "  " }, [api]))).toBe("  api  FastAPI");
});

test("a filtered tree counts what it shows, and leaves folders without any out", () => {
  const { roots, environments, tasks } = environmentsTree(
    [
      { uri: "file:///a", name: "a", files: [etl] },
      { uri: "file:///b", name: "b", files: [api] },
    ],
    { groupBy: "environment", filter: "etl" },
  );
  expect([roots.map(({ label }) => label), environments, tasks]).toEqual([["a"], 1, 3]);
});

test("files, environments and tasks with problems are marked, each with its own", () => {
  const problem = (severity: "error" | "warning", line: number): Problem => ({
    severity,
    range: place("etl.py", line).range,
  });
  const problems = new Map([["etl.py", [problem("error", 9), problem("warning", 15), problem("warning", 40)]]]);
  const roots = shaped({ groupBy: "file", filter: "etl load" }, [etl], problems);
  expect(screen(roots)).toBe(
    [
      "▾ etl.py  1 environment · 1 of 3 tasks  !~~",
      "  ▾ etl  task · 2 CPU, 4 GiB · 1 of 3 tasks  ~",
      "    ▸ load  () · async · retries 3  ~",
      "    ▸ depends on 2  features, ‹name unknown›",
    ].join("\n"),
  );
  // A file that can't be read has an error, unless who else reads it has counted one.
  expect(screen(shaped({}, [broken]))).toContain("what can be read is shown  !");
  const told = new Map([["broken.py", [problem("error", 7)]]]);
  expect(screen(shaped({}, [broken], told))).toMatch(/what can be read is shown {2}!$/);
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
  expect(text(one(app))).toBe(
    [
      "app  task · 1 task  [app.py:3 ▶environment]",
      "  main  ()  [app.py:9 ▶task]",
      "    calls ask-tasks.send  installed, flyteplugins.ask  [app.py:10]",
      "  depends on 1  ask-tasks  []",
      "    ask-tasks  installed, flyteplugins.ask  [app.py:3]",
      "ask-tasks  installed, flyteplugins.ask · 1 task  []",
      "  mine  ()  [app.py:15 ▶task]",
    ].join("\n"),
  );
});

const ASK = "site-packages:ask.py#ask";

/** Two tasks of an installed package's environment, which a file names twice among what its own depends on. */
function usesInstalled(): FileModel {
  const edge = (line: number): DependsOn => ({
    from: known("app.py#app"),
    to: known(ASK),
    fromName: known("app"),
    toName: known("ask-tasks"),
    place: place("app.py", line),
    when: "import",
  });
  return file("app.py", {
    environments: [environment("app.py", 3, "app")],
    tasks: [
      task("app.py", 15, "ask-tasks.mine", { name: known("mine"), environment: known(ASK) }),
      task("app.py", 20, "ask-tasks.yours", { name: known("yours"), environment: known(ASK) }),
      task("app.py", 25, "lost.one", { environment: { kind: "unknown", reason: { kind: "budget" }, why: "?" } }),
      task("app.py", 30, "lost.two", { environment: { kind: "unknown", reason: { kind: "budget" }, why: "?" } }),
    ],
    dependsOn: [edge(3), edge(4)],
    installed: [{ id: ASK, name: known("ask-tasks"), module: "flyteplugins.ask" }],
  });
}

test("an installed environment that two statements name is linked once", () => {
  expect(text(one(usesInstalled()))).toContain(
    ["app  task  [app.py:3 ▶environment]", "  depends on 1  ask-tasks  []"].join("\n"),
  );
});

test("a filter finds tasks by their installed environment's name and module, and counts what it leaves", () => {
  for (const filter of ["ask-tasks", "PLUGINS.ask"]) {
    expect(screen(shaped({ filter }, [usesInstalled()]))).toBe(
      ["▾ ask-tasks  installed, flyteplugins.ask · 2 tasks", "    mine  ()", "    yours  ()"].join("\n"),
    );
  }
  expect(screen(shaped({ filter: "mine" }, [usesInstalled()]))).toBe(
    ["▾ ask-tasks  installed, flyteplugins.ask · 1 of 2 tasks", "    mine  ()"].join("\n"),
  );
  expect(screen(shaped({ filter: "two" }, [usesInstalled()]))).toBe(
    ["▾ environment unknown  1 of 2 tasks", "    two  ()"].join("\n"),
  );
});

test.each(["environment", "file", "kind"] as const)(
  "a task is found grouped by %s, whatever it stands under",
  (groupBy) => {
    const tree = shaped({ groupBy }, [usesInstalled(), etl]);
    const found = (name: string) =>
      firstDefinition(
        tree,
        (node) => node.children?.() ?? [],
        (node) => node.kind === "task" && node.name === name,
      )?.name;
    const names = ["mine", "lost.two", "etl.load"];
    expect(names.map(found)).toEqual(names);
  },
);

test("what a notebook's cell runs is told with its cell", () => {
  const runs = (path: string, notes: readonly string[], cell?: number): EntryPoint => ({
    kind: "run",
    targets: [{ id: known("a#main"), name: known("a.main") }],
    text: "runs a.main",
    arguments: [],
    options: [],
    contact: { kind: "nobody" },
    where: "in its own process",
    place: { ...place(path, 2), ...(cell === undefined ? {} : { cell }) },
    when: "import",
    notes,
  });
  const files = [
    file("a.ipynb", { entryPoints: [runs("a.ipynb", [], 3)], notebook: true }),
    file("b.py", { entryPoints: [runs("b.py", ["whenever the file is imported"])] }),
  ];
  expect(text(shaped({}, files))).toBe(
    [
      "entry points 2  runs a.main  []",
      "  runs a.main  in its own process · a.ipynb, cell 4, line 2  [a.ipynb:2]",
      "  runs a.main  in its own process · whenever the file is imported · b.py:2  [b.py:2]",
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
  const tree = shaped({}, [nb, broken, old]);
  expect(text(tree)).toBe(
    [
      "nb  task · 1 task · notebook, read-only  [a.ipynb:3]",
      "  main  () · notebook, read-only  [a.ipynb:9]",
      "a.ipynb  syntax error in cell 7, line 2; what can be read is shown  [a.ipynb:2]",
      "b.ipynb  not read: a notebook whose JSON is broken  [b.ipynb:1]",
      "c.ipynb  not read: no notebook of format 4  [c.ipynb:1]",
    ].join("\n"),
  );
  expect([tree[0]?.place?.cell, tree[0]?.children?.()[0]?.place?.cell, tree[1]?.place?.cell]).toEqual([4, 5, 6]);
  expect(tree[0]?.tooltip).toBe("TaskEnvironment · a.ipynb, cell 5, line 3");
});
