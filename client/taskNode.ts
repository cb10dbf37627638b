/** A task's item in the Environments view: its signature, its summary, and what it calls. */

import * as l10n from "@vscode/l10n";
import type { Call, Environment, Installed, Task } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";
import {
  type FolderFiles,
  installedText,
  join,
  nameOf,
  notebookText,
  placeText,
  type TreeNode,
  whenText,
} from "./treeNode.ts";

export interface TaskWithCalls {
  readonly task: Task;
  readonly calls: readonly {
    readonly call: Call;
    readonly to: Task | undefined;
    /** What is called, where an installed package defines it. */
    readonly installed?: Installed | undefined;
  }[];
}

export function taskNode(
  folder: FolderFiles,
  { task, calls }: TaskWithCalls,
  environment: Environment | undefined,
): TreeNode {
  const id = `${folder.uri}#${environment?.id ?? ""}/${task.id}`;
  const environmentName = environment?.name.kind === "known" ? environment.name.value : undefined;
  const environmentLaunchName = environmentName ?? environment?.variable;
  const full = task.name.kind === "known" ? task.name.value : undefined;
  return {
    id,
    kind: "task",
    label: shortName(full, environmentName) ?? task.function,
    description: join([task.signature, task.summary, whenText(task.when), notebookText(task.place)]),
    icon: taskIcon(task),
    tooltip: join([full ?? task.function, placeText(task.place)]) + (task.doc === undefined ? "" : `\n\n${task.doc}`),
    folder: folder.uri,
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
    children: calls.map(({ call, to, installed }, index): TreeNode => {
      const known = to ?? installed;
      const name = known === undefined ? undefined : nameOf(known.name);
      const unknown = call.to.kind === "unknown" ? l10n.t("unknown: {0}", call.to.why) : "";
      return {
        id: `${id}/${index}`,
        kind: "call",
        label: l10n.t("calls {0}", name ?? to?.function ?? l10n.t("‹name unknown›")),
        description: join([
          call.kind === "call" ? "" : call.kind,
          unknown,
          installed === undefined ? "" : installedText(installed),
        ]),
        icon: "call-outgoing",
        tooltip: placeText(call.place),
        folder: folder.uri,
        place: call.place,
        ...(name === undefined ? {} : { name }),
        children: [],
      };
    }),
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
