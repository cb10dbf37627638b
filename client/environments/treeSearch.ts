/** Finds the item of an environment or a task in the Environments view, opening what may hold it. Pure. */

import type { NodeKind, TreeNode } from "./treeNode.ts";

/** Where definitions stand; under others stand links to them. */
const HOLDERS: ReadonlySet<NodeKind> = new Set([
  "folder",
  "bucket",
  "group",
  "file",
  "environment",
  "environmentInstalled",
  "environmentUnknown",
]);

/** In the order of the view. */
export function firstDefinition(
  nodes: readonly TreeNode[],
  childrenOf: (node: TreeNode) => readonly TreeNode[],
  isMeant: (node: TreeNode) => boolean,
): TreeNode | undefined {
  for (const node of nodes) {
    if (isMeant(node)) return node;
    const below = HOLDERS.has(node.kind) ? firstDefinition(childrenOf(node), childrenOf, isMeant) : undefined;
    if (below !== undefined) return below;
  }
  return undefined;
}
