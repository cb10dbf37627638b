/** A node of a run's tree while the tree is made, and as it is shown. Making trees is runTree.ts's. */

import { assertNever } from "../../base/assertNever.ts";
import type { ActionId, ActionLink, Condition, RunState, StateCounts } from "../../protocol/run.ts";
import type { NodeId, RunNode } from "./runNode.ts";
import type { Mutable } from "./states.ts";

/** A node while the tree is made: `up` is its place in the tree, whether it is shown or not. */
export interface Made {
  readonly kind: RunNode["kind"];
  readonly id: NodeId;
  readonly up?: Made;
  label: string;
  state: RunState;
  startedMs: number;
  endedMs?: number;
  readonly counts: Mutable<StateCounts>;
  /** Of what holds actions: slices of `BUCKET`, shown from the second on. */
  readonly buckets: Made[];
  /** Of a bucket. */
  readonly items: Made[];
  readonly attemptNodes: Made[];
  action?: ActionId;
  task: string;
  attempts: number;
  /** When its last failed attempt failed: what follows until the next one is the backoff. */
  attemptFailedMs?: number;
  cacheHit: boolean;
  message?: string;
  result?: string;
  failedAt?: { readonly file: string; readonly line: number };
  report?: string;
  traceback?: string;
  url?: string;
  waiting?: Condition;
  links?: readonly ActionLink[];
  hasInputs: boolean;
}

/** The node above that is shown: a parent's only bucket isn't. */
function shownAbove(made: Made): NodeId | undefined {
  const { up } = made;
  return up?.kind === "bucket" && (up.up?.buckets.length ?? 0) < 2 ? up.up?.id : up?.id;
}

export function shown(made: Made): RunNode {
  const { id, label, state, startedMs, endedMs, counts } = made;
  const parent = shownAbove(made);
  const base = {
    id,
    ...(parent === undefined ? {} : { parent }),
    state,
    startedMs,
    ...(endedMs === undefined ? {} : { endedMs }),
  };
  const said = made.message === undefined ? {} : { message: made.message };
  switch (made.kind) {
    case "attempt":
      return { kind: "attempt", ...base, attempt: made.attempts, ...said };
    case "group":
      return { kind: "group", ...base, label, counts };
    case "bucket":
      return {
        kind: "bucket",
        ...base,
        label: `${made.items[0]?.label ?? ""} … ${made.items.at(-1)?.label ?? ""}`,
        counts,
      };
    case "run":
    case "action":
      return {
        kind: made.kind,
        ...base,
        label,
        counts,
        ...(made.action === undefined ? {} : { action: made.action }),
        task: made.task,
        attempts: made.attempts,
        cacheHit: made.cacheHit,
        ...said,
        ...(made.result === undefined ? {} : { result: made.result }),
        ...(made.traceback === undefined ? {} : { traceback: made.traceback }),
        ...(made.report === undefined ? {} : { report: made.report }),
        ...(made.failedAt === undefined ? {} : { failedAt: made.failedAt }),
        ...(made.url === undefined ? {} : { url: made.url }),
        ...(made.waiting === undefined ? {} : { waiting: made.waiting }),
        ...(made.links === undefined ? {} : { links: made.links }),
        ...(made.hasInputs ? { hasInputs: true } : {}),
      };
    default:
      return assertNever(made.kind);
  }
}
