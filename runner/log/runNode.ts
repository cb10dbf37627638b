/** What a run's tree is made of, as it is shown. How events become it is runTree.ts's. */

import type { ActionId, ActionLink, Condition, RunState, StateCounts } from "../../protocol/run.ts";

/** Unique among all runs. */
export type NodeId = string;

interface Timed {
  readonly state: RunState;
  readonly startedMs: number;
  readonly endedMs?: number;
}

/** What is under a node, by state, at any depth; attempts aren't counted. */
interface Parent {
  readonly counts: StateCounts;
}

export type RunNode = { readonly id: NodeId; readonly parent?: NodeId } & (
  | ({ readonly kind: "run" | "action" } & Timed & Parent & ActionFacts)
  | ({ readonly kind: "group"; readonly label: string } & Timed & Parent)
  | ({ readonly kind: "bucket"; readonly label: string } & Timed & Parent)
  | ({ readonly kind: "attempt"; readonly attempt: number; readonly message?: string } & Timed)
);

interface ActionFacts {
  readonly label: string;
  /** Absent of a run that has told of no action yet. */
  readonly action?: ActionId;
  /** Fully qualified task name. */
  readonly task: string;
  /** How often it was tried. */
  readonly attempts: number;
  readonly cacheHit: boolean;
  /** Why it failed, or what it answered, in short. */
  readonly message?: string;
  readonly result?: string;
  /** The user's line that failed. */
  readonly failedAt?: { readonly file: string; readonly line: number };
  /** The journal's attachment with its HTML report. */
  readonly report?: string;
  /** The one with the whole traceback of its failure. */
  readonly traceback?: string;
  /** Of an app: where it answers, as long as it runs. */
  readonly url?: string;
  /** What it waits for somebody to answer. */
  readonly waiting?: Condition;
  readonly links?: readonly ActionLink[];
  /** The journal says in short what it was given. */
  readonly hasInputs?: true;
}
