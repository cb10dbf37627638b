/** Words what stands in the way of reading a file. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../base/assertNever.ts";
import type { FileProblem, UnreadProblem } from "../protocol/model.ts";

/** A predicate for the file's name: `line 3 can't be parsed; the rest was read`. */
export function problemText(problem: FileProblem): string {
  switch (problem.kind) {
    case "syntax":
      if (problem.cell !== undefined)
        return l10n.t(
          "line {0} of cell {1} can't be parsed; the rest was read",
          problem.range.start.line + 1,
          problem.cell + 1,
        );
      return l10n.t("line {0} can't be parsed; the rest was read", problem.range.start.line + 1);
    case "budget":
      if (problem.cell !== undefined)
        return l10n.t(
          "line {0} of cell {1} is too much to evaluate; what it leads to is not known",
          problem.range.start.line + 1,
          problem.cell + 1,
        );
      return l10n.t("line {0} is too much to evaluate; what it leads to is not known", problem.range.start.line + 1);
    case "encoding":
      return l10n.t("is not UTF-8, and was not read");
    case "notebook":
      return problem.what === "json"
        ? l10n.t("is a notebook whose JSON is broken, and was not read")
        : l10n.t("is no notebook of format 4, and was not read");
    case "tooLarge":
      return l10n.t("is larger than {0} MiB, and was not read", problem.limit / 1_048_576);
    case "unreadable":
      return l10n.t("could not be read: {0}", problem.message);
    default:
      return assertNever(problem);
  }
}

/** What lets a file be read that was not. */
export function remedyText(problem: UnreadProblem): string {
  switch (problem.kind) {
    case "encoding":
      return l10n.t("Save it as UTF-8, or declare its encoding in its first line.");
    case "notebook":
      return l10n.t("Save it again where it was made.");
    case "tooLarge":
      return l10n.t("Move what it defines for Flyte into a smaller file.");
    case "unreadable":
      return l10n.t("See to it that you may read it.");
    default:
      return assertNever(problem);
  }
}
