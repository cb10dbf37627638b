/** The files that have an item of their own in the Environments view: those of Flyte 1, and those that can't be read in full. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { isUnread } from "../../base/isUnread.ts";
import type { FileModel, FileProblem, UnreadProblem } from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";
import type { TreeIndex } from "./treeIndex.ts";
import { compare, TOP, type TreeNode } from "./treeNode.ts";

/** Flyte 1 files first, then files with problems, each by path. `parent` is the id of the item above. */
export function fileNodes(index: TreeIndex, parent: string, files: readonly FileModel[]): readonly TreeNode[] {
  const sorted = [...files].sort((one, other) => compare(one.path, other.path));
  const flytekit = sorted.flatMap((file) => flytekitNode(index, parent, file));
  const problems = sorted.flatMap((file) => problemNode(index, parent, file));
  return [...flytekit, ...problems];
}

function flytekitNode(index: TreeIndex, parent: string, file: FileModel): readonly TreeNode[] {
  const text = flytekitText(file);
  if (text === "") return [];
  return [
    {
      id: `${parent}#flytekit/${file.path}`,
      kind: "flytekit",
      label: file.path,
      description: text,
      icon: "file-code",
      tooltip: l10n.t("Written for flytekit, the SDK of Flyte 1. Flightdeck shows and runs Flyte 2."),
      folder: index.folder,
      place: { file: file.path, range: TOP },
    },
  ];
}

function problemNode(index: TreeIndex, parent: string, file: FileModel): readonly TreeNode[] {
  const [problem] = file.problems;
  if (problem === undefined) return [];
  const problems = index.problemsOfFile(file);
  return [
    {
      id: `${parent}#problem/${file.path}`,
      kind: "fileProblem",
      label: file.path,
      description: problemText(problem),
      icon: "warning",
      folder: index.folder,
      place: problemPlace(file.path, problem),
      ...(problems === undefined ? {} : { problems }),
    },
  ];
}

/** Where a file's problem stands; its beginning for what is wrong with all of it. */
export function problemPlace(file: string, problem: FileProblem): Place {
  if (isUnread(problem)) return { file, range: TOP };
  const { range, cell } = problem;
  return { file, range, ...(cell === undefined ? {} : { cell }) };
}

/** `Flyte 1 · 1 workflow, 3 tasks`; nothing for a file of Flyte 2. */
export function flytekitText({ flytekit }: FileModel): string {
  if (flytekit === undefined) return "";
  const { workflows, tasks, launchPlans } = flytekit;
  const counts = [
    counted(workflows, l10n.t("1 workflow"), l10n.t("{0} workflows", workflows)),
    counted(tasks, l10n.t("1 task"), l10n.t("{0} tasks", tasks)),
    counted(launchPlans, l10n.t("1 launch plan"), l10n.t("{0} launch plans", launchPlans)),
  ].filter((text) => text !== "");
  return inOneLine(["Flyte 1", counts.join(", ")]);
}

/** `line 3`, or `cell 2, line 3` in a notebook. */
function lineText({ range, cell }: Exclude<FileProblem, UnreadProblem>): string {
  const line = range.start.line + 1;
  return cell === undefined ? l10n.t("line {0}", line) : l10n.t("cell {0}, line {1}", cell + 1, line);
}

export function problemText(problem: FileProblem): string {
  switch (problem.kind) {
    case "syntax":
      return l10n.t("syntax error in {0}; what can be read is shown", lineText(problem));
    case "budget":
      return l10n.t("too much to evaluate in {0}; what is known is shown", lineText(problem));
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
