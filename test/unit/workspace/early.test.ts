/** What of a folder is told while the rest is read: imports first, each file once. */

import { expect, test } from "vitest";
import { earlyTelling } from "../../../core/workspace/early.ts";
import type { Entry } from "../../../core/workspace/entry.ts";

const PARSED = {
  version: 0,
  lines: [],
  body: [],
  imports: [],
  importsFlyte: false,
  importsFlytekit: false,
  problems: [],
};

/** Module names are paths here. A file that is parsed has facts. */
function entry(path: string, imports: readonly string[], parsed = true): Entry {
  const facts = { ...PARSED, version: 11 } as unknown as NonNullable<Entry["facts"]>;
  return { path, saysFlyte: parsed, imports, ...(parsed ? { facts } : {}) };
}

function telling() {
  const told: string[] = [];
  const early = earlyTelling(
    (_, module) => (module.startsWith("outside") ? [] : [module]),
    ({ path }) => told.push(path),
  );
  return { told, take: (...entries: readonly Entry[]) => [...early.take(entries)] };
}

test("what imports nothing of the folder is told at once", () => {
  const { told, take } = telling();
  expect(take(entry("a", ["outside"]), entry("b", [], false))).toEqual([]);
  expect(told).toEqual(["a"]);
});

test("what a file imports is asked for, and told before it", () => {
  const { told, take } = telling();
  expect(take(entry("a", ["b", "c"]))).toEqual(["b", "c"]);
  expect(take(entry("c", []))).toEqual([]);
  expect(told).toEqual(["c"]);
  // It was read before anybody wanted it, without being parsed: so it is asked for again.
  expect(take(entry("b", ["d"], false))).toEqual(["b"]);
  expect(take({ ...entry("b", ["d"]), saysFlyte: false })).toEqual(["d"]);
  expect(told).toEqual(["c"]);
  expect(take({ ...entry("d", []), saysFlyte: false })).toEqual([]);
  expect(told).toEqual(["c", "d", "b", "a"]);
});

test("what can't be read keeps nobody waiting", () => {
  const { told, take } = telling();
  expect(take(entry("a", ["b"]))).toEqual(["b"]);
  expect(take({ path: "b", saysFlyte: true, imports: [], problem: { kind: "encoding" } })).toEqual([]);
  expect(told).toEqual(["a"]);
});

test("files that import each other are left to the end, and what was told is not told again", () => {
  const { told, take } = telling();
  take(entry("a", ["b"]), entry("b", ["a"]), entry("c", []));
  take(entry("c", []));
  expect(told).toEqual(["c"]);
});
