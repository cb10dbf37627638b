/** What a file does when it is run as a script, and whom it contacts for that, in words of the user's language. */

import * as l10n from "@vscode/l10n";
import type { Contact, FileModel } from "../../protocol/model.ts";
import type { Value } from "../../protocol/value.ts";
import { assertNever } from "../base/assertNever.ts";

/** Each once, in the order of the text; empty where it contacts nobody, as far as the text tells. */
export function contactsOf({ entryPoints = [], main }: FileModel): readonly string[] {
  const contacts = [...entryPoints.map(({ contact }) => contact), ...(main === undefined ? [] : [main.contact])];
  return [...new Set(contacts.flatMap(contacted))];
}

/** `runs etl.main on the control plane of config.yaml` */
export const startsOf = ({ entryPoints = [] }: FileModel): readonly string[] =>
  entryPoints.map(({ text, where }) => `${text} ${where}`);

/** `the control plane of config.yaml` */
function contacted(contact: Contact): readonly string[] {
  switch (contact.kind) {
    case "nobody":
      return [];
    case "config":
      if (contact.file === undefined) return [l10n.t("the configured control plane")];
      return [contact.file.kind === "unknown" ? untold() : l10n.t("the control plane of {0}", either(contact.file))];
    case "endpoint":
      return [contact.endpoint.kind === "unknown" ? untold() : either(contact.endpoint)];
    case "cluster":
      return [l10n.t("the control plane that the script runs on")];
    case "unknown":
      return [untold()];
    default:
      return assertNever(contact);
  }
}

const untold = (): string => l10n.t("a control plane that the text doesn't name");

const either = (value: Exclude<Value<string>, { readonly kind: "unknown" }>): string =>
  value.kind === "known" ? value.value : value.values.join(l10n.t(" or "));
