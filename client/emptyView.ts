/** What the Environments view says and offers in a folder without Flyte code. Pure. */

import * as l10n from "@vscode/l10n";
import type { TreeNode } from "./treeNode.ts";

/** How many Python files were read, and how many of them import flyte. */
export interface ReadFiles {
  readonly files: number;
  readonly flyte: number;
}

/** The sentence above the offers: why nothing is listed. */
export function emptyText({ files, flyte }: ReadFiles, isTrusted: boolean, number: (value: number) => string): string {
  const why =
    files === 0
      ? l10n.t("No Flyte environments: there are no Python files in this folder, besides those that git ignores.")
      : flyte === 0
        ? files === 1
          ? l10n.t("No Flyte environments in this folder. Flightdeck read 1 Python file, and it doesn't import flyte.")
          : l10n.t(
              "No Flyte environments in this folder. Flightdeck read {0} Python files and found none that imports flyte.",
              number(files),
            )
        : l10n.t(
            "No Flyte environments in this folder. Flightdeck read {0} Python files: {1} import flyte, and none defines an environment.",
            number(files),
            number(flyte),
          );
  return isTrusted ? why : `${why} ${l10n.t("The folder isn't trusted, so nothing in it is executed.")}`;
}

/** What there is to do about it, as items. */
export function emptyNodes(isTrusted: boolean, isSdkMissing: boolean): readonly TreeNode[] {
  const offer = (command: string, label: string, icon: string): TreeNode => ({
    id: `offer/${command}`,
    kind: "offer",
    label,
    description: "",
    icon,
    folder: "",
    command,
    children: [],
  });
  return [
    offer("flightdeck.newProject", l10n.t("New Flyte Project"), "new-folder"),
    offer("flightdeck.openGuide", l10n.t("Open the Guide"), "book"),
    ...(isTrusted && isSdkMissing ? [offer("flightdeck.installSdk", l10n.t("Install flyte"), "cloud-download")] : []),
    ...(isTrusted ? [] : [offer("workbench.trust.manage", l10n.t("Manage Workspace Trust"), "shield")]),
  ];
}
