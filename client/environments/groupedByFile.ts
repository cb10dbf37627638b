/** The Environments view grouped by file: what each defines, and what it does as a script. */

import * as l10n from "@vscode/l10n";
import { inOneLine } from "../../base/inOneLine.ts";
import { placeText } from "../../base/placeText.ts";
import type { Environment, FileModel, Task } from "../../protocol/model.ts";
import { entryPointNode } from "./entryPointNode.ts";
import { flytekitText, problemPlace, problemText } from "./fileNodes.ts";
import { environmentNodes, type Opened, opened, type Shown } from "./groupParts.ts";
import { taskNode } from "./taskNode.ts";
import { homesOf, type TreeIndex, tasksByHome } from "./treeIndex.ts";
import { compare, environmentCount, inBuckets, lazily, type Seed, TOP, type TreeNode, taskCount } from "./treeNode.ts";

/** By path; files that define nothing and have no problem are left out. */
export function byFile({ index, root, files, filter }: Shown): readonly Seed[] {
  const sorted = files.filter(isWorthAnItem).sort((one, other) => compare(one.path, other.path));
  const open = opened(sorted.length, filter);
  return sorted.map((file) => ({ label: file.path, make: () => fileNode(index, root, file, filter, open) }));
}

function isWorthAnItem({ environments, tasks, traces, entryPoints, flytekit, problems }: FileModel): boolean {
  return (
    [environments, tasks, traces, entryPoints, problems].some((each = []) => each.length > 0) || flytekit !== undefined
  );
}

/** What a file defines: its environments with their tasks of this file, tasks of other files' environments, and what it does as a script. */
function fileNode(index: TreeIndex, root: string, file: FileModel, filter: string, open: Opened): TreeNode {
  const { path, environments, tasks, traces = [], entryPoints = [] } = file;
  const whole = index.files.get(path) ?? file;
  const [problem] = whole.problems;
  const under = environments.length + tasks.length + traces.length + entryPoints.length;
  const flytekit = flytekitText(file);
  const { folder } = index;
  const id = `${root}#file/${path}`;
  const problems = index.problemsOfFile(whole);
  return {
    id,
    kind: "file",
    label: path,
    description: inOneLine([
      problem === undefined ? "" : problemText(problem),
      environmentCount(environments.length),
      taskCount(tasks.length, whole.tasks.length),
      entryPoints.length === 0 ? "" : entryPointCount(entryPoints.length),
      flytekit,
    ]),
    icon: problem === undefined ? "file-code" : "warning",
    folder,
    place: problem === undefined ? { file: path, range: TOP } : problemPlace(path, problem),
    ...(problems === undefined ? {} : { problems }),
    ...(under === 0
      ? {}
      : {
          ...open,
          children: lazily(() => {
            const shown = tasksByHome([file], index);
            const all = tasksByHome([whole], index);
            const own = new Set<string | undefined>(environments.map((environment) => environment.id));
            const guests = tasks.filter((task) => !homesOf(task, index).some((home) => own.has(home)));
            return [
              ...inBuckets(
                environmentNodes(index, id, environments, { shown, all }, filter),
                `${id}/environments`,
                folder,
              ),
              ...inBuckets(
                guests.map((task) => taskNode(index, id, task, homeOf(index, task), "other")),
                `${id}/tasks`,
                folder,
              ),
              ...traces.map(
                ({ name, isAsync, place, selection }, at): TreeNode => ({
                  id: `${id}/trace/${at}`,
                  kind: "trace",
                  label: name,
                  description: inOneLine([l10n.t("traced step"), isAsync ? l10n.t("async") : ""]),
                  icon: "symbol-method",
                  tooltip: placeText(place),
                  folder,
                  place: { ...place, range: selection },
                  name,
                }),
              ),
              ...entryPoints.map((entry, at) => entryPointNode(folder, `${id}/entry/${at}`, entry, "inFile")),
            ];
          }),
        }),
  };
}

function entryPointCount(number: number): string {
  return number === 1 ? l10n.t("1 entry point") : l10n.t("{0} entry points", number);
}

function homeOf(index: TreeIndex, task: Task): Environment | undefined {
  const [home] = homesOf(task, index);
  return home === undefined ? undefined : index.environments.get(home)?.environment;
}
