/** What a debug configuration means, and what is told of one that means nothing. */

import { expect, test } from "vitest";
import { meaningOf } from "../../../client/start/debugConfiguration.ts";

test("a file alone means the task at the cursor", () => {
  expect(meaningOf({ file: "/w/etl.py" })).toEqual({ kind: "task", file: "/w/etl.py" });
  expect(meaningOf({ file: "/w/etl.py", task: "" })).toEqual({ kind: "task", file: "/w/etl.py" });
});

test("inputs are values by name; no inputs are something else than none", () => {
  expect(
    meaningOf({ file: "etl.py", task: "main", environment: "etl", inputs: { day: "monday", limit: null } }),
  ).toEqual({
    kind: "task",
    file: "etl.py",
    task: "main",
    environment: "etl",
    inputs: [
      { name: "day", value: "monday" },
      { name: "limit", value: null },
    ],
  });
  expect(meaningOf({ file: "etl.py", inputs: {} })).toEqual({ kind: "task", file: "etl.py", inputs: [] });
});

test("inputs that were asked for pass through as they were typed", () => {
  const inputs = [{ name: "day", text: "monday" }];
  expect(meaningOf({ file: "etl.py", task: "main", inputs })).toMatchObject({ inputs });
});

test("inputs may lie in a file", () => {
  expect(meaningOf({ file: "etl.py", task: "main", inputs: "small.json" })).toMatchObject({ inputFile: "small.json" });
});

test("what is of another type is named", () => {
  expect(meaningOf({})).toEqual({ kind: "wrong", property: "file" });
  expect(meaningOf({ file: 7 })).toEqual({ kind: "wrong", property: "file" });
  expect(meaningOf({ file: "etl.py", task: ["main"] })).toEqual({ kind: "wrong", property: "task" });
  expect(meaningOf({ file: "etl.py", inputs: 7 })).toEqual({ kind: "wrong", property: "inputs" });
  expect(meaningOf({ file: "etl.py", inputs: null })).toEqual({ kind: "wrong", property: "inputs" });
});
