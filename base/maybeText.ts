/** How a name is shown that the text allows for, and does not make sure. */

import * as l10n from "@vscode/l10n";

/** `features (maybe)`; the name alone where it is sure. */
export function maybeText(name: string, isSure: boolean): string {
  return isSure ? name : l10n.t("{0} (maybe)", name);
}
