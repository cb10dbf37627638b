/** Where an entry point runs, deploys or serves: whom its script contacts, in words of the user's language. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import { or } from "../../../base/values.ts";
import type { Contact, EntryPoint } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";

/** `on the control plane of config.yaml`. A script that has contacted nobody runs and serves by itself, and can't deploy. */
export function contactText(contact: Contact, kind: EntryPoint["kind"]): string {
  switch (contact.kind) {
    case "nobody":
      return kind === "deploy" ? l10n.t("nowhere: flyte.init is not called before it") : l10n.t("in its own process");
    case "config":
      if (contact.file === undefined) return l10n.t("on the configured control plane");
      if (contact.file.kind === "unknown") return l10n.t("control plane unknown: {0}", contact.file.why);
      return l10n.t("on the control plane of {0}", either(contact.file));
    case "endpoint":
      if (contact.endpoint.kind === "unknown") return l10n.t("control plane unknown: {0}", contact.endpoint.why);
      return l10n.t("on {0}", either(contact.endpoint));
    case "cluster":
      return l10n.t("on the control plane that the script runs on");
    case "unknown":
      return l10n.t("control plane unknown");
    default:
      return assertNever(contact);
  }
}

const either = (value: Exclude<Value<string>, { readonly kind: "unknown" }>): string =>
  value.kind === "known" ? value.value : or(value.values);
