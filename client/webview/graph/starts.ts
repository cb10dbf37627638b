/** The graph without what starts its tasks. Pure. */

import type { GraphPicture } from "../../../protocol/graphView.ts";

/** Without entry points, what only they lead to, and the triggers of tasks. */
export function withoutStarts(graph: GraphPicture): GraphPicture {
  const { tasks, installed, unknowns, dependsOn, calls, starts } = graph;
  const used = new Set([
    ...[...dependsOn, ...calls].flatMap(({ from, to }) => [from, to]),
    ...tasks.map(({ environment }) => environment),
  ]);
  const started = new Set(starts.map(({ to }) => to));
  const stays = ({ id }: { readonly id: string }): boolean => used.has(id) || !started.has(id);
  return {
    ...graph,
    tasks: tasks.map((task) => ({ ...task, triggers: [] })),
    installed: installed.filter(stays),
    entryPoints: [],
    unknowns: unknowns.filter(stays),
    starts: [],
  };
}
