/** A run's tree: what its events make of it, and that a large one stays cheap. */

import { expect, test } from "vitest";
import type { RunEnd, RunEvent, StateCounts } from "../../../protocol/index.ts";
import type { NodeId, RunNode } from "../../../runner/log/runNode.ts";
import { type RunTree, runTree } from "../../../runner/log/runTree.ts";
import { specIn } from "../specs.ts";

const spec = specIn("/p", { interpreter: { kind: "path", path: "/p/.venv/bin/python" } });

const begun: RunEvent = { kind: "runStarted", atMs: 1000, spec };
const ok: RunEnd = { kind: "outputs", outputs: [] };

function started(
  action: string,
  atMs: number,
  more: { parent?: string; group?: string; cacheHit?: boolean } = {},
): RunEvent {
  const shortName = action.replace(/\d+$/, "");
  return { kind: "actionStarted", atMs, action, task: `etl.${shortName}`, shortName, cacheHit: false, ...more };
}
const finished = (action: string, atMs: number, end: RunEnd = ok): RunEvent => ({
  kind: "actionFinished",
  atMs,
  action,
  end,
});
const attempt = (action: string, atMs: number, attempt: number): RunEvent => ({
  kind: "attemptStarted",
  atMs,
  action,
  attempt,
});
const failed = (message: string): RunEnd => ({
  kind: "error",
  error: {
    code: "userError",
    exception: "ValueError",
    message,
    frames: [
      { file: "/p/etl.py", line: 31, function: "load", user: true },
      { file: "/lib/x.py", line: 1, function: "x", user: false },
    ],
  },
});

const countsOf = (counts: StateCounts): string =>
  Object.entries(counts)
    .flatMap(([state, count]) => (count === 0 ? [] : [`${count} ${state}`]))
    .join(" ");

function line(node: RunNode): string {
  const time = node.endedMs === undefined ? `since ${node.startedMs}` : `${node.endedMs - node.startedMs} ms`;
  const said = "message" in node && node.message !== undefined ? ` ! ${node.message}` : "";
  switch (node.kind) {
    case "attempt":
      return `attempt ${node.attempt} ${node.state} ${time}${said}`;
    case "group":
    case "bucket":
      return `${node.kind} ${node.label} ${node.state} ${time} (${countsOf(node.counts)})`;
    default: {
      const counts = countsOf(node.counts);
      const result = node.result === undefined ? "" : ` → ${node.result}`;
      return `${node.label} ${node.state} ${time}${counts === "" ? "" : ` (${counts})`}${node.cacheHit ? " cached" : ""}${said}${result}`;
    }
  }
}

function render(tree: RunTree, id: NodeId = tree.root, depth = 0): string {
  const node = tree.node(id);
  if (node === undefined) return "?";
  return [
    `${"  ".repeat(depth)}${line(node)}`,
    ...tree.children(id).map((child) => {
      expect(tree.node(child)?.parent).toBe(id);
      return render(tree, child, depth + 1);
    }),
  ].join("\n");
}

test("the run stands for its own action; groups, nesting, cache hits and results", () => {
  const tree = runTree("r1", "etl.main", 900);
  tree.apply([
    begun,
    started("main", 1001),
    attempt("main", 1002, 1),
    started("load1", 1010, { parent: "main", group: "days" }),
    started("load2", 1020, { parent: "main", group: "days" }),
    started("clean1", 1030, { parent: "load1" }),
    started("build1", 1040, { parent: "main", cacheHit: true }),
    finished("build1", 1041, { kind: "outputs", outputs: [{ name: "o0", text: "7" }] }),
    finished("clean1", 1050, { kind: "cancelled" }),
    finished("load1", 1060, failed("no rows\nfor today")),
  ]);
  expect(render(tree)).toBe(`etl.main running since 1000 (1 running 1 succeeded 1 failed 1 cancelled)
  group days running since 1010 (1 running 1 failed 1 cancelled)
    load failed 50 ms (1 cancelled) ! ValueError: no rows (etl.py:31)
      clean cancelled 20 ms
    load[1] running since 1020
  build succeeded 1 ms cached → 7`);
  const load = tree.node("r1/a/load1");
  expect(load).toMatchObject({ task: "etl.load", action: "load1", failedAt: { file: "/p/etl.py", line: 31 } });

  tree.apply([
    finished("load2", 1100),
    finished("main", 1200),
    {
      kind: "finished",
      atMs: 1201,
      end: {
        kind: "outputs",
        outputs: [
          { name: "a", text: "1" },
          { name: "b", text: "2" },
        ],
      },
    },
    { kind: "processExit", atMs: 1300, code: 0, signal: null },
  ]);
  expect(render(tree).split("\n").slice(0, 2)).toEqual([
    "etl.main succeeded 201 ms (2 succeeded 1 failed 1 cancelled) → a=1, b=2",
    "  group days failed 90 ms (1 succeeded 1 failed 1 cancelled)",
  ]);
});

test("attempts are shown from the second on, each with its reason", () => {
  const tree = runTree("r1", "etl.main", 0);
  tree.apply([begun, started("main", 1000), started("flaky1", 1000, { parent: "main" }), attempt("flaky1", 1000, 1)]);
  expect(tree.children("r1/a/flaky1")).toEqual([]);
  tree.apply([
    { kind: "attemptFailed", atMs: 1010, action: "flaky1", attempt: 1, message: "ConnectionError: no luck\nmore" },
    attempt("flaky1", 1020, 2),
  ]);
  expect(render(tree, "r1/a/flaky1")).toBe(`flaky running since 1000 ! ConnectionError: no luck
  attempt 1 failed 10 ms ! ConnectionError: no luck
  attempt 2 running since 1020`);
  tree.apply([finished("flaky1", 1030)]);
  expect(render(tree, "r1/a/flaky1")).toBe(`flaky succeeded 30 ms
  attempt 1 failed 10 ms ! ConnectionError: no luck
  attempt 2 succeeded 10 ms`);
});

test("a run whose writer is gone was interrupted, with all that still ran", () => {
  const tree = runTree("r1", "etl.main", 1000);
  tree.apply([
    begun,
    started("main", 1000),
    started("a1", 1000, { parent: "main" }),
    started("b1", 1000, { parent: "main" }),
  ]);
  tree.apply([finished("a1", 1005)]);
  expect(tree.interrupt(2000)).toEqual(new Set(["r1", "r1/b0", "r1/a/b1"]));
  expect(render(tree)).toBe(`etl.main interrupted 1000 ms (1 succeeded 1 interrupted)
  a succeeded 5 ms
  b interrupted 1000 ms`);
  expect(tree.interrupt(3000).size).toBe(0);
});

test("an end of the process without an end of the run is an interruption, and what comes for unknown actions is left out", () => {
  const tree = runTree("r1", "etl.main", 1000);
  tree.apply([
    finished("nobody", 1000),
    attempt("nobody", 1000, 1),
    { kind: "processExit", atMs: 1500, code: null, signal: "SIGKILL" },
  ]);
  expect(render(tree)).toBe("etl.main interrupted 500 ms");
});

test("more than 200 children stand in buckets", () => {
  const tree = runTree("r1", "etl.main", 0);
  tree.apply([begun, started("main", 1000)]);
  const children = Array.from({ length: 200 }, (_, n) => started(`load${n}`, 1000, { parent: "main" }));
  tree.apply(children);
  expect(tree.children("r1")).toHaveLength(200);
  expect(tree.node("r1/a/load7")?.parent).toBe("r1");

  tree.apply([started("load200", 1000, { parent: "main" }), finished("load3", 1010, failed("x"))]);
  expect(tree.children("r1").map((id) => line(tree.node(id) as RunNode))).toEqual([
    "bucket load … load[199] running since 1000 (199 running 1 failed)",
    "bucket load[200] … load[200] running since 1000 (1 running)",
  ]);
  expect(tree.node("r1/a/load7")?.parent).toBe("r1/b0");
  expect(tree.children("r1/b0")).toHaveLength(200);
});

test("a batch touches what it is about and what lies above it, in whatever large a tree", () => {
  const tree = runTree("r1", "etl.main", 0);
  tree.apply([begun, started("main", 1000)]);
  for (let n = 0; n < 10_000; n++) tree.apply([started(`load${n}`, 1000, { parent: "main", group: "all" })]);
  expect(tree.children("r1/g/main/all")).toHaveLength(50);
  expect([...tree.apply([finished("load9999", 1001)])].toSorted()).toEqual([
    "r1",
    "r1/a/load9999",
    "r1/b0",
    "r1/g/main/all",
    "r1/g/main/all/b49",
  ]);
  expect(tree.node("r1")).toMatchObject({ counts: { running: 9999, succeeded: 1 } });
});

test("an action waits until it ends", () => {
  const tree = runTree("r1", "etl.main", 1000);
  const condition = { name: "approval", prompt: "Go on?", type: "bool" } as const;
  tree.apply([begun, started("main0", 1000), started("approval1", 1000, { parent: "main0" })]);
  expect(tree.apply([{ kind: "conditionWaiting", atMs: 1000, action: "approval1", condition }])).toContain(
    "r1/a/approval1",
  );
  expect(tree.node("r1/a/approval1")).toMatchObject({ state: "running", waiting: condition });
  tree.apply([finished("approval1", 2000)]);
  expect(tree.node("r1/a/approval1")).not.toHaveProperty("waiting");
});

test("a script is no action: all that it starts is below it", () => {
  const tree = runTree("r1", "", 0);
  tree.apply([
    { kind: "runStarted", atMs: 1000, spec: { ...spec, action: { kind: "script", name: "jobs.py", contacts: [] } } },
    started("main", 1100),
    finished("main", 1200),
    started("other", 1300),
  ]);
  expect(tree.children("r1")).toEqual(["r1/a/main", "r1/a/other"]);
  expect(tree.node("r1")).toMatchObject({ label: "jobs.py", state: "running", counts: { running: 1, succeeded: 1 } });
});
