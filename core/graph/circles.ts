/** Circles of `depends_on`: of environments that lead to each other the SDK's planning finds no end. */

import type { GraphDependency, GraphId } from "../../protocol/graph.ts";
import { reachable, targetsOf } from "./reach.ts";

/** A shortest circle of each group that leads to itself, by what certainly exists once the files are imported. */
export function circlesOf(dependsOn: readonly GraphDependency[]): readonly (readonly GraphId[])[] {
  const targets = targetsOf(dependsOn.filter(({ certain, when }) => certain && when === "import"));
  const seen = new Set<GraphId>();
  const circles: (readonly GraphId[])[] = [];
  for (const start of targets.keys()) {
    if (seen.has(start)) continue;
    const circle = shortestBack(start, targets);
    if (circle === undefined) continue;
    circles.push(circle);
    for (const id of reachable([start], targets)) {
      if (reachable([id], targets).has(start)) seen.add(id);
    }
  }
  return circles;
}

/** The way from a node back to itself, without its end. */
function shortestBack(
  start: GraphId,
  targets: ReadonlyMap<GraphId, readonly GraphId[]>,
): readonly GraphId[] | undefined {
  const before = new Map<GraphId, GraphId>();
  const queue = [start];
  for (const at of queue) {
    for (const to of targets.get(at) ?? []) {
      if (to === start) {
        const way = [at];
        for (let id = before.get(at); id !== undefined; id = before.get(id)) way.unshift(id);
        return way;
      }
      if (before.has(to)) continue;
      before.set(to, at);
      queue.push(to);
    }
  }
  return undefined;
}
