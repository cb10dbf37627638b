/** An entry point's item in the Environments view: what a script runs, deploys or serves, and whom it contacts for that. */

import * as l10n from "@vscode/l10n";
import type { Contact, EntryPoint } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";
import { join, nameOf, placeText, type TreeNode } from "./treeNode.ts";

/** `where` is said of one that doesn't stand under its file. Nobody imports a notebook: its cells are run one by one. */
export function entryPointNode(folder: string, id: string, entry: EntryPoint, where: "inFile" | "anywhere"): TreeNode {
  const { kind, targets, arguments: given, contact, place, when } = entry;
  const unknown = targets.flatMap(({ name }) =>
    name.kind === "unknown" ? [l10n.t("name unknown: {0}", name.why)] : [],
  );
  const names = given.flatMap(({ name }) => name ?? []);
  return {
    id,
    kind: "entryPoint",
    label: does(kind, targets.map(({ name }) => nameOf(name) ?? l10n.t("‹name unknown›")).join(", ")),
    description: join([
      ...unknown,
      names.length === 0 ? "" : l10n.t("gives {0}", names.join(", ")),
      contactText(contact),
      when === "import" && place.cell === undefined ? l10n.t("whenever the file is imported") : "",
      where === "anywhere" ? placeText(place) : "",
    ]),
    icon: icon(kind),
    tooltip: placeText(place),
    folder,
    place,
  };
}

function does(kind: EntryPoint["kind"], names: string): string {
  switch (kind) {
    case "run":
      return l10n.t("runs {0}", names);
    case "deploy":
      return l10n.t("deploys {0}", names);
    case "serve":
      return l10n.t("serves {0}", names);
    default:
      return assertNever(kind);
  }
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

function contactText(contact: Contact): string {
  switch (contact.kind) {
    case "nobody":
      return l10n.t("in its own process");
    case "config":
      if (contact.file === undefined) return l10n.t("on the configured control plane");
      if (contact.file.kind === "unknown") return l10n.t("control plane unknown: {0}", contact.file.why);
      return l10n.t("on the control plane of {0}", nameOf(contact.file) ?? "");
    case "endpoint":
      if (contact.endpoint.kind === "unknown") return l10n.t("control plane unknown: {0}", contact.endpoint.why);
      return l10n.t("on {0}", nameOf(contact.endpoint) ?? "");
    case "cluster":
      return l10n.t("on the control plane that the script runs on");
    case "unknown":
      return l10n.t("control plane unknown");
    default:
      return assertNever(contact);
  }
}
