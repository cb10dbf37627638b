/** The items of one folder in the Environments view, in each way of grouping them. */

import { assertNever } from "../../base/assertNever.ts";
import { fileNodes } from "./fileNodes.ts";
import { byFile } from "./groupedByFile.ts";
import { byKind } from "./groupedByKind.ts";
import { entryPointGroup, environmentNodes, installedGroups, type Shown, unknownGroup } from "./groupParts.ts";
import { tasksByHome } from "./treeIndex.ts";
import type { Seed, TreeNode } from "./treeNode.ts";

/** `environment` lists environments, `file` what each file defines, `kind` environments by their kind, triggers and entry points. */
export type GroupBy = "environment" | "file" | "kind";

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
  const tasks = tasksByHome(files, index);
  return [
    ...environmentNodes(index, root, environments, { shown: tasks, all: index.tasksOf }, filter),
    ...installedGroups(index, root, tasks, filter),
    ...unknownGroup(index, root, tasks.get(undefined) ?? [], filter),
    ...entryPointGroup(index, root, files, filter),
    ...fileNodes(index, root, files),
  ];
}
