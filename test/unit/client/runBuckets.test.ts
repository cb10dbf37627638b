/** Hundreds of runs in buckets that stay as they are when runs are added. */

import { expect, test } from "vitest";
import { bucketLabel, bucketOf, bucketsOf, isBucket, runsIn } from "../../../client/runs/runBuckets.ts";

/** The newest first: the oldest is 1. */
const runs = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => count - at);

test("up to 199 runs are a plain list", () => {
  expect(bucketsOf(runs(199)).older).toEqual([]);
  expect(bucketsOf(runs(199)).newest.length).toBe(199);
  expect(bucketsOf([])).toEqual({ newest: [], older: [] });
});

test("of more the oldest hundreds stand in buckets, the same ones when a run is added", () => {
  const { newest, older } = bucketsOf(runs(350));
  expect([newest.length, newest[0], newest.at(-1)]).toEqual([150, 350, 201]);
  expect(older).toEqual(["older/1", "older/0"]);
  expect([runsIn("older/1", runs(350))[0], runsIn("older/1", runs(350)).at(-1)]).toEqual([200, 101]);
  expect([runsIn("older/0", runs(350))[0], runsIn("older/0", runs(350)).at(-1)]).toEqual([100, 1]);
  expect(runsIn("older/0", runs(351))).toEqual(runsIn("older/0", runs(350)));
  // A bucket of a list that has become shorter.
  expect(runsIn("older/3", runs(250))).toEqual([]);
});

test("each run knows its bucket", () => {
  expect(bucketOf(201, runs(350))).toBeUndefined();
  expect(bucketOf(200, runs(350))).toBe("older/1");
  expect(bucketOf(100, runs(350))).toBe("older/0");
  expect(bucketOf(1, runs(350))).toBe("older/0");
  expect([isBucket("older/0"), isBucket("rmwz0")]).toEqual([true, false]);
});

test("a bucket says how many it has, and from when to when", () => {
  expect(bucketLabel(["14:03", "12:00", "09:12"])).toEqual({ label: "3 older runs", description: "09:12 … 14:03" });
});
