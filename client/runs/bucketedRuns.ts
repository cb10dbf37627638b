/** Puts the older of many runs into buckets: a tree of runs that knows nothing of them becomes one that has them. What is in which bucket is runBuckets.ts's. */

import type { OpenRows } from "../editor/openRows.ts";
import { vscode } from "../editor/vscode.ts";
import type { RunItem } from "../journal/runItem.ts";
import { bucketLabel, bucketOf, bucketsOf, isBucket, runsIn } from "./runBuckets.ts";

/** @param started when the run of an item started, in words */
export function bucketed(
  started: (item: RunItem) => string,
  rows: OpenRows,
  runs: vscode.TreeDataProvider<RunItem>,
): vscode.TreeDataProvider<RunItem> {
  const buckets = new Map<string, RunItem>();

  const bucket = (id: string): RunItem => {
    const found = buckets.get(id) ?? { run: "", id };
    buckets.set(id, found);
    return found;
  };
  const all = async (): Promise<readonly RunItem[]> => (await runs.getChildren()) ?? [];

  async function row(id: string): Promise<vscode.TreeItem> {
    const { label, description } = bucketLabel(runsIn(id, await all()).map(started));
    const made = new vscode.TreeItem(
      label,
      rows.isOpen(id, false) ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
    );
    made.id = id;
    made.description = description;
    made.iconPath = new vscode.ThemeIcon("list-tree");
    made.contextValue = "older";
    return made;
  }

  return {
    ...runs,
    getChildren: async (item) => {
      if (item === undefined) {
        const { newest, older } = bucketsOf(await all());
        return [...newest, ...older.map(bucket)];
      }
      return isBucket(item.id) ? [...runsIn(item.id, await all())] : runs.getChildren(item);
    },
    getTreeItem: (item) => (isBucket(item.id) ? row(item.id) : runs.getTreeItem(item)),
    getParent: async (item) => {
      const id = item.id === item.run ? bucketOf(item, await all()) : undefined;
      return id === undefined ? runs.getParent?.(item) : bucket(id);
    },
  };
}
