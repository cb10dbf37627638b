/** The files that have an item of their own in the Environments view: those of Flyte 1, and those that can't be read in full. */

import * as l10n from "@vscode/l10n";
import type { FileModel, FileProblem } from "../protocol/model.ts";
import type { Place, Range } from "../protocol/place.ts";
import { assertNever } from "./assertNever.ts";
import type { TreeNode } from "./treeNode.ts";

const TOP: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** Flyte 1 files first, then files with problems, each by path. */
export function fileNodes(folder: string, files: readonly FileModel[]): readonly TreeNode[] {
  const sorted = [...files].sort((one, other) => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0));
  const flytekit = sorted.flatMap((file): TreeNode[] => {
    if (file.flytekit === undefined) return [];
    const { workflows, tasks, launchPlans } = file.flytekit;
    const counts = [
      counted(workflows, l10n.t("1 workflow"), l10n.t("{0} workflows", workflows)),
      counted(tasks, l10n.t("1 task"), l10n.t("{0} tasks", tasks)),
      counted(launchPlans, l10n.t("1 launch plan"), l10n.t("{0} launch plans", launchPlans)),
    ].filter((text) => text !== "");
    return [
      {
        id: `${folder}#flytekit/${file.path}`,
        kind: "flytekit",
        label: file.path,
        description: ["Flyte 1", counts.join(", ")].filter((text) => text !== "").join(" · "),
        icon: "file-code",
        tooltip: l10n.t("Written for flytekit, the SDK of Flyte 1. Flightdeck shows and runs Flyte 2."),
        folder,
        place: { file: file.path, range: TOP },
        children: [],
      },
    ];
  });
  const problems = sorted.flatMap((file): TreeNode[] =>
    file.problems.slice(0, 1).map((problem) => ({
      id: `${folder}#problem/${file.path}`,
      kind: "fileProblem",
      label: file.path,
      description: problemText(problem),
      icon: "warning",
      folder,
      place: placeOf(file.path, problem),
      children: [],
    })),
  );
  return [...flytekit, ...problems];
}

function placeOf(file: string, problem: FileProblem): Place {
  if (problem.kind !== "syntax") return { file, range: TOP };
  const { range, cell } = problem;
  return { file, range, ...(cell === undefined ? {} : { cell }) };
}

function problemText(problem: FileProblem): string {
  switch (problem.kind) {
    case "syntax":
      if (problem.cell !== undefined)
        return l10n.t(
          "syntax error in cell {0}, line {1}; what can be read is shown",
          problem.cell + 1,
          problem.range.start.line + 1,
        );
      return l10n.t("syntax error in line {0}; what can be read is shown", problem.range.start.line + 1);
    case "encoding":
      return l10n.t("not read: its bytes are not text in its encoding");
    case "notebook":
      return problem.what === "json"
        ? l10n.t("not read: a notebook whose JSON is broken")
        : l10n.t("not read: no notebook of format 4");
    case "tooLarge":
      return l10n.t("not read: {0}, more than {1}", megabytes(problem.bytes), megabytes(problem.limit));
    case "unreadable":
      return l10n.t("not read: {0}", problem.message);
    default:
      return assertNever(problem);
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString("en", { maximumFractionDigits: 1, useGrouping: false })} MB`;
}

function counted(number: number, one: string, many: string): string {
  if (number === 0) return "";
  return number === 1 ? one : many;
}
