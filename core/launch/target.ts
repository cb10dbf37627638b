/** Finds what a launch target names in the model. Names are matched because places move while somebody types. */

import type { LaunchTarget } from "../../protocol/launch.ts";
import type { Environment, EnvironmentId, FileModel, ProjectModel, Task } from "../../protocol/model.ts";

/** What a target can mean in its file. */
export type Found =
  | { readonly kind: "task"; readonly task: Task; readonly environment?: Environment }
  | { readonly kind: "environment"; readonly environment: Environment };

/** @param file the target's file, relative to the model's root. */
export function findTarget(model: ProjectModel, file: string, target: LaunchTarget): Found | undefined {
  const inFile = model.files.find(({ path }) => path === file);
  if (inFile === undefined) return undefined;
  if (target.kind === "environment") {
    const environment = findEnvironment(inFile, target.environment);
    return environment === undefined ? undefined : { kind: "environment", environment };
  }
  const task = findTask(model, inFile, target.task, target.environment);
  if (task === undefined) return undefined;
  const environment = environmentOf(environmentsOf(model), task);
  return { kind: "task", task, ...(environment === undefined ? {} : { environment }) };
}

/** By Flyte's name, else by the variable that `flyte deploy FILE VARIABLE` takes. */
export function findEnvironment(file: FileModel, name: string): Environment | undefined {
  const named = file.environments.filter((each) => each.name.kind === "known" && each.name.value === name);
  return (
    named.find(({ when }) => when === "import") ?? named[0] ?? file.environments.find((each) => each.variable === name)
  );
}

/** By the fully qualified name, else by the function's name or its variable. */
export function findTask(model: ProjectModel, file: FileModel, name: string, environment?: string): Task | undefined {
  const environments = environment === undefined ? undefined : environmentsOf(model);
  const fits = (task: Task): boolean => {
    if (environments === undefined) return true;
    const own = environmentOf(environments, task);
    return own?.name.kind === "known" ? own.name.value === environment : own?.variable === environment;
  };
  const tasks = file.tasks.filter(fits);
  const qualified = tasks.filter((task) => task.name.kind === "known" && task.name.value === name);
  const named =
    qualified.length > 0 ? qualified : tasks.filter((task) => task.variable === name || task.function === name);
  // Of two of one name the module holds the later one.
  return named.findLast(({ when }) => when === "import") ?? named.at(-1);
}

export type Environments = ReadonlyMap<EnvironmentId, Environment>;

/** Every environment of a model, to ask for many tasks' own. */
export const environmentsOf = ({ files }: ProjectModel): Environments =>
  new Map(files.flatMap(({ environments }) => environments.map((each) => [each.id, each] as const)));

/** A task's own. Of environments that branches make under one name, the first stands for all. */
export function environmentOf(environments: Environments, { environment }: Task): Environment | undefined {
  if (environment.kind === "unknown") return undefined;
  const ids = environment.kind === "known" ? [environment.value] : environment.values;
  const found = ids.flatMap((id) => environments.get(id) ?? []);
  const names = new Set(found.map(({ name }) => (name.kind === "known" ? name.value : undefined)));
  return found.length === ids.length && (ids.length === 1 || (names.size === 1 && !names.has(undefined)))
    ? found[0]
    : undefined;
}
