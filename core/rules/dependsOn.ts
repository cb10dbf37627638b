/** Finds calls into an environment that the caller's does not depend on. Resolving calls is analysis' work. */

import * as l10n from "@vscode/l10n";
import type { CallKind, Environment, EnvironmentId, ProjectModel } from "../../protocol/model.ts";
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
    const reach = reachability(model);
    return model.files.flatMap(({ calls }) =>
      calls.flatMap(({ from, to, kind, place }) => {
        if (!STARTS.includes(kind) || to.kind !== "known") return [];
        const caller = tasks.get(from)?.environment;
        const called = tasks.get(to.value)?.environment;
        if (caller?.kind !== "known" || called?.kind !== "known") return [];
        const target = environments.get(called.value);
        if (target?.name.kind !== "known" || reach(caller.value, called.value) !== "no") return [];
        return [
          {
            place,
            message: l10n.t(
              "calls a task of {0}, which the caller's environment does not depend on",
              target.name.value,
            ),
            severity: severityFor(target),
          },
        ];
      }),
    );
  },
});

/** With an image that needs no build the remote run succeeds all the same. */
function severityFor({ settings }: Environment): Severity {
  const image = settings.find(({ name }) => name === "image")?.value;
  const isBuilt = image?.kind === "known" && image.value.type === "object";
  return isBuilt ? "warning" : "information";
}

/** Whether one environment reaches another by `depends_on`; `perhaps` where a declared dependency is unknown. */
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
  return (from, to) => {
    const reached = new Set([from]);
    // A set yields what is added while it is walked.
    for (const each of reached) for (const next of edges.get(each) ?? []) reached.add(next);
    if (reached.has(to)) return "yes";
    return anyCaller || [...reached].some((each) => uncertain.has(each)) ? "perhaps" : "no";
  };
}

const valuesOf = (value: ProjectModel["files"][number]["dependsOn"][number]["from"]): readonly EnvironmentId[] =>
  value.kind === "known" ? [value.value] : value.kind === "oneOf" ? value.values : [];
