/** How tasks did when they were run last, for the graph: read from the journals of the newest runs, as far as they were not read yet. When to ask is the graph's. */

import type { PictureState } from "../../protocol/graphView.ts";
import type { RunId } from "../../protocol/run.ts";
import { actionsUnder } from "../../runner/log/states.ts";
import { type TaskTallies, taskTallies } from "../../runner/log/taskTallies.ts";
import { pathInFolder } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import { eventsFrom } from "../journal/runEvents.ts";
import type { KnownRun, RunHistory } from "../journal/runHistory.ts";
import type { Runner } from "../processes/runner.ts";
import { taskState } from "./taskState.ts";

/** By the task's fully qualified name. */
export type TaskStates = Readonly<Record<string, PictureState>>;

/** Of more runs none is read: what they ran is long ago. */
const RUNS = 10;
/** Of runs that are not the newest, those with more actions are not read. */
const MANY_ACTIONS = 2000;
/** Runs of other windows are looked at this often. */
const LOOK_MS = 5000;

interface Reading {
  readonly tallies: TaskTallies;
  next: number;
  /** The whole of it was read after its end. */
  isWhole: boolean;
}

/** Answers a function that reads on and tells the states of a folder's tasks. */
export function createTaskStates(runner: Runner, history: RunHistory): (folder: string) => Promise<TaskStates> {
  const readings = new Map<RunId, Reading>();
  let lookedAt = Number.NEGATIVE_INFINITY;

  async function readOn(run: KnownRun): Promise<TaskTallies> {
    const reading = readings.get(run.run) ?? { tallies: taskTallies(), next: 0, isWhole: false };
    readings.set(run.run, reading);
    if (reading.isWhole) return reading.tallies;
    const isOver = run.root.state !== "running";
    for await (const { events, next } of eventsFrom(runner, run.run, reading.next)) {
      reading.tallies.apply(events);
      reading.next = next;
    }
    if (isOver && !run.isOwn) {
      reading.tallies.interrupt();
      reading.isWhole = true;
    }
    return reading.tallies;
  }

  async function read(folder: string): Promise<TaskStates> {
    if (!vscode.workspace.isTrusted) return {};
    if (performance.now() - lookedAt > LOOK_MS) {
      lookedAt = performance.now();
      await history.refresh();
    }
    const runs = history
      .runs()
      .filter(({ spec }) => spec !== undefined && pathInFolder(vscode.Uri.file(spec.file))?.folder === folder);
    const newest = runs.slice(0, RUNS);
    // Of runs that are gone, or no longer among the newest, nothing is kept.
    for (const { run } of runs.slice(RUNS)) readings.delete(run);
    for (const run of readings.keys()) if (history.run(run) === undefined) readings.delete(run);
    const states: Record<string, PictureState> = {};
    for (const [at, run] of newest.entries()) {
      if (at > 0 && run.root.state !== "running" && actionsUnder(run.root) > MANY_ACTIONS) continue;
      // One that is deleted meanwhile, or that can't be read, has no states; the others do.
      const tallies = await readOn(run).catch(() => undefined);
      for (const [task, tally] of tallies?.tasks ?? []) states[task] ??= taskState(tally);
    }
    return states;
  }

  /** One after the other: two at once would count the same events twice. */
  let last: Promise<unknown> = Promise.resolve();
  return (folder) => {
    const reading = last.catch(() => undefined).then(() => read(folder));
    last = reading;
    return reading;
  };
}
