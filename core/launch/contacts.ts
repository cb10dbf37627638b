/** What a file does when it is run as a script, and whom it may contact for that: as data for the bridge, and in words of the user's language. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { or } from "../../base/values.ts";
import type { ScriptContact } from "../../protocol/launch.ts";
import type { Contact, FileModel } from "../../protocol/model.ts";
import type { Value } from "../../protocol/value.ts";

/** `the control plane of config.yaml`, and what allows it. Of what the text leaves open there are several. */
interface Whom {
  readonly words: string;
  readonly contacts: readonly ScriptContact[];
}

/**
 * Each once, in the order of the text; empty where it contacts nobody, as far as the text tells.
 * @param more whom it wanted to contact besides
 */
export function contactsOf(
  { entryPoints = [], main }: FileModel,
  more: readonly ScriptContact[] = [],
): readonly Whom[] {
  const told = [...entryPoints.map(({ contact }) => contact), ...(main === undefined ? [] : [main.contact])];
  const all = [...told.map(contactsFrom).filter(({ length }) => length > 0), ...more.map((contact) => [contact])];
  return [...new Map(all.map((contacts) => [wordsOf(contacts), contacts]))].map(([words, contacts]) => ({
    words,
    contacts,
  }));
}

/** `runs etl.main on the control plane of config.yaml` */
export const startsOf = ({ entryPoints = [] }: FileModel): readonly string[] =>
  entryPoints.map(({ text, where }) => `${text} ${where}`);

function contactsFrom(contact: Contact): readonly ScriptContact[] {
  switch (contact.kind) {
    case "nobody":
      return [];
    case "config":
      if (contact.file === undefined) return [{ kind: "config" }];
      return texts(contact.file)?.map((file) => ({ kind: "config", file })) ?? [{ kind: "unnamed" }];
    case "endpoint":
      return texts(contact.endpoint)?.map((endpoint) => ({ kind: "endpoint", endpoint })) ?? [{ kind: "unnamed" }];
    case "cluster":
      return [{ kind: "cluster" }];
    case "unknown":
      return [{ kind: "unnamed" }];
    default:
      return assertNever(contact);
  }
}

function texts(value: Value<string>): readonly string[] | undefined {
  if (value.kind === "unknown") return undefined;
  return value.kind === "known" ? [value.value] : value.values;
}

const wordsOf = (contacts: readonly ScriptContact[]): string => or(contacts.map(wordsOfOne));

function wordsOfOne(contact: ScriptContact): string {
  switch (contact.kind) {
    case "config":
      return contact.file === undefined
        ? l10n.t("the configured control plane")
        : l10n.t("the control plane of {0}", contact.file);
    case "endpoint":
      return contact.endpoint;
    case "cluster":
      return l10n.t("the control plane that the script runs on");
    case "unnamed":
      return l10n.t("a control plane that the text doesn't name");
    default:
      return assertNever(contact);
  }
}
