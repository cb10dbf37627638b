/** What a deployment of an environment takes along, over `depends_on`, and the circles in its way. Pure. */

import { reachable, targetsOf } from "../../../base/reach.ts";
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
  const reached = reachable([id], targetsOf(dependsOn.filter(isCertain)));
  const certain = new Set([...reached].filter((each) => each !== id && !untold.has(each)));
  const maybe = new Set([...reachable([id], targetsOf(dependsOn))].filter((each) => each !== id && !certain.has(each)));
  return { certain, maybe };
}

/** The circles that each environment is in, or the first that a deployment of it runs into. */
export function circlesByNode({
  dependsOn,
  circles,
}: GraphPicture): ReadonlyMap<GraphId, readonly (readonly GraphId[])[]> {
  const found = new Map<GraphId, (readonly GraphId[])[]>();
  const backwards = targetsOf(dependsOn.filter(isCertain).map(({ from, to }) => ({ from: to, to: from })));
  for (const circle of circles) for (const id of circle) found.set(id, [...(found.get(id) ?? []), circle]);
  for (const circle of circles) {
    for (const start of circle.slice(0, 1)) {
      for (const id of reachable([start], backwards)) if (!found.has(id)) found.set(id, [circle]);
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
