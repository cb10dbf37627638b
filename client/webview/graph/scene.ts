/** What is drawn where: environments as frames, their tasks inside, and the lines between. Pure; drawing it is draw.ts's work. */

import type { Graph, GraphEdge, GraphTask } from "../../../protocol/graph.ts";
import type { CallKind, EnvironmentCategory, TaskKind } from "../../../protocol/model.ts";
import { type Arrangement, type Arrow, arrange, type Item } from "./arrange.ts";
import { type Box, curve, moved, type Point } from "./geometry.ts";

/** A frame with tasks in it, or, collapsed, only its head. */
export interface Frame extends Box {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  /** `unknown` for the environment of tasks whose environment can't be told. */
  readonly category: EnvironmentCategory | "unknown";
  readonly tasks: number;
  readonly collapsed: boolean;
}

/** A task, or something unknown that is called. */
export interface Node extends Box {
  readonly id: string;
  /** Absent for what stands by itself. */
  readonly frame?: string;
  readonly title: string;
  readonly detail: string;
  readonly kind: TaskKind | "unknown";
}

export interface Line {
  readonly id: string;
  readonly kind: "dependsOn" | CallKind;
  readonly certain: boolean;
  /** Ends as in the graph, also where they are drawn at a collapsed frame. */
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Where a word about the line stands. */
  readonly middle: Point;
}

export interface Scene {
  readonly frames: readonly Frame[];
  readonly nodes: readonly Node[];
  readonly lines: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** How wide a text is, in pixels. */
export interface Measure {
  title(text: string): number;
  task(text: string): number;
  detail(text: string): number;
}

export const NODE_HEIGHT = 46;
export const HEAD_HEIGHT = 48;
export const MARGIN = 24;
const INSET = 14;
const NODE_PADDING = 44;
const NODE_WIDTH = { least: 132, most: 268 };
const HEAD_PADDING = 88;
const HEAD_WIDTH = { least: 190, most: 380 };
const INNER = { between: 14, along: 46 };
const OUTER = { between: 34, along: 84 };

/** Arrangements inside of frames, kept from one scene to the next: an edit changes few of them. */
export type Memory = Map<string, Arrangement>;

export function makeScene(
  graph: Graph,
  collapsed: ReadonlySet<string>,
  unknown: Readonly<Record<"environment" | "task", string>>,
  measure: Measure,
  memory: Memory = new Map(),
): Scene {
  const tasks = groupBy(graph.tasks, ({ environment }) => environment);
  const heads = [
    ...graph.environments.map(({ id, name, summary, category }) => ({ id, title: name, detail: summary, category })),
    ...graph.unknowns
      .filter(({ id, of }) => of === "environment" || tasks.has(id))
      .map(({ id, name, why }) => ({
        id,
        title: name ?? unknown.environment,
        detail: why,
        category: "unknown" as const,
      })),
  ];
  const homes = new Map(graph.tasks.map(({ id, environment }) => [id, environment]));
  const calls = graph.calls.filter(({ from, to }) => from !== to);
  const innerCalls = groupBy(
    calls.filter(({ from, to }) => homes.get(from) !== undefined && homes.get(from) === homes.get(to)),
    ({ from }) => homes.get(from) ?? "",
  );

  const used: Memory = new Map();
  const insides = new Map<string, Arrangement>();
  for (const head of heads) {
    const { id } = head;
    const own = tasks.get(id) ?? [];
    if (own.length === 0 || collapsed.has(id)) continue;
    const inside = remembered(nodeItems(own, measure), arrowsOf(innerCalls.get(id) ?? []), memory, used);
    insides.set(id, stretched(inside, headWidth(head, measure) - 2 * INSET));
  }
  memory.clear();
  for (const [key, arrangement] of used) memory.set(key, arrangement);

  const loose = graph.unknowns.filter(({ id, of }) => of === "task" && !tasks.has(id));
  const items: Item[] = [
    ...heads.map((head) => frameItem(head, insides.get(head.id), measure)),
    ...loose.map(({ id, name, why }) => ({ id, ...nodeSize([{ title: name ?? unknown.task, detail: why }], measure) })),
  ];
  const ends = (id: string): string => homes.get(id) ?? id;
  const outer = unique(
    [
      ...graph.dependsOn.map(({ from, to }) => ({ id: `d ${from}\n${to}`, from, to })),
      ...calls.map(({ from, to }) => ({ id: `c ${ends(from)}\n${ends(to)}`, from: ends(from), to: ends(to) })),
    ].filter(({ from, to }) => from !== to),
  );
  const whole = arrange(items, outer, OUTER);
  const offset = { x: MARGIN, y: MARGIN };
  const frameBoxes = new Map([...whole.boxes].map(([id, box]) => [id, moved(box, offset)]));
  const routes = new Map([...whole.routes].map(([id, points]) => [id, points.map((each) => moved(each, offset))]));

  const frames = heads.flatMap((head): Frame[] => {
    const box = frameBoxes.get(head.id);
    const count = tasks.get(head.id)?.length ?? 0;
    return box === undefined ? [] : [{ ...head, ...box, tasks: count, collapsed: count > 0 && !insides.has(head.id) }];
  });
  const nodeBoxes = new Map<string, Box>();
  const nodes: Node[] = [];
  for (const frame of frames) {
    const inside = insides.get(frame.id);
    if (inside === undefined) continue;
    const corner = { x: frame.x + INSET, y: frame.y + HEAD_HEIGHT };
    for (const task of tasks.get(frame.id) ?? []) {
      const box = inside.boxes.get(task.id);
      if (box === undefined) continue;
      const placed = moved(box, corner);
      nodeBoxes.set(task.id, placed);
      nodes.push({ id: task.id, frame: frame.id, kind: task.kind, ...textOf(task), ...placed });
    }
    for (const [id, points] of inside.routes)
      routes.set(
        id,
        points.map((each) => moved(each, corner)),
      );
  }
  for (const { id, name, why } of loose) {
    const box = frameBoxes.get(id);
    if (box === undefined) continue;
    nodeBoxes.set(id, box);
    nodes.push({ id, kind: "unknown", title: name ?? unknown.task, detail: why, ...box });
  }

  const route = (from: string, to: string, kind: Line["kind"]): readonly Point[] => {
    if (kind === "dependsOn") {
      const [start, end] = [frameBoxes.get(from), frameBoxes.get(to)];
      if (start === undefined || end === undefined) return [];
      return from === to ? loop(start) : joined(start, end, routes.get(`d ${from}\n${to}`) ?? []);
    }
    const [home, away] = [ends(from), ends(to)];
    const start = nodeBoxes.get(from) ?? frameBoxes.get(home);
    const end = nodeBoxes.get(to) ?? frameBoxes.get(away);
    if (start === undefined || end === undefined) return [];
    if (from === to) return nodeBoxes.has(from) ? loop(start) : [];
    // Inside of a collapsed frame there is nothing to see.
    if (home === away) return nodeBoxes.has(from) ? joined(start, end, routes.get(`${from}\n${to}`) ?? []) : [];
    const between = routes.get(`c ${home}\n${away}`) ?? [];
    return crossing(start, frameBoxes.get(home) ?? start, end, frameBoxes.get(away) ?? end, between);
  };
  const line = ({ from, to, certain }: GraphEdge, kind: Line["kind"]): Line[] => {
    const points = route(from, to, kind);
    const middle = points[Math.floor(points.length / 2)];
    if (middle === undefined) return [];
    return [{ id: `${kind} ${from}\n${to}`, kind, certain, from, to, path: curve(points), middle: halfway(points) }];
  };
  return {
    frames,
    nodes,
    lines: [
      ...graph.dependsOn.flatMap((edge) => line(edge, "dependsOn")),
      ...graph.calls.flatMap((call) => line(call, call.kind)),
    ],
    width: whole.width + 2 * MARGIN,
    height: whole.height + 2 * MARGIN,
  };
}

const textOf = ({ shortName, signature, summary }: GraphTask) => ({
  title: shortName,
  detail: summary === "" ? signature : summary,
});

/** One size for all nodes of a frame: they stand in columns. */
function nodeSize(texts: readonly { readonly title: string; readonly detail: string }[], measure: Measure) {
  const widest = Math.max(...texts.map(({ title, detail }) => Math.max(measure.task(title), measure.detail(detail))));
  return { width: between(widest + NODE_PADDING, NODE_WIDTH), height: NODE_HEIGHT };
}

function nodeItems(tasks: readonly GraphTask[], measure: Measure): readonly Item[] {
  const size = nodeSize(tasks.map(textOf), measure);
  return tasks.map(({ id }) => ({ id, ...size }));
}

function frameItem(
  { id, title, detail }: { readonly id: string; readonly title: string; readonly detail: string },
  inside: Arrangement | undefined,
  measure: Measure,
): Item {
  const head = headWidth({ title, detail }, measure);
  if (inside === undefined) return { id, width: head, height: HEAD_HEIGHT + 4 };
  return {
    id,
    width: Math.max(head, inside.width + 2 * INSET),
    height: HEAD_HEIGHT + inside.height + INSET,
  };
}

function headWidth({ title, detail }: { readonly title: string; readonly detail: string }, measure: Measure): number {
  return between(Math.max(measure.title(title), measure.detail(detail)) + HEAD_PADDING, HEAD_WIDTH);
}

/** A single column is as wide as its frame. */
function stretched(inside: Arrangement, width: number): Arrangement {
  const boxes = [...inside.boxes];
  if (inside.width >= width || boxes.some(([, { x }]) => x !== 0)) return inside;
  return { ...inside, width, boxes: new Map(boxes.map(([id, box]) => [id, { ...box, width }])) };
}

const between = (value: number, { least, most }: { readonly least: number; readonly most: number }): number =>
  Math.ceil(Math.min(most, Math.max(least, value)));

const arrowsOf = (edges: readonly GraphEdge[]): readonly Arrow[] =>
  unique(edges.map(({ from, to }) => ({ id: `${from}\n${to}`, from, to })));

function remembered(items: readonly Item[], arrows: readonly Arrow[], memory: Memory, used: Memory): Arrangement {
  const key = JSON.stringify([items, arrows.map(({ id }) => id)]);
  const arrangement = memory.get(key) ?? arrange(items, arrows, INNER);
  used.set(key, arrangement);
  return arrangement;
}

/** From the side of one box that looks at the way to the side of the other, with the way's inner points between. */
function joined(start: Box, end: Box, way: readonly Point[]): readonly Point[] {
  const inner = way.slice(1, -1);
  return [port(start, inner[0] ?? middleOf(end)), ...inner, port(end, inner.at(-1) ?? middleOf(start))];
}

/** Level through the frames' borders, and on the way between them. */
function crossing(start: Box, home: Box, end: Box, away: Box, way: readonly Point[]): readonly Point[] {
  const inner = way.slice(1, -1);
  const out = port(start, inner[0] ?? middleOf(away));
  const into = port(end, inner.at(-1) ?? middleOf(home));
  const exit = { x: out.x > middleOf(start).x ? home.x + home.width : home.x, y: out.y };
  const entry = { x: into.x > middleOf(end).x ? away.x + away.width : away.x, y: into.y };
  return [out, ...(exit.x === out.x ? [] : [exit]), ...inner, ...(entry.x === into.x ? [] : [entry]), into];
}

const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 });

function port(box: Box, towards: Point): Point {
  const middle = middleOf(box);
  return { x: towards.x >= middle.x ? box.x + box.width : box.x, y: middle.y };
}

/** Out of the right side and back into it from above. */
function loop({ x, y, width }: Box): readonly Point[] {
  const right = x + width;
  return [
    { x: right, y: y + 14 },
    { x: right + 14, y: y + 2 },
    { x: right - 12, y },
  ];
}

function halfway(points: readonly Point[]): Point {
  const [before, after] = [points[Math.ceil(points.length / 2) - 1], points[Math.floor(points.length / 2)]];
  if (before === undefined || after === undefined) return { x: 0, y: 0 };
  return { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2 };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

const unique = (arrows: readonly Arrow[]): readonly Arrow[] => [
  ...new Map(arrows.map((each) => [each.id, each])).values(),
];
