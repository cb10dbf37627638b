/** The Environments view as data: which items stand under which, and how they read. Showing them is environmentsView.ts's work. */

import * as l10n from "@vscode/l10n";
import type { Environment, FileModel, Installed } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";
import { type EnvironmentLink, environmentLinks, installedById, type LinkedEnvironment } from "./environmentLinks.ts";
import { fileNodes } from "./fileNodes.ts";
import { type TaskWithCalls, taskNode } from "./taskNode.ts";
import {
  type FolderFiles,
  inBuckets,
  installedText,
  join,
  nameOf,
  notebookText,
  placeText,
  type TreeNode,
  valuesOf,
  whenText,
} from "./treeNode.ts";

/** The roots of the view. With several folders each is a root; a single one is left out. */
export function environmentsTree(folders: readonly FolderFiles[]): readonly TreeNode[] {
  const [only] = folders;
  if (only !== undefined && folders.length === 1) return folderNodes(only);
  return folders.map((folder) => ({
    id: `folder:${folder.uri}`,
    kind: "folder",
    label: folder.name,
    description: "",
    icon: "folder",
    folder: folder.uri,
    children: folderNodes(folder),
  }));
}

function folderNodes(folder: FolderFiles): readonly TreeNode[] {
  const linked = environmentLinks(folder.files);
  const tasks = tasksByEnvironment(folder.files);
  const environments = linked.map((link) => environmentNode(folder, link, tasks.get(link.environment.id) ?? []));
  const installed = [...installedById(folder.files).values()].flatMap((each) => {
    const own = tasks.get(each.id);
    return own === undefined ? [] : installedNode(folder, each, own);
  });
  const homeless = tasks.get(undefined) ?? [];
  const unknown: TreeNode[] =
    homeless.length === 0
      ? []
      : [
          {
            id: `${folder.uri}#unknown`,
            kind: "environmentUnknown",
            label: l10n.t("environment unknown"),
            description: count(homeless.length, l10n.t("1 task"), l10n.t("{0} tasks", homeless.length)),
            icon: "question",
            folder: folder.uri,
            children: homeless.map((task) => taskNode(folder, task, undefined)),
          },
        ];
  const nodes = [...environments, ...installed].sort(byLabel).concat(unknown, fileNodes(folder.uri, folder.files));
  return inBuckets(nodes, `${folder.uri}#roots`, folder.uri);
}

/** The tasks of each environment; those whose environment can't be told stand under `undefined`. */
function tasksByEnvironment(files: readonly FileModel[]): ReadonlyMap<string | undefined, readonly TaskWithCalls[]> {
  const installed = installedById(files);
  const known = new Set([
    ...files.flatMap((file) => file.environments.map((environment) => environment.id)),
    ...installed.keys(),
  ]);
  const byId = new Map(files.flatMap((file) => file.tasks.map((task) => [task.id, task] as const)));
  const groups = new Map<string | undefined, TaskWithCalls[]>();
  for (const file of files) {
    for (const task of file.tasks) {
      const calls = file.calls
        .filter((call) => call.from === task.id)
        .map((call) => {
          const id = call.to.kind === "known" ? call.to.value : "";
          return { call, to: byId.get(id), installed: installed.get(id) };
        });
      const homes = valuesOf(task.environment).filter((id) => known.has(id));
      for (const home of homes.length === 0 ? [undefined] : homes) {
        const group = groups.get(home) ?? [];
        group.push({ task, calls });
        groups.set(home, group);
      }
    }
  }
  return groups;
}

/** An installed package's environment that holds tasks of the folder. */
function installedNode(folder: FolderFiles, installed: Installed, tasks: readonly TaskWithCalls[]): TreeNode {
  const id = `${folder.uri}#${installed.id}`;
  const name = nameOf(installed.name);
  return {
    id,
    kind: "environmentInstalled",
    label: name ?? l10n.t("‹name unknown›"),
    description: installedText(installed),
    icon: "package",
    folder: folder.uri,
    ...(name === undefined ? {} : { name }),
    children: inBuckets(
      tasks.map((task) => taskNode(folder, task, undefined)),
      `${id}/tasks`,
      folder.uri,
    ),
  };
}

function environmentNode(folder: FolderFiles, link: LinkedEnvironment, tasks: readonly TaskWithCalls[]): TreeNode {
  const { environment } = link;
  const id = `${folder.uri}#${environment.id}`;
  const name = nameOf(environment.name);
  const label = name ?? (environment.variable === undefined ? l10n.t("‹name unknown›") : `‹${environment.variable}›`);
  const launchName = environment.name.kind === "known" ? environment.name.value : environment.variable;
  const whyUnknown = environment.name.kind === "unknown" ? l10n.t("name unknown: {0}", environment.name.why) : "";
  const links = [
    linkGroup(folder, id, "dependsOn", link.dependsOn),
    linkGroup(folder, id, "usedBy", link.usedBy),
  ].flat();
  const taskNodes = tasks.map((task) => taskNode(folder, task, environment));
  return {
    id,
    kind: "environment",
    label,
    description: join([whyUnknown, environment.summary, whenText(environment.when), notebookText(environment.place)]),
    icon: environmentIcon(environment),
    tooltip: join([environment.kind, placeText(environment.place)]),
    folder: folder.uri,
    place: { ...environment.place, range: environment.selection },
    ...(name === undefined ? {} : { name }),
    ...(launchName === undefined || environment.when !== "import" || environment.place.cell !== undefined
      ? {}
      : { target: { kind: "environment", file: environment.place.file, environment: launchName } }),
    children: [...inBuckets(taskNodes, `${id}/tasks`, folder.uri), ...links],
  };
}

function linkGroup(
  folder: FolderFiles,
  parent: string,
  kind: "dependsOn" | "usedBy",
  links: LinkedEnvironment["dependsOn"],
): readonly TreeNode[] {
  if (links.length === 0) return [];
  const children = links.map((link, index): TreeNode => {
    const name = nameOf(link.name);
    const unknown = link.name.kind === "unknown" ? l10n.t("unknown: {0}", link.name.why) : "";
    return {
      id: `${parent}/${kind}/${index}`,
      kind: "environmentLink",
      label: name ?? l10n.t("‹name unknown›"),
      description: join([
        unknown,
        link.environment?.summary ?? "",
        link.installed === undefined ? "" : installedText(link.installed),
      ]),
      icon: linkIcon(link),
      tooltip: placeText(link.place),
      folder: folder.uri,
      place:
        link.environment === undefined ? link.place : { ...link.environment.place, range: link.environment.selection },
      ...(name === undefined ? {} : { name }),
      children: [],
    };
  });
  return [
    {
      id: `${parent}/${kind}`,
      kind,
      label: kind === "dependsOn" ? l10n.t("depends on {0}", links.length) : l10n.t("used by {0}", links.length),
      description: children.map((child) => child.label).join(", "),
      icon: kind === "dependsOn" ? "arrow-right" : "arrow-left",
      folder: folder.uri,
      children: inBuckets(children, `${parent}/${kind}`, folder.uri),
    },
  ];
}

function linkIcon({ environment, installed }: EnvironmentLink): string {
  if (environment !== undefined) return environmentIcon(environment);
  return installed === undefined ? "question" : "package";
}

function environmentIcon(environment: Environment): string {
  switch (environment.category) {
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
      return assertNever(environment.category);
  }
}

function byLabel(one: TreeNode, other: TreeNode): number {
  return compare(one.label, other.label) || compare(one.id, other.id);
}

/** By code unit, so that the order is the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function count(number: number, one: string, many: string): string {
  return number === 1 ? one : many;
}
