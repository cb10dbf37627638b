/** How a task's actions are told in the graph. */

import { expect, test } from "vitest";
import { taskState } from "../../../client/graph/taskState.ts";

const none = { running: 0, succeeded: 0, failed: 0, cancelled: 0, interrupted: 0 };

test("one action shows its mark and duration, several their counts; words say the same", () => {
  expect(taskState({ counts: { ...none, running: 1 } })).toEqual({
    state: "running",
    text: "▶ running",
    label: "last run: running",
  });
  expect(taskState({ counts: { ...none, succeeded: 1 }, tookMs: 1234 })).toEqual({
    state: "succeeded",
    text: "✓ 1.2 s",
    label: "last run: succeeded in 1.2 s",
  });
  expect(taskState({ counts: { ...none, interrupted: 1 } }).text).toBe("! interrupted");
  expect(taskState({ counts: { ...none, running: 3, succeeded: 96, failed: 1 }, tookMs: 400 })).toEqual({
    state: "running",
    text: "▶ 3  ✗ 1  ✓ 96",
    label: "last run: 3 running, 1 failed, 96 succeeded",
  });
  expect(taskState({ counts: { ...none, succeeded: 2 }, tookMs: 400 }).label).toBe(
    "last run: 2 succeeded, the last in 0.4 s",
  );
});
