/** The items of one folder in the Environments view, in each way of grouping them. */

import * as l10n from "@vscode/l10n";
import type { Environment, EnvironmentCategory, FileModel, Task } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";
import { entryPointNode } from "./entryPointNode.ts";
import { environmentIcon, environmentLabel, environmentNode } from "./environmentNode.ts";
import { fileNodes, flytekitText, problemText } from "./fileNodes.ts";
import { taskNode } from "./taskNode.ts";
import { matchesEnvironment } from "./treeFilter.ts";
import { homesOf, type TreeIndex, tasksByHome } from "./treeIndex.ts";
import {
  compare,
  environmentCount,
  inBuckets,
  join,
  lazily,
  listText,
  placeText,
  type Seed,
  TOP,
  type TreeNode,
  taskCount,
} from "./treeNode.ts";
import { triggerNode } from "./triggerNode.ts";

/** `environment` lists environments, `file` what each file defines, `kind` environments by their kind, triggers and entry points. */
export type GroupBy = "environment" | "file" | "kind";

/** What is shown of a folder. */
interface Shown {
  readonly index: TreeIndex;
  /** The folder's id in the view. */
  readonly root: string;
  /** What the filter left. */
  readonly files: readonly FileModel[];
  readonly filter: string;
}

/** More results of a filter than this are left closed. */
const OPENED = 100;

/** The folder's items, in order; too many for one parent, maybe. */
export function groupNodes(groupBy: GroupBy, shown: Shown): readonly (TreeNode | Seed)[] {
  switch (groupBy) {
    case "environment":
      return byEnvironment(shown);
    case "file":
      return byFile(shown);
    case "kind":
      return byKind(shown);
    default:
      return assertNever(groupBy);
  }
}

function byEnvironment({ index, root, files, filter }: Shown): readonly (TreeNode | Seed)[] {
  const environments = files.flatMap((file) => file.environments);
  const tasks = tasksByHome(files, index.environments);
  return [
    ...environmentNodes(index, root, environments, { shown: tasks, all: index.tasksOf }, filter),
    ...unknownGroup(index, root, tasks.get(undefined) ?? []),
    ...entryPointGroup(index, root, files),
    ...fileNodes(index, root, files),
  ];
}

function byFile({ index, root, files, filter }: Shown): readonly Seed[] {
  const sorted = files.filter(isWorthAnItem).sort((one, other) => compare(one.path, other.path));
  const isOpen = filter !== "" && sorted.length <= OPENED;
  return sorted.map((file) => ({ label: file.path, make: () => fileNode(index, root, file, filter, isOpen) }));
}

function isWorthAnItem({ environments, tasks, traces, entryPoints, flytekit, problems }: FileModel): boolean {
  return (
    [environments, tasks, traces, entryPoints, problems].some((each = []) => each.length > 0) || flytekit !== undefined
  );
}

/** What a file defines: its environments with their tasks of this file, tasks of other files' environments, and what it does as a script. */
function fileNode(index: TreeIndex, root: string, file: FileModel, filter: string, isOpen: boolean): TreeNode {
  const { path, environments, tasks, traces = [], entryPoints = [] } = file;
  const whole = index.files.get(path) ?? file;
  const [problem] = whole.problems;
  const under = environments.length + tasks.length + traces.length + entryPoints.length;
  const flytekit = flytekitText(file);
  const { folder } = index;
  const id = `${root}#file/${path}`;
  const problems = index.problemsOfFile(whole);
  return {
    id,
    kind: "file",
    label: path,
    description: join([
      problem === undefined ? "" : problemText(problem),
      environmentCount(environments.length),
      taskCount(tasks.length, whole.tasks.length),
      entryPoints.length === 0 ? "" : entryPointCount(entryPoints.length),
      flytekit,
    ]),
    icon: problem === undefined ? "file-code" : "warning",
    folder,
    place: { file: path, range: problem?.kind === "syntax" ? problem.range : TOP },
    ...(problems === undefined ? {} : { problems }),
    ...(under === 0
      ? {}
      : {
          ...(isOpen ? { isOpen } : {}),
          children: lazily(() => {
            const shown = tasksByHome([file], index.environments);
            const all = tasksByHome([whole], index.environments);
            const own = new Set<string | undefined>(environments.map((environment) => environment.id));
            const guests = tasks.filter((task) => !homesOf(task, index.environments).some((home) => own.has(home)));
            return [
              ...inBuckets(
                environmentNodes(index, id, environments, { shown, all }, filter),
                `${id}/environments`,
                folder,
              ),
              ...inBuckets(
                guests.map((task) => taskNode(index, id, task, homeOf(index, task), "other")),
                `${id}/tasks`,
                folder,
              ),
              ...traces.map(
                ({ name, isAsync, place, selection }, at): TreeNode => ({
                  id: `${id}/trace/${at}`,
                  kind: "trace",
                  label: name,
                  description: join([l10n.t("traced function"), isAsync ? l10n.t("async") : ""]),
                  icon: "symbol-method",
                  tooltip: placeText(place),
                  folder,
                  place: { file: place.file, range: selection },
                  name,
                }),
              ),
              ...entryPoints.map((entry, at) => entryPointNode(folder, `${id}/entry/${at}`, entry, "inFile")),
            ];
          }),
        }),
  };
}

function byKind({ index, root, files, filter }: Shown): readonly TreeNode[] {
  const tasks = tasksByHome(files, index.environments);
  const environments = files.flatMap((file) => file.environments);
  const isOpen = filter !== "" && environments.length <= OPENED;
  const groups = CATEGORIES.flatMap((category) => {
    const id = `${root}#kind/${category}`;
    const nodes = environmentNodes(
      index,
      id,
      environments.filter((each) => each.category === category),
      { shown: tasks, all: index.tasksOf },
      filter,
    );
    const makes = nodes.map(({ make }) => make);
    return group(index, id, categoryText(category, nodes.length), environmentIcon(category), makes, isOpen);
  });
  const triggers = `${root}#kind/triggers`;
  const fired = files.flatMap((file) =>
    file.tasks.flatMap((task) => (task.triggers ?? []).map((trigger, at) => ({ task, trigger, at }))),
  );
  const fires = fired.map(({ task, trigger, at }) => {
    const name = task.name.kind === "known" ? task.name.value : task.function;
    return () => triggerNode(index.folder, `${triggers}/${task.id}/${at}`, trigger, name);
  });
  return [
    ...groups,
    ...unknownGroup(index, root, tasks.get(undefined) ?? []),
    ...group(index, triggers, l10n.t("triggers {0}", fires.length), "watch", fires, isOpen),
    ...entryPointGroup(index, root, files, isOpen),
    ...fileNodes(index, root, files),
  ];
}

const CATEGORIES: readonly EnvironmentCategory[] = ["task", "app", "connector", "clustered", "sandbox", "other"];

function categoryText(category: EnvironmentCategory, number: number): string {
  switch (category) {
    case "task":
      return l10n.t("task environments {0}", number);
    case "app":
      return l10n.t("apps {0}", number);
    case "connector":
      return l10n.t("connectors {0}", number);
    case "clustered":
      return l10n.t("clustered environments {0}", number);
    case "sandbox":
      return l10n.t("sandboxes {0}", number);
    case "other":
      return l10n.t("other environments {0}", number);
    default:
      return assertNever(category);
  }
}

function entryPointCount(number: number): string {
  return number === 1 ? l10n.t("1 entry point") : l10n.t("{0} entry points", number);
}

function entryPointGroup(
  index: TreeIndex,
  root: string,
  files: readonly FileModel[],
  isOpen = false,
): readonly TreeNode[] {
  const id = `${root}#entryPoints`;
  const nodes = files.flatMap((file) =>
    (file.entryPoints ?? []).map(
      (entry, at) => () => entryPointNode(index.folder, `${id}/${file.path}/${at}`, entry, "anywhere"),
    ),
  );
  return group(index, id, l10n.t("entry points {0}", nodes.length), "terminal", nodes, isOpen);
}

function group(
  { folder }: TreeIndex,
  id: string,
  label: string,
  icon: string,
  nodes: readonly (() => TreeNode)[],
  isOpen: boolean,
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
      ...(isOpen ? { isOpen } : {}),
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
function environmentNodes(
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

function unknownGroup(index: TreeIndex, root: string, tasks: readonly Task[]): readonly TreeNode[] {
  if (tasks.length === 0) return [];
  const id = `${root}#unknown`;
  return [
    {
      id,
      kind: "environmentUnknown",
      label: l10n.t("environment unknown"),
      description: taskCount(tasks.length),
      icon: "question",
      folder: index.folder,
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

function homeOf(index: TreeIndex, task: Task): Environment | undefined {
  const [home] = homesOf(task, index.environments);
  return home === undefined ? undefined : index.environments.get(home)?.environment;
}
