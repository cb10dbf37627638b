/** What events of a run say of each task: counts by state, also when the run breaks off. */

import { expect, test } from "vitest";
import type { RunEnd, RunEvent } from "../../../protocol/index.ts";
import { taskTallies } from "../../../runner/log/taskTallies.ts";

const ok: RunEnd = { kind: "outputs", outputs: [] };
const bad: RunEnd = { kind: "error", error: { code: "userError", message: "no", frames: [] } };

const started = (action: string, task: string, atMs: number, parent?: string): RunEvent => ({
  kind: "actionStarted",
  atMs,
  action,
  task,
  shortName: task,
  cacheHit: false,
  ...(parent === undefined ? {} : { parent }),
});
const finished = (action: string, atMs: number, end: RunEnd): RunEvent => ({
  kind: "actionFinished",
  atMs,
  action,
  end,
});

const none = { running: 0, succeeded: 0, failed: 0, cancelled: 0, interrupted: 0 };

test("each task's actions are counted by state, with how long the last one took", () => {
  const { apply, tasks } = taskTallies();
  apply([started("a0", "etl.main", 0), started("a1", "etl.load", 10, "a0"), started("a2", "etl.load", 20, "a0")]);
  expect(tasks.get("etl.main")).toEqual({ counts: { ...none, running: 1 } });
  expect(tasks.get("etl.load")).toEqual({ counts: { ...none, running: 2 } });

  apply([finished("a1", 40, ok), finished("a2", 70, bad)]);
  expect(tasks.get("etl.load")).toEqual({ counts: { ...none, succeeded: 1, failed: 1 }, tookMs: 50 });

  // The run's own action ends with the run, and once only.
  apply([{ kind: "finished", atMs: 90, end: { kind: "cancelled" } }, finished("a0", 95, ok)]);
  expect(tasks.get("etl.main")).toEqual({ counts: { ...none, cancelled: 1 }, tookMs: 90 });
});

test("what still ran when nobody wrote any more was interrupted", () => {
  const died = taskTallies();
  died.apply([started("a0", "etl.main", 0), { kind: "processExit", atMs: 5, code: null, signal: "SIGKILL" }]);
  expect(died.tasks.get("etl.main")).toEqual({ counts: { ...none, interrupted: 1 } });

  const left = taskTallies();
  left.apply([started("a0", "etl.main", 0)]);
  left.interrupt();
  expect(left.tasks.get("etl.main")).toEqual({ counts: { ...none, interrupted: 1 } });
});
