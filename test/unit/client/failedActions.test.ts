/** Which failed actions are run again alone. */

import { expect, test } from "vitest";
import { failedActions, fileOfTask } from "../../../client/start/failedActions.ts";
import type { Input, RunEnd, RunEvent } from "../../../protocol/index.ts";
import { environment, file, task } from "../plan/models.ts";

const bad: RunEnd = { kind: "error", error: { code: "userError", message: "no", frames: [] } };
const ok: RunEnd = { kind: "outputs", outputs: [] };

const started = (action: string, name: string, parent?: string): RunEvent => ({
  kind: "actionStarted",
  atMs: 0,
  action,
  task: name,
  shortName: name,
  cacheHit: false,
  ...(parent === undefined ? {} : { parent }),
});
const finished = (action: string, end: RunEnd, inputs?: readonly Input[]): RunEvent => ({
  kind: "actionFinished",
  atMs: 1,
  action,
  end,
  ...(inputs === undefined ? {} : { inputs }),
});
const given = (value: number): readonly Input[] => [{ name: "n", value }];

test("only what failed by itself is run again, each of its kind once", () => {
  const events = [
    started("a0", "etl.main"),
    started("a1", "etl.day", "a0"),
    started("a2", "etl.load", "a1"),
    finished("a2", bad, given(1)),
    finished("a1", bad, given(7)),
    started("a3", "etl.load", "a0"),
    finished("a3", ok),
    // The same again, of another attempt.
    started("a4", "etl.load", "a0"),
    finished("a4", bad, given(1)),
    started("a5", "etl.load", "a0"),
    finished("a5", bad),
    finished("a0", bad),
  ];
  expect(failedActions(events, () => true)).toEqual([
    { action: "a4", task: "etl.load", inputs: given(1) },
    { action: "a5", task: "etl.load" },
  ]);
});

test("a traced step that failed stands for the task that called it", () => {
  const events = [
    started("a0", "etl.main"),
    started("a1", "etl.load", "a0"),
    started("s1", "fetch", "a1"),
    finished("s1", bad),
    finished("a1", bad, given(1)),
  ];
  expect(failedActions(events, (name) => name.startsWith("etl."))).toEqual([
    { action: "a1", task: "etl.load", inputs: given(1) },
  ]);
});

test("a run whose own action alone failed has none", () => {
  expect(failedActions([started("a0", "etl.main"), finished("a0", bad)], () => true)).toEqual([]);
});

test("a task is started from the file that defines it, if importing the file does", () => {
  const etl = environment("etl.py", 1, "etl");
  const files = [
    file("late.py", { tasks: [task("late.py", 3, etl, "load", [], {}, { when: "main" })] }),
    file("etl.py", { tasks: [task("etl.py", 3, etl, "load")] }),
  ];
  expect(fileOfTask(files, "etl.load")).toBe("etl.py");
  expect(fileOfTask(files, "etl.gone")).toBeUndefined();
});

test("what a script started by itself is run again, what a task's run was is not", () => {
  const events = [
    started("a", "job.first"),
    finished("a", bad, given(1)),
    started("b", "job.second"),
    finished("b", bad),
  ];
  expect(failedActions(events, () => true)).toEqual([{ action: "a", task: "job.first", inputs: given(1) }]);
});

test("which inputs were not kept is told with those that were", () => {
  const events = [
    started("a0", "etl.main"),
    started("a1", "etl.load", "a0"),
    { ...finished("a1", bad, given(1)), withheld: ["token"] } as RunEvent,
    finished("a0", bad),
  ];
  expect(failedActions(events, () => true)).toEqual([
    { action: "a1", task: "etl.load", inputs: given(1), withheld: ["token"] },
  ]);
});
