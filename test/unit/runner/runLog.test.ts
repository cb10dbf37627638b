/** How a run reads in the output panel: events in, lines out. */

import { expect, test } from "vitest";
import type { LaunchSpec } from "../../../protocol/launch.ts";
import type { RunEvent } from "../../../protocol/run.ts";
import { runLog } from "../../../runner/log/runLog.ts";
import { reportMention, tracebackMention } from "../../../runner/log/text.ts";
import { specIn } from "../specs.ts";

const spec = specIn("/p", {
  action: {
    kind: "run",
    mode: "local",
    variable: "main",
    name: "etl.main",
    inputs: [
      { name: "day", value: "2026-01-31" },
      { name: "limit", value: 10 },
      { name: "note", text: "two words" },
    ],
  },
  interpreter: { kind: "path", path: "/p/.venv/bin/python" },
});

const runStarted: RunEvent = { kind: "runStarted", atMs: 1000, spec, python: "3.12.4", sdk: "2.12.1" };

function actionStarted(action: string, shortName: string, parent?: string): RunEvent {
  const base = {
    kind: "actionStarted",
    atMs: 1000,
    action,
    task: `etl.${shortName}`,
    shortName,
    cacheHit: false,
  } as const;
  return parent === undefined ? base : { ...base, parent };
}

function log(action: string | undefined, text: string, stream: "stdout" | "stderr" = "stdout"): RunEvent {
  return action === undefined ? { kind: "log", atMs: 1, stream, text } : { kind: "log", atMs: 1, action, stream, text };
}

const frames = [
  { file: "/usr/lib/python3.12/asyncio/runners.py", line: 3, function: "run", user: false },
  { file: "/p/etl.py", line: 18, function: "main", user: true },
  { file: "/p/lib/load.py", line: 31, function: "load", user: true },
  { file: "/p/.venv/lib/python3.12/site-packages/flyte/_task.py", line: 9, function: "call", user: false },
];

test("a run: what starts, who speaks, what fails and is retried, how it ends", () => {
  const lines = runLog("r7fk2", spec).lines([
    runStarted,
    actionStarted("a0", "main"),
    log("a0", "reading 10 days\n"),
    actionStarted("a1", "load", "a0"),
    actionStarted("a2", "load", "a0"),
    { kind: "attemptStarted", atMs: 1100, action: "a2", attempt: 1 },
    log("a2", "WARNING  1 empty partition\n", "stderr"),
    { kind: "attemptFailed", atMs: 1200, action: "a2", attempt: 1, message: "ValueError: no rows\nmore" },
    { kind: "attemptStarted", atMs: 1300, action: "a2", attempt: 2 },
    { kind: "actionFinished", atMs: 1400, action: "a2", end: { kind: "outputs", outputs: [] } },
    { kind: "actionFinished", atMs: 2200, action: "a0", end: { kind: "outputs", outputs: [] } },
    {
      kind: "finished",
      atMs: 2200,
      end: { kind: "outputs", outputs: [{ name: "o0", text: '"10 days, 9 970 rows"' }] },
    },
    { kind: "processExit", atMs: 2300, code: 0, signal: null },
  ]);
  expect(lines).toEqual([
    '▶ etl.main(day=2026-01-31, limit=10, note="two words")     run r7fk2 · .venv/bin/python 3.12.4 · flyte 2.12.1',
    "  main  reading 10 days",
    "  main › load[1]  WARNING  1 empty partition",
    "✗ main › load[1]  attempt 1: ValueError: no rows   retrying",
    "✓ main › load[1]  0.4 s",
    '✓ etl.main        1.2 s → "10 days, 9 970 rows"',
  ]);
});

test("an error names the innermost frame of the user's, and lists the others", () => {
  const end = {
    kind: "error",
    error: { code: "userError", exception: "ValueError", message: "no rows\nfor 2026-01-04", frames },
  } as const;
  const lines = runLog("r", spec).lines([
    { kind: "runStarted", atMs: 0, spec },
    actionStarted("a0", "main"),
    actionStarted("a1", "load", "a0"),
    { kind: "attemptFailed", atMs: 1, action: "a1", attempt: 1, message: "ValueError: no rows" },
    { kind: "actionFinished", atMs: 1500, action: "a1", end },
    { kind: "actionFinished", atMs: 75_000, action: "a0", end },
    { kind: "finished", atMs: 75_000, end },
  ]);
  expect(lines.slice(1)).toEqual([
    "✗ main › load  0.5 s  ValueError: no rows (lib/load.py:31)",
    "✗ etl.main     1 min 15 s  ValueError: no rows (lib/load.py:31)",
    "    for 2026-01-04",
    "    in load (lib/load.py:31)",
    "    in main (etl.py:18)",
  ]);
});

test("text without an end of line waits for its rest, apart for each action and stream", () => {
  const log1 = runLog("r", spec);
  const lines = log1.lines([
    actionStarted("a0", "main"),
    log("a0", "one "),
    log("a0", "warned", "stderr"),
    log(undefined, "import\n"),
    log("a0", "line\nrest"),
  ]);
  expect(lines).toEqual(["  import", "  main  one line"]);
  expect(log1.pending()).toBe(true);
  expect(log1.flush()).toEqual(["  main  rest", "  main  warned"]);
  expect(log1.pending()).toBe(false);
});

test("colours and progress bars are shown as a terminal would leave them", () => {
  const text = "\u001b[31mred\u001b[0m\r\n10%\r100%\n\u001b]8;;http://x\u0007link\u001b]8;;\u0007\n";
  expect(runLog("r", spec).lines([log(undefined, text)])).toEqual(["  red", "  100%", "  link"]);
});

test("what was left out is said", () => {
  const event: RunEvent = { kind: "logSkipped", atMs: 1, fromByte: 1000, toByte: 12_345_000 };
  expect(runLog("r", spec).lines([event])).toEqual(["  … 12.3 MB left out here; the run's log has them"]);
});

test("cancelled is no failure", () => {
  const lines = runLog("r", spec).lines([
    { kind: "runStarted", atMs: 0, spec },
    { kind: "finished", atMs: 12_300, end: { kind: "cancelled" } },
  ]);
  expect(lines.at(-1)).toBe("■ etl.main  cancelled after 12 s");
});

test("a process that ends without a word is said to have", () => {
  const lines = runLog("r", spec).lines([
    { kind: "runStarted", atMs: 0, spec },
    log("a0", "half a line"),
    { kind: "processExit", atMs: 5, code: null, signal: "SIGKILL" },
  ]);
  expect(lines.slice(1)).toEqual(["  a0  half a line", "✗ etl.main  the process ended without a word (SIGKILL)"]);
});

test("several outputs are named, long ones cut, those of several lines set below", () => {
  const end = (texts: readonly string[]): RunEvent => ({
    kind: "finished",
    atMs: 0,
    end: { kind: "outputs", outputs: texts.map((text, index) => ({ name: `o${index}`, text })) },
  });
  expect(runLog("r", spec).lines([end(["1", "'x'"])])).toEqual(["✓ etl.main  0.0 s → o0=1, o1='x'"]);
  expect(runLog("r", spec).lines([end(["a\n b"])])).toEqual(["✓ etl.main  0.0 s →", "    a", "     b"]);
  expect(runLog("r", spec).lines([end(["x".repeat(9000)])])).toEqual([
    `✓ etl.main  0.0 s → ${"x".repeat(499)}… (9000 characters in all)`,
  ]);
  expect(runLog("r", spec).lines([end([])])).toEqual(["✓ etl.main  0.0 s"]);
});

test("a deployment tells its steps", () => {
  const deploy: LaunchSpec = { ...spec, action: { kind: "deploy", environment: "etl", copyStyle: "loaded_modules" } };
  const lines = runLog("d1", deploy).lines([
    { kind: "runStarted", atMs: 0, spec: deploy, python: "3.12.4", sdk: "2.12.1" },
    {
      kind: "step",
      atMs: 1,
      step: {
        kind: "planned",
        environments: ["features", "etl"],
        endpoint: "localhost:30080",
        project: "p",
        domain: "d",
      },
    },
    { kind: "step", atMs: 2, step: { kind: "bundled", files: 3, bytes: 34_000 } },
    { kind: "step", atMs: 3, step: { kind: "deployed", environment: "etl", tasks: ["etl.main"], version: "abc" } },
    { kind: "finished", atMs: 4000, end: { kind: "outputs", outputs: [] } },
  ]);
  expect(lines).toEqual([
    "▶ deploy etl     run d1 · .venv/bin/python 3.12.4 · flyte 2.12.1",
    "  to localhost:30080 · project p · domain d · features, etl",
    "  code bundle of 3 files, 34 KB",
    "✓ etl  version abc · etl.main",
    "✓ deploy etl  4.0 s",
  ]);
});

test("a report is told at its first flush, in a terminal by its path", () => {
  const report = { kind: "report", atMs: 1, action: "a0", file: "report-0.html", path: "/s/r7/report-0.html" } as const;
  const events: RunEvent[] = [actionStarted("a0", "main"), log("a0", "half"), report, report];
  expect(runLog("r7", spec).lines(events)).toEqual(["  main  half", "▤ main  report r7/report-0.html"]);
  expect(runLog("r7", spec, true).lines(events).at(-1)).toBe("▤ main  report /s/r7/report-0.html");
  expect(reportMention("▤ main › x[1]  report r7/report-0.html")).toEqual({
    start: 15,
    end: 38,
    run: "r7",
    file: "report-0.html",
    label: "main › x[1]",
  });
  expect(reportMention("  main  report r7/report-0.html")).toBeUndefined();
});

test("what is known of an error, and where its whole traceback is, come last; a terminal has no use for the latter", () => {
  const error = { code: "userError", exception: "TypeError", message: "no", hint: "Write it.", frames: [] } as const;
  const end: RunEvent = {
    kind: "finished",
    atMs: 0,
    end: { kind: "error", error: { ...error, traceback: "traceback-3.txt" } },
  };
  const lines = runLog("r7", spec).lines([end]);
  expect(lines).toEqual([
    "✗ etl.main  0.0 s  TypeError: no",
    "    → Write it.",
    "    full traceback r7/traceback-3.txt",
  ]);
  expect(tracebackMention(lines[2] ?? "")).toEqual({ start: 4, end: 37, run: "r7", file: "traceback-3.txt" });
  expect(runLog("r7", spec, true).lines([end])).toHaveLength(2);
});

test("a run says which settings have no effect, and what it waits for", () => {
  const lines = runLog("r7fk2", spec).lines([
    { kind: "noEffect", atMs: 1000, settings: ["image", "resources"] },
    actionStarted("a0", "main"),
    actionStarted("a1", "approval", "a0"),
    {
      kind: "conditionWaiting",
      atMs: 1000,
      action: "a1",
      condition: { name: "approval", prompt: "Go on?", type: "bool", seconds: 60 },
    },
  ]);
  expect(lines).toEqual([
    "  no effect here: image, resources",
    "? main › approval  waits for an answer: Go on?  (60 s)",
  ]);
});

test("an app says where it answers, and is stopped rather than cancelled", () => {
  const { lines } = runLog("r1", { ...spec, action: { kind: "serve", environment: "web" } });
  expect(
    lines([
      { ...runStarted, spec: { ...spec, action: { kind: "serve", environment: "web" } } } as RunEvent,
      { kind: "serving", atMs: 1500, url: "http://localhost:8080" },
      { kind: "finished", atMs: 61_000, end: { kind: "cancelled" } },
    ]),
  ).toEqual([
    "▶ serve web     run r1 · .venv/bin/python 3.12.4 · flyte 2.12.1",
    "● serve web  serving at http://localhost:8080",
    "■ serve web  stopped after 1 min 0 s",
  ]);
});

test("a script's tasks are its actions, each with its end", () => {
  const script: LaunchSpec = { ...spec, action: { kind: "script", name: "jobs.py", contacts: [] } };
  const { lines } = runLog("r1", script);
  expect(
    lines([
      { kind: "runStarted", atMs: 1000, spec: script },
      actionStarted("a", "main"),
      { kind: "actionFinished", atMs: 1200, action: "a", end: { kind: "outputs", outputs: [] } },
      actionStarted("b", "main"),
      { kind: "actionFinished", atMs: 1300, action: "b", end: { kind: "outputs", outputs: [] } },
      { kind: "finished", atMs: 2000, end: { kind: "outputs", outputs: [] } },
    ]),
  ).toEqual(["▶ jobs.py     run r1 · .venv/bin/python", "✓ main  0.2 s", "✓ main[1]  0.3 s", "✓ jobs.py  1.0 s"]);
});

test("a run that the cache answered says so in place of its time, and one without the cache in its first line", () => {
  const cached = { ...actionStarted("a0", "main"), cacheHit: true } as RunEvent;
  const end = { kind: "outputs", outputs: [{ name: "o0", text: "3" }] } as const;
  const lines = runLog("r7fk2", spec).lines([
    runStarted,
    cached,
    { kind: "actionFinished", atMs: 1000, action: "a0", end },
    { kind: "finished", atMs: 1000, end },
  ]);
  expect(lines.at(-1)).toBe("✓ etl.main  from the cache → 3");
  const action = { ...spec.action, disableRunCache: true } as typeof spec.action;
  const without = { ...spec, action };
  const [first] = runLog("r7fk2", without).lines([{ ...runStarted, spec: without } as RunEvent]);
  expect(first).toMatch(/ {5}run r7fk2 · .venv\/bin\/python 3\.12\.4 · flyte 2\.12\.1 · without the cache$/);
});
