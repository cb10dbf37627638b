/** Places boxes that are joined by arrows, from left to right, by dagre; what isn't joined is packed side by side. Pure. */

import { Graph, layout } from "@dagrejs/dagre";
import { type Box, moved, type Point, type Size } from "./geometry.ts";

export interface Item extends Size {
  readonly id: string;
}

/** An arrow between two different items. */
export interface Arrow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

export interface Arrangement extends Size {
  readonly boxes: ReadonlyMap<string, Box>;
  /** The points of each arrow, from the border of one box to that of the other. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

export interface Gaps {
  /** Between boxes beside each other. */
  readonly between: number;
  /** Where arrows run. */
  readonly along: number;
}

/** How much wider than high the whole should be: editors are. */
const ASPECT = 1.5;

/** Above this many items dagre's search for the fewest crossings takes longer than anyone waits. */
const THOROUGH = 60;

export function arrange(items: readonly Item[], arrows: readonly Arrow[], gaps: Gaps): Arrangement {
  const parts = components(items, arrows).map((part) => place(part.items, part.arrows, gaps));
  return pack(parts, gaps.between);
}

interface Part {
  readonly items: Item[];
  readonly arrows: Arrow[];
}

/** What hangs together, in the order of the items. */
function components(items: readonly Item[], arrows: readonly Arrow[]): readonly Part[] {
  const parents = new Map(items.map(({ id }) => [id, id]));
  const root = (id: string): string => {
    let at = id;
    for (let up = parents.get(at); up !== undefined && up !== at; up = parents.get(at)) {
      parents.set(at, parents.get(up) ?? up);
      at = up;
    }
    return at;
  };
  for (const { from, to } of arrows) parents.set(root(to), root(from));
  const parts = new Map<string, Part>();
  for (const item of items) {
    const key = root(item.id);
    const part = parts.get(key);
    if (part === undefined) parts.set(key, { items: [item], arrows: [] });
    else part.items.push(item);
  }
  for (const arrow of arrows) parts.get(root(arrow.from))?.arrows.push(arrow);
  return [...parts.values()];
}

function place(items: readonly Item[], arrows: readonly Arrow[], gaps: Gaps): Arrangement {
  const [only] = items;
  if (only !== undefined && items.length === 1) {
    const { id, width, height } = only;
    return { width, height, boxes: new Map([[id, { x: 0, y: 0, width, height }]]), routes: new Map() };
  }
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: "LR",
    nodesep: gaps.between,
    edgesep: gaps.between / 2,
    ranksep: gaps.along,
    ranker: items.length > THOROUGH ? "longest-path" : "tight-tree",
  });
  for (const { id, width, height } of items) graph.setNode(id, { width, height });
  for (const { id, from, to } of arrows) graph.setEdge(from, to, {}, id);
  layout(graph, { disableOptimalOrderHeuristic: items.length > THOROUGH });
  const { width, height } = graph.graph();
  return {
    width: width ?? 0,
    height: height ?? 0,
    boxes: new Map(
      items.map((item) => {
        // dagre's places are centres.
        const { x, y } = graph.node(item.id);
        return [item.id, { x: x - item.width / 2, y: y - item.height / 2, width: item.width, height: item.height }];
      }),
    ),
    routes: new Map(arrows.map(({ id, from, to }) => [id, graph.edge(from, to, id).points])),
  };
}

/** Puts parts into rows; the rows make about the wanted shape. */
function pack(parts: readonly Arrangement[], gap: number): Arrangement {
  const area = parts.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const limit = Math.max(Math.sqrt(area * ASPECT), ...parts.map(({ width }) => width));
  const boxes = new Map<string, Box>();
  const routes = new Map<string, readonly Point[]>();
  let [x, y, row, widest] = [0, 0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > limit) {
      x = 0;
      y += row + gap;
      row = 0;
    }
    const offset = { x, y };
    for (const [id, box] of part.boxes) boxes.set(id, moved(box, offset));
    for (const [id, points] of part.routes)
      routes.set(
        id,
        points.map((point) => moved(point, offset)),
      );
    widest = Math.max(widest, x + part.width);
    row = Math.max(row, part.height);
    x += part.width + gap;
  }
  return { width: widest, height: y + row, boxes, routes };
}
