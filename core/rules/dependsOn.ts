/** Finds calls into an environment that the caller's does not depend on. */

import * as l10n from "@vscode/l10n";
import { reachable } from "../../base/reach.ts";
import { valuesOf } from "../../base/values.ts";
import type { CallKind, Environment, EnvironmentId, ProjectModel, Task } from "../../protocol/model.ts";
import { defineRule, type Severity } from "./rule.ts";

/** Ways of calling that start the task; a task handed over as an argument may never start. */
const STARTS: readonly CallKind[] = ["call", "map", "override"];

export const dependsOn = defineRule({
  code: "depends-on",
  severity: "warning",
  source: "flyte.Environment.depends_on",
  why: () =>
    l10n.t(
      "A remote run prepares the images of the caller's environment and of what it depends on; the called task's image is then missing.",
    ),
  check: (model) => {
    const environments = new Map(model.files.flatMap((file) => file.environments.map((each) => [each.id, each])));
    const tasks = new Map(model.files.flatMap((file) => file.tasks.map((each) => [each.id, each])));
    const installed = model.files.flatMap((file) => file.installed ?? []);
    const names = new Map(installed.map(({ id, name }) => [id, name]));
    const homes = new Map(installed.map(({ id, environment }) => [id, environment]));
    const reach = reachability(model);
    return model.files.flatMap(({ calls }) =>
      calls.flatMap(({ from, to, kind, place, maybe }) => {
        if (!STARTS.includes(kind) || to.kind !== "known") return [];
        const caller = tasks.get(from)?.environment;
        const called = calledIn(tasks.get(to.value), homes.get(to.value));
        if (caller?.kind !== "known" || called === undefined) return [];
        const target = environments.get(called);
        const name = target?.name ?? names.get(called);
        if (name?.kind !== "known" || reach(caller.value, called) !== "no") return [];
        return [
          {
            place,
            message:
              maybe === true
                ? l10n.t(
                    "may call a task of {0}, which the caller's environment does not depend on: add it to depends_on",
                    name.value,
                  )
                : l10n.t(
                    "calls a task of {0}, which the caller's environment does not depend on: add it to depends_on",
                    name.value,
                  ),
            severity: target === undefined || maybe === true ? "information" : severityFor(target),
          },
        ];
      }),
    );
  },
});

/** The environment of a task, the folder's own or an installed package's. */
function calledIn(task: Task | undefined, home: EnvironmentId | undefined): EnvironmentId | undefined {
  return task === undefined ? home : task.environment.kind === "known" ? task.environment.value : undefined;
}

/** With an image that needs no build the remote run succeeds all the same. */
function severityFor({ settings }: Environment): Severity {
  const image = settings.find(({ name }) => name === "image")?.value;
  const isBuilt = image?.kind === "known" && image.value.type === "object";
  return isBuilt ? "warning" : "information";
}

/**
 * Whether one environment reaches another by `depends_on`; `perhaps` where a declared dependency is unknown. One that is
 * declared under a condition counts: whoever wrote it knows of the call, and the condition says when it is needed.
 */
function reachability(model: ProjectModel): (from: EnvironmentId, to: EnvironmentId) => "yes" | "no" | "perhaps" {
  const edges = new Map<EnvironmentId, Set<EnvironmentId>>();
  const uncertain = new Set<EnvironmentId>();
  let anyCaller = false;
  // What `**` gives, or what is being typed, may be a dependency.
  for (const { id, settings } of model.files.flatMap((file) => file.environments))
    if (settings.some(({ name }) => name === "**")) uncertain.add(id);
  for (const edge of model.files.flatMap((file) => file.dependsOn)) {
    if (edge.from.kind === "unknown") anyCaller = true;
    for (const from of valuesOf(edge.from)) {
      if (edge.to.kind === "unknown") uncertain.add(from);
      const targets = edges.get(from) ?? new Set();
      edges.set(from, targets);
      for (const to of valuesOf(edge.to)) targets.add(to);
    }
  }
  for (const { id, dependsOn = [], open } of model.files.flatMap((file) => file.installed ?? [])) {
    edges.set(id, new Set([...(edges.get(id) ?? []), ...dependsOn]));
    if (open === true) uncertain.add(id);
  }
  return (from, to) => {
    const reached = reachable([from], edges);
    if (reached.has(to)) return "yes";
    return anyCaller || [...reached].some((each) => uncertain.has(each)) ? "perhaps" : "no";
  };
}
