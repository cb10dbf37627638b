/** The graph for programs: the same nodes and edges, places as `file` and `line` from 1, in a notebook with the `cell` from 1 that the line is in. The shape is documented in docs/cli.md. */

import type { Graph } from "../../protocol/graph.ts";
import type { Place } from "../../protocol/place.ts";

/** What `flightdeck graph --json` prints. */
export function jsonOf({ environments, tasks, modules, installed, entryPoints, unknowns, ...edges }: Graph) {
  const { dependsOn, calls, starts, circles } = edges;
  return {
    environments: environments.map(({ id, name, kind, place }) => ({ id, name, kind, ...at(place) })),
    tasks: tasks.map(({ id, name, environment, kind, triggers, place }) => ({
      id,
      name,
      environment,
      kind,
      ...(triggers.length === 0 ? {} : { triggers }),
      ...at(place),
    })),
    modules: modules.map(({ id, name, why, environment, place }) => ({
      id,
      name: name ?? null,
      ...(why === undefined ? {} : { why }),
      environment,
      ...at(place),
    })),
    installed: installed.map(({ id, of, name, module, place }) => ({ id, of, name, module, ...at(place) })),
    entryPoints: entryPoints.map(({ id, where, place }) => ({ id, where, ...at(place) })),
    unknown: unknowns.map(({ id, of, name, why, place }) => ({ id, of, name: name ?? null, why, ...at(place) })),
    dependsOn: dependsOn.map(({ from, to, certain, when, place }) => ({
      from,
      to,
      certain,
      ...(when === "import" ? {} : { when }),
      ...at(place),
    })),
    calls: calls.map(({ from, to, kind, certain, place }) => ({ from, to, kind, certain, ...at(place) })),
    starts: starts.map(({ from, to, kind, certain, place }) => ({ from, to, kind, certain, ...at(place) })),
    circles,
  };
}

const at = ({ file, range, cell }: Place) => ({
  file,
  ...(cell === undefined ? {} : { cell: cell + 1 }),
  line: range.start.line + 1,
});
