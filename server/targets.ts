/** Names tasks and environments as launch targets: what a lens, a palette command and a tree item hand over. */

import type { LaunchTarget } from "../protocol/launch.ts";
import type { Environment, Task } from "../protocol/model.ts";

/** The name that finds a task again: Flyte's own, else the variable, else the function. */
export function taskTarget(uri: string, task: Task, environment: Environment | undefined): LaunchTarget {
  const name = task.name.kind === "known" ? task.name.value : (task.variable ?? task.function);
  const of = environment && nameOf(environment);
  return { kind: "task", uri, task: name, ...(of === undefined ? {} : { environment: of }) };
}

/** `undefined` for an environment that has neither a known name nor a variable. */
export function environmentTarget(uri: string, environment: Environment): LaunchTarget | undefined {
  const name = nameOf(environment);
  return name === undefined ? undefined : { kind: "environment", uri, environment: name };
}

/** Flyte's name, else the variable. */
export const nameOf = ({ name, variable }: Environment): string | undefined =>
  name.kind === "known" ? name.value : variable;
