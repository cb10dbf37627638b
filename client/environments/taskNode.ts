/** A task's item in the Environments view: its signature, its summary, its triggers and settings, what it calls and what calls it. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { placeText } from "../../base/placeText.ts";
import { valuesOf } from "../../base/values.ts";
import type { Call, Environment, Task } from "../../protocol/model.ts";
import { settingNodes } from "./settingNodes.ts";
import type { TreeIndex } from "./treeIndex.ts";
import { installedText, lazily, nameOf, notebookText, type TreeNode } from "./treeNode.ts";
import { triggerNode } from "./triggerNode.ts";

/** `parent` is the id of the item above. Under its environment a task is called by its function, elsewhere by its full name. */
export function taskNode(
  index: TreeIndex,
  parent: string,
  task: Task,
  environment: Environment | undefined,
  under: "environment" | "other" = "environment",
): TreeNode {
  const { folder } = index;
  const id = `${parent}/${task.id}`;
  const environmentName = environment?.name.kind === "known" ? environment.name.value : undefined;
  const environmentLaunchName = environmentName ?? environment?.variable;
  const full = task.name.kind === "known" ? task.name.value : undefined;
  const short = under === "environment" ? shortName(full, environmentName) : nameOf(task.name);
  const problems = index.problemsIn([task.place]);
  const triggers = task.triggers ?? [];
  const calls = index.callsOf.get(task.id) ?? [];
  const callers = index.callersOf.get(task.id) ?? [];
  // Triggers have items of their own.
  const settings = task.settings.filter(({ name }) => name !== "triggers" || triggers.length === 0);
  return {
    id,
    kind: "task",
    label: short ?? task.function,
    description: inOneLine([task.signature, task.summary, task.whenText ?? "", notebookText(task.place)]),
    icon: taskIcon(task),
    tooltip:
      inOneLine([nameOf(task.name) ?? task.function, placeText(task.place)]) +
      (task.doc === undefined ? "" : `\n\n${task.doc}`),
    folder,
    place: { ...task.place, range: task.selection },
    name: full ?? task.function,
    ...(task.when !== "import" || task.kind === "reference" || task.place.cell !== undefined
      ? {}
      : {
          target: {
            kind: "task",
            file: task.place.file,
            task: full ?? task.variable ?? task.function,
            ...(environmentLaunchName === undefined ? {} : { environment: environmentLaunchName }),
          },
        }),
    ...(problems === undefined ? {} : { problems }),
    ...(triggers.length + calls.length + callers.length + settings.length === 0
      ? {}
      : {
          children: lazily(() => [
            ...triggers.map((trigger, at) => triggerNode(folder, `${id}/trigger/${at}`, trigger)),
            ...calls.map((call, at) => callNode(index, `${id}/${at}`, call)),
            ...callers.map((call, at) => callerNode(index, `${id}/by/${at}`, call)),
            ...settingNodes(folder, id, settings),
          ]),
        }),
  };
}

/** What is called has what it calls itself below it, and so on. */
function callNode(index: TreeIndex, id: string, call: Call): TreeNode {
  const ids = valuesOf(call.to);
  const to = ids.flatMap((task) => index.tasks.get(task) ?? []);
  const installed = ids.flatMap((each) => index.installed.get(each) ?? []);
  const names = [
    ...to.map((task) => nameOf(task.name) ?? task.function),
    ...installed.map((each) => nameOf(each.name) ?? l10n.t("‹name unknown›")),
  ];
  const unknown = call.to.kind === "unknown" ? l10n.t("unknown: {0}", call.to.why) : "";
  const further = to.flatMap((task) => index.callsOf.get(task.id) ?? []);
  return {
    id,
    kind: "call",
    label: l10n.t("calls {0}", names.length === 0 ? l10n.t("‹name unknown›") : names.join(" | ")),
    description: inOneLine([...howText(call), unknown, ...installed.map(installedText)]),
    icon: "call-outgoing",
    tooltip: placeText(call.place),
    folder: index.folder,
    place: call.place,
    ...(names.length === 0 ? {} : { name: names.join(" | ") }),
    ...(further.length === 0
      ? {}
      : { children: lazily(() => further.map((each, at) => callNode(index, `${id}/${at}`, each))) }),
  };
}

/** How it is called, and whether it surely is. */
function howText({ kind, maybe }: Call): readonly string[] {
  return [kind === "call" ? "" : kind, maybe === true ? l10n.t("maybe") : ""];
}

/** What calls it has its own callers below it, and so on. A click leads to the call. */
function callerNode(index: TreeIndex, id: string, call: Call): TreeNode {
  const from = index.tasks.get(call.from);
  const name = from === undefined ? undefined : nameOf(from.name);
  const further = index.callersOf.get(call.from) ?? [];
  return {
    id,
    kind: "calledBy",
    label: l10n.t("called by {0}", name ?? from?.function ?? l10n.t("‹name unknown›")),
    description: inOneLine(howText(call)),
    icon: "call-incoming",
    tooltip: placeText(call.place),
    folder: index.folder,
    place: call.place,
    ...(name === undefined ? {} : { name }),
    ...(further.length === 0
      ? {}
      : { children: lazily(() => further.map((each, at) => callerNode(index, `${id}/${at}`, each))) }),
  };
}

function shortName(full: string | undefined, environment: string | undefined): string | undefined {
  if (full === undefined || environment === undefined || !full.startsWith(`${environment}.`)) return undefined;
  return full.slice(environment.length + 1);
}

function taskIcon(task: Task): string {
  switch (task.kind) {
    case "function":
      return "symbol-function";
    case "container":
      return "vm";
    case "reference":
      return "link-external";
    default:
      return assertNever(task.kind);
  }
}
