/** An entry point's item in the Environments view: what a script runs, deploys or serves, and whom it contacts for that. */

import * as l10n from "@vscode/l10n";
import type { EntryPoint } from "../protocol/model.ts";
import { assertNever } from "../base/assertNever.ts";
import { join, placeText, type TreeNode } from "./treeNode.ts";

/** `where` is said of one that doesn't stand under its file. Nobody imports a notebook: its cells are run one by one. */
export function entryPointNode(folder: string, id: string, entry: EntryPoint, where: "inFile" | "anywhere"): TreeNode {
  const { kind, targets, text, arguments: given, where: contacted, place, when } = entry;
  const unknown = targets.flatMap(({ name }) =>
    name.kind === "unknown" ? [l10n.t("name unknown: {0}", name.why)] : [],
  );
  const names = given.flatMap(({ name }) => name ?? []);
  return {
    id,
    kind: "entryPoint",
    label: text,
    description: join([
      ...unknown,
      names.length === 0 ? "" : l10n.t("gives {0}", names.join(", ")),
      contacted,
      when === "import" && place.cell === undefined ? l10n.t("whenever the file is imported") : "",
      where === "anywhere" ? placeText(place) : "",
    ]),
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
