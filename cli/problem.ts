/** Words what stands in the way of reading a file. */

import * as l10n from "@vscode/l10n";
import type { FileProblem } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";

/** A predicate for the file's name: `line 3 can't be parsed; the rest was read`. */
export function problemText(problem: FileProblem): string {
  switch (problem.kind) {
    case "syntax":
      return l10n.t("line {0} can't be parsed; the rest was read", problem.range.start.line + 1);
    case "encoding":
      return l10n.t("is not UTF-8, and was not read");
    case "tooLarge":
      return l10n.t("is larger than {0} MiB, and was not read", problem.limit / 1_048_576);
    case "unreadable":
      return l10n.t("could not be read: {0}", problem.message);
    default:
      return assertNever(problem);
  }
}
