/** An environment's item in the Environments view: its tasks, what it depends on, what uses it, and its settings. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { maybeText } from "../../base/maybeText.ts";
import { placeText } from "../../base/placeText.ts";
import type { Environment, EnvironmentCategory, Installed, Task } from "../../protocol/model.ts";
import { type EnvironmentLink, joined, type LinkedEnvironment } from "./environmentLinks.ts";
import { settingNodes } from "./settingNodes.ts";
import { taskNode } from "./taskNode.ts";
import type { TreeIndex } from "./treeIndex.ts";
import {
  inBuckets,
  installedText,
  lazily,
  listText,
  nameOf,
  notebookText,
  TOP,
  type TreeNode,
  taskCount,
} from "./treeNode.ts";

/** `parent` is the id of the item above, `tasks` those that are shown, `all` how many there are. */
export function environmentNode(
  index: TreeIndex,
  parent: string,
  environment: Environment,
  tasks: readonly Task[],
  { all, isOpen }: { readonly all: number; readonly isOpen: boolean },
): TreeNode {
  const { folder } = index;
  const id = `${parent}#${environment.id}`;
  const name = nameOf(environment.name);
  const launchName = environment.name.kind === "known" ? environment.name.value : environment.variable;
  const whyUnknown = environment.name.kind === "unknown" ? l10n.t("name unknown: {0}", environment.name.why) : "";
  const { dependsOn, usedBy } = index.environments.get(environment.id) ?? { dependsOn: [], usedBy: [] };
  const { functions = [], modules = [], settings } = environment;
  const problems = index.problemsIn([environment.place, ...tasks.map(({ place }) => place)]);
  const under = [tasks, functions, modules, dependsOn, usedBy, settings];
  return {
    id,
    kind: "environment",
    label: environmentLabel(environment),
    description: inOneLine([
      whyUnknown,
      environment.summary,
      taskCount(tasks.length, all),
      environment.whenText ?? "",
      notebookText(environment.place),
    ]),
    icon: environmentIcon(environment.category),
    tooltip: inOneLine([environment.kind, placeText(environment.place)]),
    folder,
    place: { ...environment.place, range: environment.selection },
    ...(name === undefined ? {} : { name }),
    ...(launchName === undefined || environment.when !== "import" || environment.place.cell !== undefined
      ? {}
      : {
          target: { kind: "environment", file: environment.place.file, environment: launchName },
          ...(environment.category === "app" ? { isApp: true } : {}),
        }),
    ...(problems === undefined ? {} : { problems }),
    ...(under.every((each) => each.length === 0)
      ? {}
      : {
          ...(isOpen ? { isOpen } : {}),
          children: lazily(() => [
            ...inBuckets(
              tasks.map((task) => taskNode(index, id, task, environment)),
              `${id}/tasks`,
              folder,
            ),
            ...functionNodes(folder, id, functions),
            ...moduleNodes(folder, id, environment),
            ...linkGroup(index, id, "dependsOn", dependsOn),
            ...linkGroup(index, id, "usedBy", usedBy),
            ...settingNodes(folder, id, settings),
          ]),
        }),
  };
}

/** What an environment without a known name is called. */
export const variableLabel = (variable: string): string => `‹${variable}›`;

/** Its name, else its variable's. */
export function environmentLabel({ name, variable }: Environment): string {
  return nameOf(name) ?? (variable === undefined ? l10n.t("‹name unknown›") : variableLabel(variable));
}

function functionNodes(
  folder: string,
  parent: string,
  functions: NonNullable<Environment["functions"]>,
): readonly TreeNode[] {
  return functions.map(({ roleText, name, isAsync, place, selection }, at) => ({
    id: `${parent}/function/${at}`,
    kind: "appFunction",
    label: name,
    description: inOneLine([roleText, isAsync ? l10n.t("async") : ""]),
    icon: "symbol-method",
    tooltip: placeText(place),
    folder,
    place: { ...place, range: selection },
    name,
  }));
}

function moduleNodes(folder: string, parent: string, { modules = [], place }: Environment): readonly TreeNode[] {
  return modules.map(({ path, file }, at) => ({
    id: `${parent}/module/${at}`,
    kind: "connectorModule",
    label: nameOf(path) ?? l10n.t("‹name unknown›"),
    description: path.kind === "unknown" ? l10n.t("module unknown: {0}", path.why) : l10n.t("served module"),
    icon: path.kind === "unknown" ? "question" : "symbol-module",
    folder,
    place: file === undefined ? place : { file, range: TOP },
  }));
}

type Direction = "dependsOn" | "usedBy";

function linkGroup(
  index: TreeIndex,
  parent: string,
  direction: Direction,
  links: LinkedEnvironment[Direction],
): readonly TreeNode[] {
  if (links.length === 0) return [];
  const id = `${parent}/${direction}`;
  return [
    {
      id,
      kind: direction,
      label: direction === "dependsOn" ? l10n.t("depends on {0}", links.length) : l10n.t("used by {0}", links.length),
      description: listText(links, ({ name, maybe }) =>
        maybeText(nameOf(name) ?? l10n.t("‹name unknown›"), maybe === undefined),
      ),
      icon: direction === "dependsOn" ? "arrow-right" : "arrow-left",
      folder: index.folder,
      children: lazily(() => inBuckets(linkNodes(index, id, direction, links), id, index.folder)),
    },
  ];
}

/** Each has its own links of the same direction below it, and so on. */
function linkNodes(
  index: TreeIndex,
  parent: string,
  direction: Direction,
  links: readonly EnvironmentLink[],
): readonly TreeNode[] {
  return links.map(({ name: linked, environments, installed, place, maybe }, at): TreeNode => {
    const id = `${parent}/${at}`;
    const name = nameOf(linked);
    const [environment] = environments;
    const further = joined(environments.flatMap((each) => index.environments.get(each.id)?.[direction] ?? []));
    return {
      id,
      kind: "environmentLink",
      label: name ?? l10n.t("‹name unknown›"),
      description: inOneLine([
        maybe === true ? l10n.t("maybe") : "",
        linked.kind === "unknown" ? l10n.t("unknown: {0}", linked.why) : "",
        // Which of them it is only the run tells.
        [...new Set(environments.map(({ summary }) => summary))].join(" | "),
        installed === undefined ? "" : installedText(installed),
      ]),
      icon: linkIcon(environment, installed),
      tooltip: placeText(place),
      folder: index.folder,
      place: environment === undefined ? place : { ...environment.place, range: environment.selection },
      ...(name === undefined ? {} : { name }),
      ...(further.length === 0
        ? {}
        : { children: lazily(() => inBuckets(linkNodes(index, id, direction, further), id, index.folder)) }),
    };
  });
}

function linkIcon(environment: Environment | undefined, installed: Installed | undefined): string {
  if (environment !== undefined) return environmentIcon(environment.category);
  return installed === undefined ? "question" : "package";
}

export function environmentIcon(category: EnvironmentCategory): string {
  switch (category) {
    case "task":
      return "layers";
    case "app":
      return "globe";
    case "connector":
      return "plug";
    case "clustered":
      return "server-environment";
    case "sandbox":
      return "beaker";
    case "other":
      return "symbol-misc";
    default:
      return assertNever(category);
  }
}
