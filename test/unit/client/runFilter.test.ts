/** What a filter leaves of the Runs view: by state, by words, and by both. */

import { expect, test } from "vitest";
import { keepsRun, keptChildren, readFilter } from "../../../client/runs/runFilter.ts";
import type { RunEnd, RunEvent } from "../../../protocol/index.ts";
import type { NodeId } from "../../../runner/log/runNode.ts";
import { type RunTree, runTree } from "../../../runner/log/runTree.ts";
import { spec } from "../specs.ts";

const ok: RunEnd = { kind: "outputs", outputs: [] };
const bad: RunEnd = {
  kind: "error",
  error: { code: "userError", exception: "ValueError", message: "no rows", frames: [] },
};
const started = (action: string, parent?: string, group?: string): RunEvent => ({
  kind: "actionStarted",
  atMs: 1,
  action,
  task: `etl.${action}`,
  shortName: action,
  cacheHit: false,
  ...(parent === undefined ? {} : { parent }),
  ...(group === undefined ? {} : { group }),
});
const ended = (action: string, end: RunEnd): RunEvent => ({ kind: "actionFinished", atMs: 2, action, end });

function made(): RunTree {
  const tree = runTree("r1", "etl.main", 0);
  tree.apply([
    { kind: "runStarted", atMs: 0, spec },
    started("main"),
    started("load", "main", "days"),
    ended("load", ok),
    started("check", "main", "days"),
    ended("check", bad),
    started("publish", "main"),
    started("send", "publish"),
    ended("send", ok),
    ended("publish", ok),
    { kind: "finished", atMs: 3, end: ok },
  ]);
  return tree;
}

function shown(text: string): string {
  const tree = made();
  const filter = readFilter(text);
  const below = (id: NodeId, depth: number): string[] =>
    keptChildren(filter, id, tree).flatMap((child) => {
      const node = tree.node(child);
      return [`${"  ".repeat(depth)}${node?.kind === "attempt" ? "" : node?.label}`, ...below(child, depth + 1)];
    });
  return below("r1", 0).join("\n");
}

test("a word leaves what has it, what is below that, and what leads there", () => {
  expect(shown("load")).toBe("days\n  load");
  expect(shown("PUBLISH")).toBe("publish\n  send");
  expect(shown("rows")).toBe("days\n  check");
  expect(shown("nothing like it")).toBe("");
});

test("a state leaves actions that are in it", () => {
  expect(shown("failed")).toBe("days\n  check");
  expect(shown("failed cancelled")).toBe("days\n  check");
  expect(shown("succeeded")).toBe("days\n  load\npublish\n  send");
});

test("a state and a word leave actions that have both", () => {
  expect(shown("failed load")).toBe("");
  expect(shown("failed check")).toBe("days\n  check");
  expect(shown("succeeded days")).toBe("days\n  load");
});

test("a run that isn't open is judged by its name and its counts", () => {
  const closed = runTree("r2", "etl.main", 0);
  const root = made().node("r1");
  if (root === undefined) throw new Error("no root");
  const keeps = (text: string) => keepsRun(readFilter(text), { ...root, id: "r2" }, closed);
  expect(["failed", "main failed", "running", "load", ""].map(keeps)).toEqual([true, true, false, false, true]);
});
