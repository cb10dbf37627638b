/** How the graph's text forms call its nodes: short ids, and what is written into a node. */

import * as l10n from "@vscode/l10n";
import type { Graph, GraphTask, GraphUnknown } from "../../protocol/graph.ts";

/** `e0`, `t0`, `u0`: ids that every graph language takes. */
export function shortIds({ environments, tasks, unknowns }: Graph): ReadonlyMap<string, string> {
  return new Map([
    ...environments.map(({ id }, index) => [id, `e${index}`] as const),
    ...tasks.map(({ id }, index) => [id, `t${index}`] as const),
    ...unknowns.map(({ id }, index) => [id, `u${index}`] as const),
  ]);
}

/** `? hitl (defined outside of this folder)` */
export function unknownLabel({ name, why, of }: GraphUnknown): string {
  const what = name ?? (of === "environment" ? l10n.t("environment unknown") : l10n.t("task unknown"));
  return `? ${what} (${why})`;
}

/** The tasks of each environment and of each unknown that stands for one. */
export function tasksByHome({ tasks }: Graph): ReadonlyMap<string, readonly GraphTask[]> {
  const homes = new Map<string, GraphTask[]>();
  for (const task of tasks) {
    const present = homes.get(task.environment);
    if (present === undefined) homes.set(task.environment, [task]);
    else present.push(task);
  }
  return homes;
}
