/** The Environments view grouped by kind: task environments, apps, connectors and others, then triggers and entry points. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { EnvironmentCategory } from "../../protocol/model.ts";
import { environmentIcon } from "./environmentNode.ts";
import { fileNodes } from "./fileNodes.ts";
import { entryPointGroup, environmentNodes, group, installedGroups, type Shown, unknownGroup } from "./groupParts.ts";
import { tasksByHome } from "./treeIndex.ts";
import { nameOf, type TreeNode } from "./treeNode.ts";
import { triggerNode } from "./triggerNode.ts";

/** Kinds without any are left out. */
export function byKind({ index, root, files, filter }: Shown): readonly TreeNode[] {
  const tasks = tasksByHome(files, index);
  const environments = files.flatMap((file) => file.environments);
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
    return group(index, id, categoryText(category, nodes.length), environmentIcon(category), makes, filter);
  });
  const triggers = `${root}#kind/triggers`;
  const fired = files.flatMap((file) =>
    file.tasks.flatMap((task) => (task.triggers ?? []).map((trigger, at) => ({ task, trigger, at }))),
  );
  const fires = fired.map(({ task, trigger, at }) => {
    const name = nameOf(task.name) ?? task.function;
    return () => triggerNode(index.folder, `${triggers}/${task.id}/${at}`, trigger, name);
  });
  return [
    ...groups,
    ...installedGroups(index, root, tasks, filter).map(({ make }) => make()),
    ...unknownGroup(index, root, tasks.get(undefined) ?? [], filter),
    ...group(index, triggers, l10n.t("triggers {0}", fires.length), "watch", fires, filter),
    ...entryPointGroup(index, root, files, filter),
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
