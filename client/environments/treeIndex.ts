/** What the Environments view looks up in a folder's model: links, callers and problems, across all of its files. */

import { valuesOf } from "../../base/values.ts";
import type { Call, FileModel, Installed, Task } from "../../protocol/model.ts";
import type { Place, Range } from "../../protocol/place.ts";
import { environmentLinks, installedById, type LinkedEnvironment } from "./environmentLinks.ts";
import type { FolderFiles, ProblemCounts } from "./treeNode.ts";

export interface TreeIndex {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** By path, whatever a filter leaves of them. */
  readonly files: ReadonlyMap<string, FileModel>;
  readonly environments: ReadonlyMap<string, LinkedEnvironment>;
  readonly tasks: ReadonlyMap<string, Task>;
  /** What installed packages define and the folder uses. */
  readonly installed: ReadonlyMap<string, Installed>;
  /** The tasks of each environment, an installed one's too; those whose environment can't be told stand under `undefined`. */
  readonly tasksOf: ReadonlyMap<string | undefined, readonly Task[]>;
  readonly callsOf: ReadonlyMap<string, readonly Call[]>;
  readonly callersOf: ReadonlyMap<string, readonly Call[]>;
  /** What is wrong in these stretches; undefined where nothing is. */
  problemsIn(places: readonly Place[]): ProblemCounts | undefined;
  problemsOfFile(file: FileModel): ProblemCounts | undefined;
}

export function treeIndex({ uri, files, problems }: FolderFiles): TreeIndex {
  const environments = new Map(environmentLinks(files).map((link) => [link.environment.id, link]));
  const installed = installedById(files);
  const tasks = new Map(files.flatMap((file) => file.tasks.map((task) => [task.id, task])));
  const calls = files.flatMap((file) => file.calls);
  const counted = (file: string, range?: Range): ProblemCounts => {
    const found = (problems?.get(file) ?? []).filter((each) => range === undefined || overlap(each.range, range));
    const errors = found.filter(({ severity }) => severity === "error").length;
    return { errors, warnings: found.length - errors };
  };
  return {
    folder: uri,
    files: new Map(files.map((file) => [file.path, file])),
    environments,
    tasks,
    installed,
    tasksOf: tasksByHome(files, { environments, installed }),
    callsOf: grouped(calls, ({ from }) => [from]),
    callersOf: grouped(calls, ({ to }) => valuesOf(to)),
    problemsIn: (places) => {
      if (problems === undefined || problems.size === 0) return undefined;
      return unlessNone(sum(places.map(({ file, range }) => counted(file, range))));
    },
    problemsOfFile: ({ path, problems: own }) => {
      const found = counted(path);
      // Who else reads the file finds the same error, and counts it. What is too much for us alone is none.
      const unread = own.some(({ kind }) => kind !== "budget") && found.errors === 0 ? 1 : 0;
      return unlessNone({ ...found, errors: found.errors + unread });
    },
  };
}

type Homes = Pick<TreeIndex, "environments" | "installed">;

/** The environments that a task may belong to; `[undefined]` where none is known. */
export function homesOf(task: Task, { environments, installed }: Homes): readonly (string | undefined)[] {
  const homes = valuesOf(task.environment).filter((id) => environments.has(id) || installed.has(id));
  return homes.length === 0 ? [undefined] : homes;
}

/** Tasks by the environments that they may belong to. */
export function tasksByHome(
  files: readonly FileModel[],
  homes: Homes,
): ReadonlyMap<string | undefined, readonly Task[]> {
  return grouped(
    files.flatMap((file) => file.tasks),
    (task) => homesOf(task, homes),
  );
}

function grouped<T, K>(values: readonly T[], keysOf: (value: T) => readonly K[]): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    for (const key of keysOf(value)) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [value]);
      else group.push(value);
    }
  }
  return groups;
}

function sum(counts: readonly ProblemCounts[]): ProblemCounts {
  return counts.reduce(
    (all, { errors, warnings }) => ({ errors: all.errors + errors, warnings: all.warnings + warnings }),
    { errors: 0, warnings: 0 },
  );
}

const unlessNone = (counts: ProblemCounts): ProblemCounts | undefined =>
  counts.errors + counts.warnings === 0 ? undefined : counts;

/** By lines: what is wrong beside a definition is wrong with it. */
const overlap = (one: Range, other: Range): boolean =>
  one.start.line <= other.end.line && other.start.line <= one.end.line;
