/** Words why a value can't be read from the text. Deciding that is analysis' work. */

import * as l10n from "@vscode/l10n";
import type { UnknownReason } from "../protocol/value.ts";
import { assertNever } from "./assertNever.ts";

/** The reason as the second half of "unknown: …". */
export function reasonText(reason: UnknownReason): string {
  switch (reason.kind) {
    case "call":
      return l10n.t("result of {0}", reason.callee);
    case "name":
      return l10n.t("{0} is bound nowhere in this folder", reason.name);
    case "module":
      return l10n.t("module {0} was not found", reason.module);
    case "environmentVariable":
      return l10n.t("read from {0}", `$${reason.name}`);
    case "parameter":
      return l10n.t("parameter {0} of a function", reason.name);
    case "expression":
      return l10n.t("{0} is not static", reason.text);
    case "syntax":
      return l10n.t("syntax error");
    case "budget":
      return l10n.t("too much to evaluate");
    case "cycle":
      return l10n.t("{0} depends on itself", reason.name);
    default:
      return assertNever(reason);
  }
}
