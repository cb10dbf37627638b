/** States of runs and of what is in them: of an end, of many together. Pure; how they are worded is runWords.ts's. */

import { assertNever } from "../../base/assertNever.ts";
import type { RunEnd, RunState, StateCounts } from "../../protocol/run.ts";
import type { RunNode } from "./runNode.ts";

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function emptyCounts(): Mutable<StateCounts> {
  return { running: 0, succeeded: 0, failed: 0, cancelled: 0, interrupted: 0 };
}

/** How many are counted, whatever their state. */
export const allOf = (counts: StateCounts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** How many actions are under a node, at any depth. */
export const actionsUnder = (node: RunNode): number => ("counts" in node ? allOf(node.counts) : 0);

/** What became of something that ended so. */
export function stateOf(end: RunEnd): RunState {
  switch (end.kind) {
    case "outputs":
      return "succeeded";
    case "error":
      return "failed";
    case "cancelled":
      return "cancelled";
    default:
      return assertNever(end);
  }
}

/** What holds others fails with one of them, and runs as long as one of them does. */
export function stateOfCounts({ running, failed, interrupted, cancelled }: StateCounts): RunState {
  if (running > 0) return "running";
  if (failed > 0) return "failed";
  if (interrupted > 0) return "interrupted";
  return cancelled > 0 ? "cancelled" : "succeeded";
}
