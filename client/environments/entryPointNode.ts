/** An entry point's item in the Environments view: what a script runs, deploys or serves, and whom it contacts for that. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { placeText } from "../../base/placeText.ts";
import type { EntryPoint } from "../../protocol/model.ts";
import type { TreeNode } from "./treeNode.ts";

/** `where` is said of one that doesn't stand under its file. */
export function entryPointNode(folder: string, id: string, entry: EntryPoint, where: "inFile" | "anywhere"): TreeNode {
  const { kind, targets, text, where: contacted, place, notes } = entry;
  const unknown = targets.flatMap(({ name }) =>
    name.kind === "unknown" ? [l10n.t("name unknown: {0}", name.why)] : [],
  );
  return {
    id,
    kind: "entryPoint",
    label: text,
    description: inOneLine([...unknown, contacted, ...notes, where === "anywhere" ? placeText(place) : ""]),
    icon: icon(kind),
    tooltip: placeText(place),
    folder,
    place,
  };
}

function icon(kind: EntryPoint["kind"]): string {
  switch (kind) {
    case "run":
      return "terminal";
    case "deploy":
      return "cloud-upload";
    case "serve":
      return "broadcast";
    default:
      return assertNever(kind);
  }
}
