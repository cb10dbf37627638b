/** Entry points as nodes: what each script runs, deploys and serves, and whom it contacts for that. */

import type { GraphEntryPoint, GraphId, GraphStart } from "../../protocol/graph.ts";
import type { EntryPoint, EntryTarget, ProjectModel } from "../../protocol/model.ts";

interface Starts {
  readonly entryPoints: readonly GraphEntryPoint[];
  readonly starts: readonly GraphStart[];
}

/** `endsOf` answers the nodes that a target may be. */
export function startsOf(
  model: ProjectModel,
  endsOf: (target: EntryTarget, entry: EntryPoint, node: GraphId) => readonly GraphId[],
): Starts {
  const nodes = new Map<GraphId, GraphEntryPoint>();
  const starts: GraphStart[] = [];
  for (const entry of model.files.flatMap(({ entryPoints = [] }) => entryPoints)) {
    const { kind, where, place, targets } = entry;
    // A script that starts ten tasks in one place is one node: its edges tell them apart.
    const id = `entryPoint:${place.file}|${where}`;
    if (!nodes.has(id)) nodes.set(id, { id, name: place.file, where, place });
    for (const target of targets) {
      const ends = endsOf(target, entry, id);
      starts.push(...ends.map((to) => ({ from: id, to, kind, certain: ends.length === 1, place })));
    }
  }
  return { entryPoints: [...nodes.values()], starts };
}
