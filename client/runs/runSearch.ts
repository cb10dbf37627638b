/** Finds the runs that hold what a filter names somewhere below their own row: reads the journals of those whose tree isn't here, and keeps nothing of them but the answer. */

import type { RunId } from "../../protocol/run.ts";
import { runTree } from "../../runner/log/runTree.ts";
import { specName } from "../../runner/log/runWords.ts";
import { actionsUnder } from "../../runner/log/states.ts";
import { eventsFrom } from "../journal/runEvents.ts";
import type { KnownRun } from "../journal/runHistory.ts";
import type { Runner } from "../processes/runner.ts";
import { keepsRun, type RunFilter } from "./runFilter.ts";

export interface RunSearch {
  /** Looks for a filter in these runs, newest first, in place of what it looked for before. What it answered for the same filter stays. */
  seek(filter: RunFilter, runs: readonly KnownRun[]): Promise<void>;
  /** Whether a run was found. */
  has(run: RunId): boolean;
}

/** So much is read of a journal, in megabytes; of a longer one nobody knows, and it is shown. */
const MOST_PIECES = 16;

/** @param tell how many were looked into, of how many, after each */
export function createRunSearch(
  runner: Pick<Runner, "request">,
  tell: (done: number, total: number) => void,
): RunSearch {
  let key = "";
  let turn = 0;
  let answers = new Map<RunId, boolean>();

  return {
    has: (run) => answers.get(run) === true,
    seek: async (filter, runs) => {
      const mine = ++turn;
      const isCalledOff = (): boolean => mine !== turn;
      const wanted = JSON.stringify(filter);
      if (wanted !== key) answers = new Map();
      key = wanted;
      const left = runs.filter((each) => !answers.has(each.run) && holdsMore(each));
      // States alone are counted in every summary.
      if (filter.words.length === 0 || left.length === 0) return tell(0, 0);
      for (const [at, run] of left.entries()) {
        const answer = await holds(runner, filter, run, isCalledOff).catch(() => false);
        if (isCalledOff()) return;
        answers.set(run.run, answer);
        tell(at + 1, left.length);
      }
    },
  };
}

/** Something is below its own row, and isn't going to change. */
function holdsMore({ root, isOwn }: KnownRun): boolean {
  if (isOwn || root.kind !== "run" || root.state === "running") return false;
  return root.attempts > 1 || actionsUnder(root) > 0;
}

async function holds(
  runner: Pick<Runner, "request">,
  filter: RunFilter,
  { run, spec, root }: KnownRun,
  isCalledOff: () => boolean,
): Promise<boolean> {
  const tree = runTree(run, specName(spec), root.startedMs);
  let pieces = 0;
  for await (const { events } of eventsFrom(runner, run, 0)) {
    tree.apply(events);
    pieces += 1;
    if (isCalledOff()) return false;
    if (pieces > MOST_PIECES) return true;
  }
  if (root.state === "interrupted") tree.interrupt(root.startedMs);
  return keepsRun(filter, tree.node(run) ?? root, tree);
}
