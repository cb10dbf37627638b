/** The part of a graph that belongs to one file: its environments, all they lead to, and what leads to them directly. */

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
  const edges = [...graph.dependsOn, ...graph.calls].map(({ from, to }) => ({ from: homeOf(from), to: homeOf(to) }));
  const own = new Set([
    ...graph.environments.filter(({ place }) => place.file === path).map(({ id }) => id),
    ...graph.tasks.filter(({ place }) => place.file === path).map(({ environment }) => environment),
  ]);
  const kept = reachable(own, edges);
  for (const { from, to } of edges) if (own.has(to)) kept.add(from);
  const isKept = ({ from, to }: Ends): boolean => kept.has(homeOf(from)) && kept.has(homeOf(to));
  return {
    environments: graph.environments.filter(({ id }) => kept.has(id)),
    tasks: graph.tasks.filter(({ environment }) => kept.has(environment)),
    unknowns: graph.unknowns.filter(({ id }) => kept.has(id)),
    dependsOn: graph.dependsOn.filter(isKept),
    calls: graph.calls.filter(isKept),
  };
}

/** The starts, and all that edges lead to from them. */
function reachable(starts: ReadonlySet<string>, edges: readonly Ends[]): Set<string> {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const present = targets.get(from);
    if (present === undefined) targets.set(from, [to]);
    else present.push(to);
  }
  const found = new Set(starts);
  // A set's iteration also comes by what is added on the way.
  for (const id of found) for (const to of targets.get(id) ?? []) found.add(to);
  return found;
}
