/** How a place in a file is shown to people. */

import * as l10n from "@vscode/l10n";

/** `etl.py:6`. In a notebook a line is one of its cell. */
export function placeText(place: {
  readonly file: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly cell?: number;
}): string {
  const line = place.range.start.line + 1;
  return place.cell === undefined
    ? `${place.file}:${line}`
    : l10n.t("{0}, cell {1}, line {2}", place.file, place.cell + 1, line);
}
