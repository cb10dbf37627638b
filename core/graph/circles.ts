/** Circles of `depends_on`: of environments that lead to each other the SDK's planning finds no end. */

import { reachable, targetsOf } from "../../base/reach.ts";
import type { GraphDependency, GraphId } from "../../protocol/graph.ts";

/** More are not told one by one: their number may grow with the factorial of the environments'. */
const MAX_CIRCLES = 100;

/** What looking for all of them may take. */
const MAX_STEPS = 20_000;

type Targets = ReadonlyMap<GraphId, readonly GraphId[]>;
type Circle = readonly GraphId[];

/**
 * Every circle that meets none of its environments twice, by what certainly exists once the files are imported. Each
 * begins with the one of its environments that the dependencies name first. Where there are too many, those that are the
 * shortest way back for one of their steps stand for them: no step of a circle is left out for the sake of another's.
 */
export function circlesOf(dependsOn: readonly GraphDependency[]): readonly Circle[] {
  const targets = targetsOf(dependsOn.filter(({ certain, when }) => certain && when === "import"));
  const order = new Map([...targets.keys()].map((id, at) => [id, at]));
  return allCircles(targets, order) ?? shortestCircles(targets, order).slice(0, MAX_CIRCLES);
}

/** Depth first from each environment, through those alone that come later; `undefined` when there are too many. */
function allCircles(targets: Targets, order: ReadonlyMap<GraphId, number>): readonly Circle[] | undefined {
  const circles: Circle[] = [];
  const backwards = targetsOf([...targets].flatMap(([from, each]) => each.map((to) => ({ from: to, to: from }))));
  let steps = 0;
  for (const [start, first] of order) {
    const back = reachable([start], backwards);
    const found: Circle[] = [];
    const way: { readonly id: GraphId; tried: number }[] = [{ id: start, tried: 0 }];
    for (let at = way.at(-1); at !== undefined; at = way.at(-1)) {
      if (++steps > MAX_STEPS || circles.length + found.length > MAX_CIRCLES) return undefined;
      const next = targets.get(at.id)?.[at.tried++];
      if (next === undefined) way.pop();
      else if (next === start) found.push(way.map(({ id }) => id));
      else if (back.has(next) && (order.get(next) ?? 0) > first && way.every(({ id }) => id !== next)) {
        way.push({ id: next, tried: 0 });
      }
    }
    circles.push(...found.sort((a, b) => a.length - b.length));
  }
  return circles;
}

/** For each step of a circle a shortest one that it belongs to. */
function shortestCircles(targets: Targets, order: ReadonlyMap<GraphId, number>): readonly Circle[] {
  const circles = new Map<string, Circle>();
  for (const [from, each] of targets) {
    for (const to of each) {
      const way = shortestWay(to, from, targets);
      if (way === undefined) continue;
      const first = way.reduce((a, b) => ((order.get(a) ?? 0) <= (order.get(b) ?? 0) ? a : b));
      const at = way.indexOf(first);
      const circle = [...way.slice(at), ...way.slice(0, at)];
      circles.set(circle.join("\n"), circle);
    }
  }
  return [...circles.values()];
}

/** From one environment to another, both included. */
function shortestWay(from: GraphId, to: GraphId, targets: Targets): Circle | undefined {
  const before = new Map<GraphId, GraphId | undefined>([[from, undefined]]);
  for (const at of before.keys()) {
    if (at === to) {
      const way = [at];
      for (let id = before.get(at); id !== undefined; id = before.get(id)) way.unshift(id);
      return way;
    }
    for (const next of targets.get(at) ?? []) if (!before.has(next)) before.set(next, at);
  }
  return undefined;
}
