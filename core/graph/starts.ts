/** Entry points as nodes: what each script runs, deploys and serves, and whom it contacts for that. */

import type { GraphEdge, GraphEntryPoint, GraphId } from "../../protocol/graph.ts";
import type { EntryPoint, EntryTarget, ProjectModel } from "../../protocol/model.ts";

interface Starts {
  readonly entryPoints: readonly GraphEntryPoint[];
  readonly starts: readonly GraphEdge[];
}

/** `endsOf` answers the nodes that a target may be. */
export function startsOf(
  model: ProjectModel,
  endsOf: (target: EntryTarget, entry: EntryPoint, node: GraphId) => readonly GraphId[],
): Starts {
  const nodes = new Map<GraphId, GraphEntryPoint>();
  const starts: GraphEdge[] = [];
  for (const entry of model.files.flatMap(({ entryPoints = [] }) => entryPoints)) {
    const { kind, where, place, targets } = entry;
    // A script that runs ten tasks in one place is one node: its edges tell them apart.
    const id = `entryPoint:${[place.file, kind, where].join("|")}`;
    if (!nodes.has(id)) nodes.set(id, { id, kind, name: place.file, where, place });
    for (const target of targets) {
      const ends = endsOf(target, entry, id);
      starts.push(...ends.map((to) => ({ from: id, to, certain: ends.length === 1, place })));
    }
  }
  return { entryPoints: [...nodes.values()], starts };
}
