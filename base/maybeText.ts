/** How names are shown that the text allows for, and does not make sure. */

import * as l10n from "@vscode/l10n";

/** `features (maybe)`; the name alone where it is sure. */
export function maybeText(name: string, isSure: boolean): string {
  return isSure ? name : l10n.t("{0} (maybe)", name);
}

/** Each name once, sure where one that has it is. */
export function maybeNames(all: readonly { readonly name: string; readonly isSure: boolean }[]): string {
  const sure = new Set(all.filter(({ isSure }) => isSure).map(({ name }) => name));
  return [...new Set(all.map(({ name }) => name))].map((name) => maybeText(name, sure.has(name))).join(", ");
}
