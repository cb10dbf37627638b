/** When an app runs a function that it was given, in words of the user's language. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import type { AppFunctionRole } from "../../../protocol/model.ts";

/** `runs at startup` */
export function roleText(role: AppFunctionRole): string {
  switch (role) {
    case "server":
      return l10n.t("runs as the server");
    case "startup":
      return l10n.t("runs at startup");
    case "shutdown":
      return l10n.t("runs at shutdown");
    default:
      return assertNever(role);
  }
}
