/** Unknown values as the model has them. Words why a value can't be read from the text, for every surface. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import type { Unknown, UnknownReason } from "../../../protocol/value.ts";

export const unknownValue = (reason: UnknownReason): Unknown => ({ kind: "unknown", reason, why: because(reason) });

/** A script's `__name__` is `__main__`, and a module's depends on the folder that it is found from. */
const isGivenByImport = (name: string): boolean => name === "__name__" || name === "__package__";

function because(reason: UnknownReason): string {
  switch (reason.kind) {
    case "call":
      return l10n.t("made by {0}()", reason.callee);
    case "name":
      return isGivenByImport(reason.name)
        ? l10n.t("{0} depends on how the file is imported", reason.name)
        : l10n.t("{0} is not defined here", reason.name);
    case "module":
      return l10n.t("module {0} was not found", reason.module);
    case "environmentVariable":
      return reason.name === ""
        ? l10n.t("read from a variable of the environment")
        : l10n.t("read from {0}", `$${reason.name}`);
    case "parameter":
      return l10n.t("given as {0}", reason.name);
    case "expression":
      return reason.text === "" ? l10n.t("not static") : l10n.t("{0} is not static", reason.text);
    case "replaced":
      return l10n.t("{0} changes what it is given", reason.by);
    case "changed":
      return reason.attribute === ""
        ? l10n.t("changed after it was made")
        : l10n.t("its {0} is set after it was made", reason.attribute);
    case "syntax":
      return l10n.t("the text is incomplete");
    case "budget":
      return l10n.t("too much to evaluate");
    case "cycle":
      return l10n.t("{0} depends on itself", reason.name);
    default:
      return assertNever(reason);
  }
}
