/** Words what stands in the way of reading a file. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../base/assertNever.ts";
import type { FileProblem, UnreadProblem } from "../protocol/model.ts";

/** A predicate for the file's name: `line 3 can't be parsed; the rest was read`. */
export function problemText(problem: FileProblem): string {
  switch (problem.kind) {
    case "syntax":
      return l10n.t("{0} can't be parsed; the rest was read", lineText(problem));
    case "budget":
      return l10n.t("{0} is too much to evaluate; what it leads to is not known", lineText(problem));
    case "encoding":
      return l10n.t("is not UTF-8, and was not read");
    case "notebook":
      return problem.what === "json"
        ? l10n.t("is a notebook whose JSON is broken, and was not read")
        : l10n.t("isn't a notebook of format 4, and was not read");
    case "tooLarge":
      return l10n.t("is larger than {0} MiB, and was not read", problem.limit / 1_048_576);
    case "unreadable":
      return l10n.t("could not be read: {0}", problem.message);
    default:
      return assertNever(problem);
  }
}

/** `line 3`, or `line 3 of cell 2` in a notebook. */
function lineText({ range, cell }: Exclude<FileProblem, UnreadProblem>): string {
  const line = range.start.line + 1;
  return cell === undefined ? l10n.t("line {0}", line) : l10n.t("line {0} of cell {1}", line, cell + 1);
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
