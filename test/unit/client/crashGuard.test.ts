/** When a crashed process is started again, and when that is given up. */

import { expect, test } from "vitest";
import { crashGuard } from "../../../client/processes/crashGuard.ts";

test("the fifth crash within three minutes is the last", () => {
  const guard = crashGuard();
  const answers = [0, 10_000, 20_000, 30_000, 40_000].map((at) => guard.crashed(at));
  expect(answers).toEqual(["restart", "restart", "restart", "restart", "giveUp"]);
});

test("crashes far apart are each recovered from", () => {
  const guard = crashGuard();
  const answers = Array.from({ length: 20 }, (_, index) => guard.crashed(index * 60_000));
  expect(new Set(answers)).toEqual(new Set(["restart"]));
});

test("a restart by the user begins anew", () => {
  const guard = crashGuard();
  for (const at of [0, 1, 2, 3, 4]) guard.crashed(at);
  guard.forget();
  expect(guard.crashed(5)).toBe("restart");
});
