/** What a filter leaves of a model: environments, tasks and files whose names have all of its words. Pure. */

import { valuesOf } from "../../base/values.ts";
import type { EntryPoint, Environment, FileModel, Task } from "../../protocol/model.ts";
import { homesOf, type TreeIndex } from "./treeIndex.ts";

/**
 * The files with what is left of them. An environment stays for its tasks' sake, and a task for its environment's.
 * `tasksOf` says whose tasks: where they stand under their file, those of others don't count.
 */
export function filtered(
  files: readonly FileModel[],
  index: TreeIndex,
  filter: string,
  tasksOf: "folder" | "file",
): readonly FileModel[] {
  if (wordsOf(filter).length === 0) return files;
  const kept = new Map(
    files.map((file) => [
      file.path,
      file.tasks.filter(
        (task) =>
          matches(filter, [...taskTexts(task), file.path]) ||
          homesOf(task, index).some((home) => home !== undefined && matchesHome(filter, home, index)),
      ),
    ]),
  );
  const homesOfAll = (tasks: readonly Task[]) => new Set(tasks.flatMap((task) => homesOf(task, index)));
  const everywhere = homesOfAll([...kept.values()].flat());
  return files.flatMap((file): FileModel[] => {
    const tasks = kept.get(file.path) ?? [];
    const homes = tasksOf === "file" ? homesOfAll(tasks) : everywhere;
    const isNamed = matches(filter, [file.path]);
    const left: FileModel = {
      ...file,
      environments: file.environments.filter((each) => homes.has(each.id) || matchesEnvironment(filter, each)),
      tasks,
      traces: (file.traces ?? []).filter(({ name }) => matches(filter, [name, file.path])),
      entryPoints: (file.entryPoints ?? []).filter((each) => matches(filter, [...entryTexts(each), file.path])),
    };
    const isLeft =
      left.environments.length + left.tasks.length + (left.traces ?? []).length + (left.entryPoints ?? []).length > 0;
    if (isNamed) return [left];
    // A file that has no such name is no find of its own.
    const { flytekit, ...rest } = left;
    return isLeft ? [{ ...rest, problems: [] }] : [];
  });
}

/** By its own name and file, whatever its tasks are called. */
export function matchesEnvironment(filter: string, environment: Environment): boolean {
  return matches(filter, [...valuesOf(environment.name), environment.variable ?? "", environment.place.file]);
}

/** An environment of the folder, or one of an installed package by its own name and that of its module. */
function matchesHome(filter: string, id: string, { environments, installed }: TreeIndex): boolean {
  const environment = environments.get(id)?.environment;
  if (environment !== undefined) return matchesEnvironment(filter, environment);
  const elsewhere = installed.get(id);
  return elsewhere !== undefined && matches(filter, [...valuesOf(elsewhere.name), elsewhere.module]);
}

function taskTexts(task: Task): readonly string[] {
  return [
    ...valuesOf(task.name),
    task.function,
    task.variable ?? "",
    ...(task.triggers ?? []).flatMap(({ name }) => valuesOf(name)),
  ];
}

const entryTexts = ({ targets }: EntryPoint): readonly string[] => targets.flatMap(({ name }) => valuesOf(name));

/** Each word stands in one of the texts, in capitals or not. */
function matches(filter: string, texts: readonly string[]): boolean {
  const lower = texts.map((text) => text.toLowerCase());
  return wordsOf(filter).every((word) => lower.some((text) => text.includes(word)));
}

const wordsOf = (filter: string): readonly string[] =>
  filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
