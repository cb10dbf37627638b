/** How a place in a file is shown to people. */

import * as l10n from "@vscode/l10n";
import type { Place } from "../protocol/place.ts";

/** `etl.py:6`. In a notebook a line is one of its cell. */
export function placeText({ file, range, cell }: Place): string {
  const line = range.start.line + 1;
  return cell === undefined ? `${file}:${line}` : l10n.t("{0}, cell {1}, line {2}", file, cell + 1, line);
}
