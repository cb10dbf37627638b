/** The ladder that ends a run: which step comes when, without a process or a clock. */

import { expect, test } from "vitest";
import { type Clock, GRACE_MS, nextStop, type StopStep, stop } from "../../../runner/src/stop.ts";

test("a run that is gone is done, whatever was tried last", () => {
  for (const step of ["cancel", "terminate", "kill"] as const) expect(nextStop(step, false, 0)).toBe("done");
});

test("each step waits its grace, then the next one is taken", () => {
  expect(nextStop("cancel", true, GRACE_MS.cancel - 1)).toBe("wait");
  expect(nextStop("cancel", true, GRACE_MS.cancel)).toBe("terminate");
  expect(nextStop("terminate", true, GRACE_MS.terminate - 1)).toBe("wait");
  expect(nextStop("terminate", true, GRACE_MS.terminate)).toBe("kill");
  expect(nextStop("kill", true, GRACE_MS.kill)).toBe("kill");
});

/** A clock that moves only when somebody sleeps. */
function clock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
}

test.for<readonly [StopStep, readonly StopStep[]]>([
  ["cancel", ["cancel"]],
  ["terminate", ["cancel", "terminate"]],
  ["kill", ["cancel", "terminate", "kill"]],
])("a run that yields to %s gets %o", async ([yields, expected]) => {
  const sent: StopStep[] = [];
  await stop({ alive: () => sent.at(-1) !== yields, send: (step) => sent.push(step) }, "cancel", clock());
  expect(sent).toEqual(expected);
});

test("a run that is gone is sent nothing: its process group may be another's by now", async () => {
  const sent: StopStep[] = [];
  await stop({ alive: () => false, send: (step) => sent.push(step) }, "terminate", clock());
  expect(sent).toEqual([]);
});
