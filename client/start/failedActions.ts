/** Which actions of a run are worth running again alone: those that failed by themselves, with what they were given. Pure; starting them is rerunFailed.ts's. */

import type { Input } from "../../protocol/launch.ts";
import type { FileModel } from "../../protocol/model.ts";
import type { ActionId, RunEvent } from "../../protocol/run.ts";

export interface FailedAction {
  readonly action: ActionId;
  /** Fully qualified task name. */
  readonly task: string;
  /** Absent where they could not be kept. */
  readonly inputs?: readonly Input[];
  /** Names of those that were not kept because they hold a secret. */
  readonly withheld?: readonly string[];
}

interface Started {
  readonly task: string;
  readonly parent?: ActionId;
}

/**
 * Failed actions that another, or a script, called, without those that failed because one below them did. Equal ones are told once.
 * @param isTask whether something of this name can be run: traced steps and conditions can't, and stand for whoever called them
 */
export function failedActions(events: readonly RunEvent[], isTask: (task: string) => boolean): readonly FailedAction[] {
  const started = new Map<ActionId, Started>();
  const failed = new Map<ActionId, FailedAction>();
  /** Those above something that failed. */
  const passedOn = new Set<ActionId>();
  for (const event of events) {
    if (event.kind === "actionStarted") {
      const { action, task, parent } = event;
      started.set(action, { task, ...(parent === undefined ? {} : { parent }) });
    }
    if (event.kind !== "actionFinished" || event.end.kind !== "error") continue;
    const { action, inputs, withheld } = event;
    const { task, parent } = started.get(action) ?? {};
    // A task's run is run again by its launch; what a script starts has inputs of its own.
    if (task === undefined || (parent === undefined && inputs === undefined) || !isTask(task)) continue;
    failed.set(action, {
      action,
      task,
      ...(inputs === undefined ? {} : { inputs }),
      ...(withheld === undefined ? {} : { withheld }),
    });
    for (let above: ActionId | undefined = parent; above !== undefined; above = started.get(above)?.parent) {
      passedOn.add(above);
    }
  }
  const own = [...failed.values()].filter(({ action }) => !passedOn.has(action));
  const told = new Map(
    own.map((each) => [JSON.stringify([each.task, each.inputs ?? each.action, each.withheld]), each]),
  );
  return [...told.values()];
}

/** The file that defines a task of this name, where it can be run from. */
export function fileOfTask(files: Iterable<FileModel>, task: string): string | undefined {
  for (const file of files) {
    const isHere = file.tasks.some(
      ({ name, function: own, kind, when }) =>
        kind === "function" && when === "import" && (name.kind === "known" ? name.value === task : own === task),
    );
    if (isHere) return file.path;
  }
  return undefined;
}
