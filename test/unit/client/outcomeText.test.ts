/** What stands behind a task in the editor: its own last run's outcome, and nobody else's. */

import { expect, test } from "vitest";
import type { KnownRun } from "../../../client/journal/runHistory.ts";
import { rootOf } from "../../../client/journal/runRoot.ts";
import { outcomesIn } from "../../../client/runs/outcomeText.ts";
import type { RunState } from "../../../protocol/run.ts";
import { environment, file, task } from "../plan/models.ts";
import { specIn } from "../specs.ts";

const etl = environment("etl.py", 3, "etl");
const load = task("etl.py", 10, etl, "load");
const main = task("etl.py", 20, etl, "main");
const late = task("etl.py", 30, etl, "late", [], {}, { when: "main" });
const model = file("etl.py", { environments: [etl], tasks: [load, main, late] });

function ran(
  name: string,
  state: RunState,
  startedMs: number,
  more: { file?: string; endedMs?: number } = {},
): KnownRun {
  const spec = specIn("/p", {
    action: { kind: "run", mode: "local", variable: name.split(".")[1] ?? "", name, inputs: [] },
    file: more.file ?? "/p/etl.py",
  });
  const counts = { running: 0, succeeded: 0, failed: 0, cancelled: 0, interrupted: 0 };
  const run = `r${startedMs}`;
  const ended = more.endedMs === undefined ? {} : { endedMs: more.endedMs };
  const root = rootOf({ run, spec, state, startedMs, ...ended, counts, attempts: 1, bytes: 0 });
  return { run, spec, versions: "", isOwn: false, root };
}

test("a task says its newest run of this file, and what goes on says no time", () => {
  const runs = [
    ran("etl.load", "running", 5000),
    ran("etl.late", "succeeded", 4000, { endedMs: 4100 }),
    ran("etl.main", "succeeded", 3000, { file: "/other/etl.py", endedMs: 3100 }),
    ran("etl.main", "failed", 2000, { endedMs: 3200 }),
    ran("etl.main", "succeeded", 1000, { endedMs: 1100 }),
  ];
  expect(outcomesIn(model, "/p/etl.py", runs, (ms) => `at ${ms}`)).toEqual([
    { line: load.selection.start.line, text: "▶", hover: "running · 0.0 s · at 5000" },
    { line: main.selection.start.line, text: "✗ 1.2 s", hover: "failed · 1.2 s · at 2000" },
  ]);
  expect(outcomesIn(model, "/p/etl.py", [], String)).toEqual([]);
});
