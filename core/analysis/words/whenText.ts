/** Says when something of a file exists that isn't there once the file is imported. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../../base/assertNever.ts";
import type { When } from "../../../protocol/model.ts";

/** Empty for what exists on import: that goes without saying. */
export function whenText(when: When): string {
  switch (when) {
    case "import":
      return "";
    case "call":
      return l10n.t("exists once its function is called");
    case "main":
      return l10n.t("exists when the file is run as a script");
    default:
      return assertNever(when);
  }
}
