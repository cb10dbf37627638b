/** What a deployment of an environment takes along, over `depends_on`, and the circles in its way. Pure. */

import type { GraphId } from "../../../protocol/graph.ts";
import type { GraphPicture, PictureDependency } from "../../../protocol/graphView.ts";

export interface DeploymentReach {
  /** Without the environment itself. */
  readonly certain: ReadonlySet<GraphId>;
  /** One of several, what only a call or a script makes, and what can't be told from the text. */
  readonly maybe: ReadonlySet<GraphId>;
}

export function reachOf({ dependsOn, unknowns }: GraphPicture, id: GraphId): DeploymentReach {
  const untold = new Set(unknowns.map((each) => each.id));
  const reached = reachable(dependsOn.filter(isCertain), id);
  const certain = new Set([...reached].filter((each) => each !== id && !untold.has(each)));
  const maybe = new Set([...reachable(dependsOn, id)].filter((each) => each !== id && !certain.has(each)));
  return { certain, maybe };
}

/** The circles that each environment is in, or the first that a deployment of it runs into. */
export function circlesByNode({
  dependsOn,
  circles,
}: GraphPicture): ReadonlyMap<GraphId, readonly (readonly GraphId[])[]> {
  const found = new Map<GraphId, (readonly GraphId[])[]>();
  const backwards = dependsOn.filter(isCertain).map(({ from, to }) => ({ from: to, to: from }));
  for (const circle of circles) for (const id of circle) found.set(id, [...(found.get(id) ?? []), circle]);
  for (const circle of circles) {
    for (const start of circle.slice(0, 1)) {
      for (const id of reachable(backwards, start)) if (!found.has(id)) found.set(id, [circle]);
    }
  }
  return found;
}

/** Whether a line is one over which what is taken takes another along. */
export const isTaken = (
  {
    kind,
    certain,
    from,
    to,
  }: { readonly kind: string; readonly certain: boolean; readonly from: GraphId; readonly to: GraphId },
  taken: ReadonlySet<GraphId>,
): boolean => kind === "dependsOn" && certain && taken.has(from) && taken.has(to);

const isCertain = ({ certain, when }: PictureDependency): boolean => certain && when === "import";

function reachable(edges: readonly Pick<PictureDependency, "from" | "to">[], start: GraphId): ReadonlySet<GraphId> {
  const targets = new Map<GraphId, GraphId[]>();
  for (const { from, to } of edges) {
    const present = targets.get(from);
    if (present === undefined) targets.set(from, [to]);
    else present.push(to);
  }
  const found = new Set([start]);
  // A set's iteration also comes by what is added on the way.
  for (const id of found) for (const to of targets.get(id) ?? []) found.add(to);
  return found;
}
