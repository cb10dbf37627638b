/** The Environments view as data: which items stand in it, by how they are grouped and filtered. Showing them is environmentsView.ts's work. */

import { filtered } from "./treeFilter.ts";
import { type GroupBy, groupNodes } from "./treeGroups.ts";
import { treeIndex } from "./treeIndex.ts";
import { type FolderFiles, inBuckets, type TreeNode } from "./treeNode.ts";

/** What its user chose. */
export interface TreeShape {
  readonly groupBy: GroupBy;
  /** Empty shows everything. */
  readonly filter: string;
}

export interface EnvironmentsTree {
  readonly roots: readonly TreeNode[];
  /** How many are in it. */
  readonly environments: number;
  readonly tasks: number;
}

/** With several folders each is a root; a single one is left out. */
export function environmentsTree(folders: readonly FolderFiles[], shape: TreeShape): EnvironmentsTree {
  const { groupBy } = shape;
  const filter = shape.filter.trim();
  const shown = folders.map((folder) => {
    const index = treeIndex(folder);
    // Ids of a filtered tree are its own: what was closed before stands open where something was found.
    const root = filter === "" ? folder.uri : `${folder.uri}?${filter}`;
    const files = filtered(folder.files, index, filter, groupBy === "file" ? "file" : "folder");
    const nodes = groupNodes(groupBy, { index, root, files, filter });
    return { folder, root, files, nodes: inBuckets(nodes, `${root}#roots`, folder.uri) };
  });
  const [only] = shown;
  const roots =
    only !== undefined && shown.length === 1
      ? only.nodes
      : shown
          .filter(({ nodes }) => filter === "" || nodes.length > 0)
          .map(
            ({ folder, root, nodes }): TreeNode => ({
              id: `folder:${root}`,
              kind: "folder",
              label: folder.name,
              description: "",
              icon: "folder",
              folder: folder.uri,
              isOpen: true,
              ...(nodes.length === 0 ? {} : { children: () => nodes }),
            }),
          );
  const files = shown.flatMap((each) => each.files);
  return {
    roots,
    environments: files.reduce((sum, each) => sum + each.environments.length, 0),
    tasks: files.reduce((sum, each) => sum + each.tasks.length, 0),
  };
}
