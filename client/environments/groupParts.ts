/** What several ways of grouping the Environments view have in common: environments by name, and groups with their counts. */

import * as l10n from "@vscode/l10n";
import { inOneLine } from "../../base/inOneLine.ts";
import type { Environment, FileModel, Task } from "../../protocol/model.ts";
import { entryPointNode } from "./entryPointNode.ts";
import { environmentLabel, environmentNode } from "./environmentNode.ts";
import { taskNode } from "./taskNode.ts";
import { matchesEnvironment } from "./treeFilter.ts";
import type { TreeIndex } from "./treeIndex.ts";
import {
  compare,
  inBuckets,
  installedText,
  lazily,
  listText,
  nameOf,
  type Seed,
  type TreeNode,
  taskCount,
} from "./treeNode.ts";

/** What is shown of a folder. */
export interface Shown {
  readonly index: TreeIndex;
  /** The folder's id in the view. */
  readonly root: string;
  /** What the filter left. */
  readonly files: readonly FileModel[];
  readonly filter: string;
}

export type Opened = Pick<TreeNode, "isOpen">;

/** More results of a filter than this are left closed. */
const OPENED = 100;

/** What scripts run, deploy and serve. */
export function entryPointGroup(
  index: TreeIndex,
  root: string,
  files: readonly FileModel[],
  filter: string,
): readonly TreeNode[] {
  const id = `${root}#entryPoints`;
  const nodes = files.flatMap((file) =>
    (file.entryPoints ?? []).map(
      (entry, at) => () => entryPointNode(index.folder, `${id}/${file.path}/${at}`, entry, "anywhere"),
    ),
  );
  return group(index, id, l10n.t("entry points {0}", nodes.length), "terminal", nodes, filter);
}

/** An item above others, with how many they are and what the first are called; none above nothing. */
export function group(
  { folder }: TreeIndex,
  id: string,
  label: string,
  icon: string,
  nodes: readonly (() => TreeNode)[],
  filter: string,
): readonly TreeNode[] {
  if (nodes.length === 0) return [];
  return [
    {
      id,
      kind: "group",
      label,
      description: listText(nodes, (make) => make().label),
      icon,
      folder,
      ...opened(nodes.length, filter),
      children: lazily(() =>
        inBuckets(
          nodes.map((make) => make()),
          id,
          folder,
        ),
      ),
    },
  ];
}

/** By name. The only one stands open, and those that a filter left for their tasks' sake. */
export function environmentNodes(
  index: TreeIndex,
  parent: string,
  environments: readonly Environment[],
  tasks: Readonly<Record<"shown" | "all", ReadonlyMap<string | undefined, readonly Task[]>>>,
  filter: string,
): readonly Seed[] {
  const few = environments.length <= OPENED;
  const make = (environment: Environment) =>
    environmentNode(index, parent, environment, tasks.shown.get(environment.id) ?? [], {
      all: tasks.all.get(environment.id)?.length ?? 0,
      isOpen: environments.length === 1 || (few && filter !== "" && !matchesEnvironment(filter, environment)),
    });
  return environments
    .map((environment) => ({ label: environmentLabel(environment), environment }))
    .sort((one, other) => compare(one.label, other.label) || compare(one.environment.id, other.environment.id))
    .map(({ label, environment }) => ({ label, make: () => make(environment) }));
}

/** What a filter found is not hidden in what is closed, unless it is much. */
export const opened = (number: number, filter: string): Opened =>
  filter !== "" && number <= OPENED ? { isOpen: true } : {};

/** Installed packages' environments that hold tasks of the folder. */
export function installedGroups(
  index: TreeIndex,
  root: string,
  tasks: ReadonlyMap<string | undefined, readonly Task[]>,
  filter: string,
): readonly Seed[] {
  return [...index.installed.values()]
    .flatMap((installed) => {
      const own = tasks.get(installed.id) ?? [];
      const name = nameOf(installed.name);
      const label = name ?? l10n.t("‹name unknown›");
      const id = `${root}#${installed.id}`;
      const make = (): TreeNode => ({
        id,
        kind: "environmentInstalled",
        label,
        description: inOneLine([
          installedText(installed),
          taskCount(own.length, index.tasksOf.get(installed.id)?.length),
        ]),
        icon: "package",
        folder: index.folder,
        ...(name === undefined ? {} : { name }),
        ...opened(own.length, filter),
        children: lazily(() =>
          inBuckets(
            own.map((task) => taskNode(index, id, task, undefined)),
            `${id}/tasks`,
            index.folder,
          ),
        ),
      });
      return own.length === 0 ? [] : [{ label, make }];
    })
    .sort((one, other) => compare(one.label, other.label));
}

/** Tasks whose environment can't be told. */
export function unknownGroup(
  index: TreeIndex,
  root: string,
  tasks: readonly Task[],
  filter: string,
): readonly TreeNode[] {
  if (tasks.length === 0) return [];
  const id = `${root}#unknown`;
  return [
    {
      id,
      kind: "environmentUnknown",
      label: l10n.t("environment unknown"),
      description: taskCount(tasks.length, index.tasksOf.get(undefined)?.length),
      icon: "question",
      folder: index.folder,
      ...opened(tasks.length, filter),
      children: lazily(() =>
        inBuckets(
          tasks.map((task) => taskNode(index, id, task, undefined)),
          id,
          index.folder,
        ),
      ),
    },
  ];
}
