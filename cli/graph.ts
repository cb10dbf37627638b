/** `flightdeck graph` as people read it in a terminal. The graph itself and its other forms are core/graph's. */

import * as l10n from "@vscode/l10n";
import { maybeText } from "../base/maybeText.ts";
import { placeText } from "../base/placeText.ts";
import {
  byHome,
  entryPointLabel,
  installedLabel,
  moduleLabel,
  startLabel,
  triggerMarks,
  unknownLabel,
} from "../core/graph/index.ts";
import type { Graph, GraphCall, GraphTask } from "../protocol/graph.ts";

/** One block an environment: what it depends on, its tasks, what each calls and when it is started; then what scripts start. */
export function graphText(graph: Graph): string {
  const { environments, tasks, modules, installed, entryPoints, unknowns, dependsOn, calls, starts, circles } = graph;
  const names = new Map([
    ...[...environments, ...tasks].map(({ id, name }) => [id, name] as const),
    ...installed.map((each) => [each.id, installedLabel(each)] as const),
    ...unknowns.map((unknown) => [unknown.id, unknownLabel(unknown)] as const),
  ]);
  const nameOf = (id: string): string => names.get(id) ?? id;
  const tasksIn = byHome(tasks);
  const modulesIn = byHome(modules);
  const callsFrom = grouped(calls);
  const dependenciesFrom = grouped(dependsOn);
  const startsFrom = grouped(starts);
  const block = (id: string, where: string): readonly string[] => {
    const on = (dependenciesFrom.get(id) ?? []).map(({ to, certain }) => maybeText(nameOf(to), certain));
    return [
      "",
      where === "" ? nameOf(id) : `${nameOf(id).padEnd(20)}  ${where}`,
      ...(on.length === 0 ? [] : [`  ${l10n.t("depends on {0}", on.join(", "))}`]),
      ...(tasksIn.get(id) ?? []).map((task) => taskLine(task, callsFrom.get(task.id) ?? [], nameOf)),
      ...(modulesIn.get(id) ?? []).map((each) => `  ${moduleLabel(each)}`),
    ];
  };
  const lines = [
    [
      counted(environments.length, l10n.t("1 environment"), l10n.t("{0} environments", environments.length)),
      counted(tasks.length, l10n.t("1 task"), l10n.t("{0} tasks", tasks.length)),
      counted(dependsOn.length, l10n.t("1 dependency"), l10n.t("{0} dependencies", dependsOn.length)),
      counted(calls.length, l10n.t("1 call"), l10n.t("{0} calls", calls.length)),
    ].join(" · "),
    ...environments.flatMap(({ id, place }) => block(id, placeText(place))),
    ...[...installed, ...unknowns]
      .filter(({ id }) => tasksIn.has(id) || dependenciesFrom.has(id))
      .flatMap(({ id }) => block(id, "")),
    ...(entryPoints.length === 0 ? [] : [""]),
    ...entryPoints.map((entry) => {
      const targets = (startsFrom.get(entry.id) ?? []).map(({ to, kind, certain }) =>
        maybeText(`${startLabel(kind)} ${nameOf(to)}`, certain),
      );
      return `${entryPointLabel(entry)}  ${targets.join(", ")}`;
    }),
    ...(circles.length === 0 ? [] : [""]),
    ...circles.map((ids) => circleText(ids.map(nameOf))),
  ];
  return `${lines.join("\n")}\n`;
}

function circleText(names: readonly string[]): string {
  const [first = "", ...others] = names;
  return others.length === 0
    ? l10n.t("{0} depends on itself, which the SDK refuses", first)
    : l10n.t(
        "depends_on runs in a circle, {0}: the SDK's planning ends with RecursionError",
        [...names, first].join(" → "),
      );
}

function taskLine(task: GraphTask, calls: readonly GraphCall[], nameOf: (id: string) => string): string {
  const called = calls.map(({ to, kind, certain }) =>
    maybeText(kind === "call" ? nameOf(to) : `${nameOf(to)} (${kind})`, certain),
  );
  const notes = [...triggerMarks(task), ...(called.length === 0 ? [] : [`→ ${called.join(", ")}`])];
  return notes.length === 0 ? `  ${task.name}` : `  ${task.name.padEnd(18)}  ${notes.join("  ")}`;
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? one : many);

function grouped<E extends { readonly from: string }>(edges: readonly E[]): ReadonlyMap<string, readonly E[]> {
  const groups = new Map<string, E[]>();
  for (const edge of edges) {
    const present = groups.get(edge.from);
    if (present === undefined) groups.set(edge.from, [edge]);
    else present.push(edge);
  }
  return groups;
}
