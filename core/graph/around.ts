/** The part of a graph that belongs to one file: its environments, all they lead to, and what leads to them directly. */

import { reachable, targetsOf } from "../../base/reach.ts";
import type { Graph } from "../../protocol/graph.ts";

interface Ends {
  readonly from: string;
  readonly to: string;
}

/** @param path as the model names files */
export function aroundFile(graph: Graph, path: string): Graph {
  const homes = new Map(graph.tasks.map(({ id, environment }) => [id, environment]));
  /** Where a node stands: a task's environment, and of everything else itself. */
  const homeOf = (id: string): string => homes.get(id) ?? id;
  const edges = [...graph.dependsOn, ...graph.calls, ...graph.starts].map(({ from, to }) => ({
    from: homeOf(from),
    to: homeOf(to),
  }));
  const own = new Set([
    ...[...graph.environments, ...graph.entryPoints].filter(({ place }) => place.file === path).map(({ id }) => id),
    ...[...graph.tasks, ...graph.modules]
      .filter(({ place }) => place.file === path)
      .map(({ environment }) => environment),
  ]);
  const kept = reachable(own, targetsOf(edges));
  for (const { from, to } of edges) if (own.has(to)) kept.add(from);
  const isKept = ({ from, to }: Ends): boolean => kept.has(homeOf(from)) && kept.has(homeOf(to));
  const isKeptNode = ({ id }: { readonly id: string }): boolean => kept.has(id);
  return {
    environments: graph.environments.filter(isKeptNode),
    tasks: graph.tasks.filter(({ environment }) => kept.has(environment)),
    modules: graph.modules.filter(({ environment }) => kept.has(environment)),
    installed: graph.installed.filter(isKeptNode),
    entryPoints: graph.entryPoints.filter(isKeptNode),
    unknowns: graph.unknowns.filter(isKeptNode),
    dependsOn: graph.dependsOn.filter(isKept),
    calls: graph.calls.filter(isKept),
    starts: graph.starts.filter(isKept),
    circles: graph.circles.filter((circle) => circle.every((id) => kept.has(id))),
  };
}
