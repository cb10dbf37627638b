/** What a run's events say of each of its tasks: how many of its actions are in which state, and how long the last one took. Pure. */

import type { ActionId, RunEvent, RunState, StateCounts } from "../../protocol/run.ts";
import { emptyCounts, type Mutable, stateOf } from "./states.ts";

export interface TaskTally {
  readonly counts: StateCounts;
  /** Of the action that ended last. */
  readonly tookMs?: number;
}

export interface TaskTallies {
  apply(events: readonly RunEvent[]): void;
  /** Nobody writes any more: what still ran was interrupted. */
  interrupt(): void;
  /** By the task's fully qualified name. */
  readonly tasks: ReadonlyMap<string, TaskTally>;
}

interface Going {
  readonly tally: Mutable<TaskTally> & { readonly counts: Mutable<StateCounts> };
  readonly startedMs: number;
}

/** Its memory is that of the tasks and of what runs, not of all actions. */
export function taskTallies(): TaskTallies {
  const tasks = new Map<string, Going["tally"]>();
  const going = new Map<ActionId, Going>();
  let root: ActionId | undefined;

  const end = (action: ActionId | undefined, state: RunState, atMs: number | undefined): void => {
    const ended = action === undefined ? undefined : going.get(action);
    if (action === undefined || ended === undefined) return;
    going.delete(action);
    ended.tally.counts.running--;
    ended.tally.counts[state]++;
    if (atMs !== undefined) ended.tally.tookMs = atMs - ended.startedMs;
  };

  const interrupt = (): void => {
    for (const action of [...going.keys()]) end(action, "interrupted", undefined);
  };

  const take = (event: RunEvent): void => {
    if (event.kind === "actionStarted") {
      const tally = tasks.get(event.task) ?? { counts: emptyCounts() };
      tasks.set(event.task, tally);
      tally.counts.running++;
      going.set(event.action, { tally, startedMs: event.atMs });
      if (event.parent === undefined) root ??= event.action;
    } else if (event.kind === "actionFinished") end(event.action, stateOf(event.end), event.atMs);
    else if (event.kind === "finished") end(root, stateOf(event.end), event.atMs);
    else if (event.kind === "processExit") interrupt();
  };

  return { apply: (events) => events.forEach(take), interrupt, tasks };
}
