/** How items that are drawn look, so that nothing is drawn again when only places moved. Pure. */

import * as l10n from "@vscode/l10n";
import type { ProblemCounts, TreeNode } from "./treeNode.ts";

/** The items on the screen: the roots and what stands under those that were opened, each with the one above. */
export function drawn(
  roots: readonly TreeNode[],
  isOpened: (id: string) => boolean,
): readonly (readonly [node: TreeNode, parent: TreeNode | undefined])[] {
  const found: (readonly [TreeNode, TreeNode | undefined])[] = [];
  const walk = (node: TreeNode, parent: TreeNode | undefined): void => {
    found.push([node, parent]);
    if (!isOpened(node.id)) return;
    for (const child of node.children?.() ?? []) walk(child, node);
  };
  for (const root of roots) walk(root, undefined);
  return found;
}

/** Equal for two items that look the same. */
export function looksOf({ id, label, description, icon, target, problems, children }: TreeNode): string {
  const marks = problems === undefined ? "" : `${problems.errors} ${problems.warnings}`;
  return [id, label, description, icon, marks, target === undefined ? "" : "▶", children === undefined ? "" : "▸"].join(
    "\n",
  );
}

/** `1 error, 2 warnings` */
export function problemsText({ errors, warnings }: ProblemCounts): string {
  return [
    errors === 0 ? "" : errors === 1 ? l10n.t("1 error") : l10n.t("{0} errors", errors),
    warnings === 0 ? "" : warnings === 1 ? l10n.t("1 warning") : l10n.t("{0} warnings", warnings),
  ]
    .filter((text) => text !== "")
    .join(", ");
}

/** Of an app that answers at its port now, or is about to. */
export const servedText = (): string => l10n.t("served now");

/** An item as it is read aloud. */
export function spoken({ label, description, problems }: TreeNode, isServed: boolean): string {
  return [label, isServed ? servedText() : "", description, problems === undefined ? "" : problemsText(problems)]
    .filter((text) => text !== "")
    .join(", ");
}
