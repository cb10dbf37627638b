/** How the Runs view's items look and sound, and where they lead. */

import { expect, test } from "vitest";
import { rootOf } from "../../../client/journal/runRoot.ts";
import { type RunFacts, rowOf, sourceOf, startText } from "../../../client/runs/runRows.ts";
import type { RunState, RunSummary } from "../../../protocol/run.ts";
import type { RunNode } from "../../../runner/log/runNode.ts";
import { environment, file, task } from "../plan/models.ts";
import { spec } from "../specs.ts";

const counts = { running: 0, succeeded: 2, failed: 1, cancelled: 0, interrupted: 0 };
const summary: RunSummary = {
  run: "r1",
  spec,
  state: "failed",
  startedMs: 1000,
  endedMs: 2200,
  counts,
  attempts: 1,
  error: {
    code: "userError",
    exception: "ValueError",
    message: "no rows",
    frames: [{ file: "/p/etl.py", line: 31, function: "load", user: true }],
  },
  bytes: 10,
};
const facts: RunFacts = {
  nowMs: 61_000,
  started: "06:00",
  isOwn: false,
  spec,
  versions: "Python 3.12.4 · flyte 2.12.1",
  hasChildren: true,
};

test("a run says when, how and why, to the eye and to the ear", () => {
  expect(rowOf(rootOf(summary), facts)).toEqual({
    label: "etl.main",
    description: "failed · 1.2 s · 06:00 · 1 failed, 2 succeeded · ValueError: no rows (etl.py:31)",
    icon: "error",
    colour: "testing.iconFailed",
    tooltip:
      "etl.main\nfailed · 1.2 s · 06:00 · 1 failed, 2 succeeded · ValueError: no rows (etl.py:31)\nPython 3.12.4 · flyte 2.12.1\nValueError: no rows (etl.py:31)",
    spoken: "run etl.main, failed, 1.2 s, 1 failed, 2 succeeded, ValueError: no rows (etl.py:31), started 06:00",
    hasChildren: true,
    context: "run failed over repeatable changeable",
  });
});

test("each state has an icon of its own and a word", () => {
  const look = (state: RunState) => {
    const { icon, description } = rowOf(rootOf({ ...summary, state }), facts);
    return `${icon} ${description.split(" · ")[0]}`;
  };
  const states: readonly RunState[] = ["running", "succeeded", "failed", "cancelled", "interrupted"];
  expect(states.map(look)).toEqual([
    "loading~spin running",
    "pass succeeded",
    "error failed",
    "circle-slash cancelled",
    "debug-disconnect interrupted",
  ]);
});

test("menus go by whether it goes on, where, and whether it can be repeated", () => {
  const context = (state: RunState, more: Partial<RunFacts>) =>
    rowOf(rootOf({ ...summary, state }), { ...facts, ...more }).context;
  expect(context("running", { isOwn: true })).toBe("run failed cancellable repeatable changeable");
  expect(context("running", {})).toBe("run failed elsewhere repeatable changeable");
  expect(context("interrupted", { spec: undefined })).toBe("run failed over");
  expect(context("succeeded", {})).toBe("run answered failed over repeatable changeable");
  const script = { ...spec, action: { kind: "script", name: "etl.py", contacts: [] } } as const;
  expect(context("succeeded", { spec: script })).toBe("run failed over repeatable");
  expect(rootOf({ ...summary, spec: undefined } as unknown as RunSummary)).toMatchObject({
    label: "unknown: the journal doesn't say",
  });
});

test("what is cached, retried, or holds others", () => {
  const base = { id: "r1/a/x", state: "succeeded", startedMs: 1000, endedMs: 1400 } as const;
  const none = { ...counts, succeeded: 0, failed: 0 };
  const action: RunNode = {
    ...base,
    kind: "action",
    label: "load",
    task: "etl.load",
    counts: none,
    attempts: 1,
    cacheHit: true,
  };
  const leaf = { ...facts, hasChildren: false };
  expect(rowOf({ ...action, result: "7" }, leaf)).toMatchObject({
    description: "from the cache · → 7",
    spoken: "action load, from the cache, → 7",
    hasChildren: false,
    context: "action answered",
  });
  // A run whose journal isn't open says so, too.
  const { error: _, ...well } = summary;
  expect(rowOf(rootOf({ ...well, state: "succeeded", counts: none, cacheHit: true }), facts).description).toBe(
    "from the cache · 06:00",
  );
  const links = [{ name: "Board", url: "https://board.example" }];
  expect(rowOf({ ...action, links, hasInputs: true }, leaf)).toMatchObject({
    tooltip: "load\nfrom the cache\nBoard: https://board.example",
    context: "action answered linked given",
  });
  expect(rowOf({ ...action, cacheHit: false, attempts: 2 }, leaf).description).toBe("succeeded · 0.4 s · attempt 2");
  const group: RunNode = { ...base, kind: "group", label: "days", counts };
  expect(rowOf(group, leaf)).toMatchObject({ description: "1 failed, 2 succeeded · 0.4 s", hasChildren: true });
  const attempt: RunNode = { ...base, kind: "attempt", attempt: 1, message: "no luck", state: "failed" };
  expect(rowOf(attempt, leaf)).toMatchObject({
    label: "attempt 1",
    spoken: "attempt 1, failed, 0.4 s, no luck",
    context: "attempt",
  });
});

test("a task is found by its qualified name, a traced step by its own", () => {
  const etl = environment("etl.py", 3, "etl");
  const load = task("etl.py", 10, etl, "load");
  const trace = {
    name: "step",
    isAsync: true,
    place: load.place,
    selection: { start: { line: 40, character: 10 }, end: { line: 40, character: 14 } },
  };
  const files = [file("etl.py", { environments: [etl], tasks: [load] }), { ...file("lib.py", {}), traces: [trace] }];
  expect(sourceOf(files, "etl.load")).toEqual({ ...load.place, range: load.selection });
  expect(sourceOf(files, "step")?.range.start.line).toBe(40);
  expect(sourceOf(files, "load")).toBeUndefined();
});

test("a start of today is a time, an earlier one has its date", () => {
  const now = new Date(2026, 0, 31, 12).getTime();
  expect(startText(new Date(2026, 0, 31, 6, 5).getTime(), now, "de")).toBe("06:05");
  expect(startText(new Date(2026, 0, 30, 6, 5).getTime(), now, "de")).toBe("30.01.26, 06:05");
});

test("an action that waits says for what, and only its own window can answer", () => {
  const waiting: RunNode = {
    kind: "action",
    id: "r1/a/a1",
    label: "approval",
    task: "approval",
    action: "a1",
    state: "running",
    startedMs: 58_000,
    counts: { running: 0, succeeded: 0, failed: 0, cancelled: 0, interrupted: 0 },
    attempts: 0,
    cacheHit: false,
    waiting: { name: "approval", prompt: "Go on?", type: "bool", seconds: 60 },
  };
  const own = rowOf(waiting, { ...facts, isOwn: true, hasChildren: false });
  expect(own.description).toBe("waits for an answer · Go on? · 3.0 s of 60 s");
  expect([own.icon, own.context]).toEqual(["question", "action waiting"]);
  expect(rowOf(waiting, facts).context).toBe("action");
});

test("an app that is served says where, and can be opened until it is stopped", () => {
  const served: RunSummary["spec"] = { ...spec, action: { kind: "serve", environment: "web" } };
  const { error: _, ...rest } = summary;
  const root = { ...rootOf({ ...rest, spec: served, counts: { ...counts, succeeded: 0, failed: 0 } }) };
  const going = { ...root, state: "running", url: "http://localhost:8080" } as const;
  const { endedMs: __, ...running } = going;
  expect(rowOf(running, { ...facts, isOwn: true, spec: served, hasChildren: false })).toMatchObject({
    label: "serve web",
    description: "serving at http://localhost:8080 · 1 min 0 s · 06:00",
    icon: "broadcast",
    context: "run stoppable serving repeatable",
  });
  expect(rowOf({ ...going, state: "cancelled" }, { ...facts, spec: served }).context).toBe("run over repeatable");
});
