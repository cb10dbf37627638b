/** What is drawn where: environments as frames, their tasks inside, and the lines between. Pure; drawing it is draw.ts's work. */

import type {
  GraphPicture,
  PictureCall,
  PictureEdge,
  PictureModule,
  PictureStart,
  PictureTask,
} from "../../../protocol/graphView.ts";
import type { EnvironmentCategory, TaskKind } from "../../../protocol/model.ts";
import { type Arrangement, type Arrow, arrange, type Item } from "./arrange.ts";
import { type EdgeKind, triggerText } from "./describe.ts";
import { type Box, curve, moved, type Point, type Size } from "./geometry.ts";
import { across, between, halfway, loop } from "./lines.ts";
import { CLOSED_HEIGHT, HEAD_HEIGHT, headWidth, INSET, type Label, type Measure, nodeSize } from "./sizes.ts";

/** A frame with tasks or served modules in it, or, collapsed, only its head. */
export interface Frame extends Box, Label {
  readonly id: string;
  /** `installed` for a package's; `unknown` for the environment of tasks whose environment can't be told. */
  readonly category: EnvironmentCategory | "installed" | "unknown";
  /** How many tasks and modules are in it. */
  readonly holds: number;
  readonly collapsed: boolean;
}

/** A task, a connector's module, a script, or what is called and none of the folder's. */
export interface Node extends Box, Label {
  readonly id: string;
  /** Absent for what stands by itself. */
  readonly frame?: string;
  readonly kind: TaskKind | "module" | "installed" | "script" | "unknown";
  /** When it is started, a line each. */
  readonly triggers: readonly string[];
  /** False where its name can't be told. */
  readonly certain?: boolean;
}

export interface Line {
  readonly kind: EdgeKind;
  readonly certain: boolean;
  /** It is a step of a circle of dependencies. */
  readonly inCircle: boolean;
  /** Ends as in the graph, also where they are drawn at a collapsed frame. */
  readonly from: string;
  readonly to: string;
  readonly path: string;
  /** Where a word about the line stands. */
  readonly middle: Point;
}

export interface Scene extends Size {
  readonly frames: readonly Frame[];
  readonly nodes: readonly Node[];
  readonly lines: readonly Line[];
}

/** What the user and the page make of a graph's looks. */
export interface Looks {
  /** Ids of frames that show only their heads. */
  readonly collapsed: ReadonlySet<string>;
  /** What is written into unknowns without a name. */
  readonly unknown: Readonly<Record<"environment" | "task" | "module", string>>;
  /** Written below a module's name. */
  readonly served: string;
  readonly measure: Measure;
}

/** Arrangements inside of frames, kept from one scene to the next: an edit changes few of them. */
export type Memory = Map<string, Arrangement>;

const MARGIN = 24;
const INNER = { between: 14, along: 46 };
const OUTER = { between: 34, along: 84 };

/** A node before it has a place. */
type Inner = Omit<Node, keyof Box> & { readonly frame: string };

type Head = Pick<Frame, "id" | "title" | "detail" | "category">;

/** Frames are arranged by what their tasks call and they depend on, after the tasks inside of each. */
export function makeScene(graph: GraphPicture, looks: Looks, memory: Memory = new Map()): Scene {
  const parts = partsOf(graph, looks);
  const insides = insidesOf(parts, looks, memory);
  const items: Item[] = [
    ...parts.heads.map((head) => frameItem(head, insides.get(head.id), looks.measure)),
    ...parts.loose.map((label) => ({ id: label.id, ...nodeSize([label], looks.measure) })),
  ];
  const whole = arrange(items, outerArrows(graph, parts), OUTER);
  const places = placesOf(whole, parts, insides);
  const steps = new Set(
    graph.circles.flatMap((ids) => ids.map((id, at) => stepOf(id, ids[(at + 1) % ids.length] ?? id))),
  );
  return {
    frames: parts.heads.flatMap((head): Frame[] => {
      const box = places.outer.get(head.id);
      const holds = parts.inside.get(head.id)?.length ?? 0;
      return box === undefined ? [] : [{ ...head, ...box, holds, collapsed: holds > 0 && !insides.has(head.id) }];
    }),
    nodes: [
      ...parts.inner.flatMap((node): Node[] => {
        const box = places.inside.get(node.id);
        return box === undefined ? [] : [{ ...node, ...box }];
      }),
      ...parts.loose.flatMap((label): Node[] => {
        const box = places.outer.get(label.id);
        return box === undefined ? [] : [{ ...label, triggers: [], ...box }];
      }),
    ],
    lines: [
      ...graph.dependsOn.flatMap((edge) =>
        line(edge, "dependsOn", dependencyWay(edge, places), steps.has(stepOf(edge.from, edge.to))),
      ),
      ...graph.calls.flatMap((call) => line(call, call.kind, taskWay(call, parts, places, callArrow))),
      ...graph.starts.flatMap((edge) => line(edge, edge.kind, taskWay(edge, parts, places, startArrow(edge.kind)))),
    ],
    width: whole.width + 2 * MARGIN,
    height: whole.height + 2 * MARGIN,
  };
}

/** The graph as frames, what is in them, and what stands by itself. */
interface Parts {
  readonly heads: readonly Head[];
  /** Tasks and modules. */
  readonly inner: readonly Inner[];
  /** The same by frame. */
  readonly inside: ReadonlyMap<string, readonly Inner[]>;
  /** Scripts, and what is called and none of the folder's. */
  readonly loose: readonly (Label & Pick<Node, "id" | "kind">)[];
  /** Calls from one task of a frame to another, by frame. */
  readonly innerCalls: ReadonlyMap<string, readonly PictureCall[]>;
  /** The frame of a task; everything else is its own. */
  frameOf(id: string): string;
}

function partsOf(graph: GraphPicture, looks: Looks): Parts {
  const { unknown } = looks;
  const inner = [...graph.tasks.map(taskNode), ...graph.modules.map((module) => moduleNode(module, looks))];
  const homes = new Map(inner.map(({ id, frame }) => [id, frame]));
  const frameOf = (id: string): string => homes.get(id) ?? id;
  const unknowns = graph.unknowns.map(({ id, of, name, why }) => ({
    of,
    label: { id, title: name ?? unknown[of], detail: why },
  }));
  return {
    heads: [
      ...graph.environments.map(({ id, name, summary, category }) => ({ id, title: name, detail: summary, category })),
      ...graph.installed
        .filter(({ of }) => of === "environment")
        .map(({ id, name, module }) => ({ id, title: name, detail: module, category: "installed" as const })),
      ...unknowns
        .filter(({ of }) => of === "environment")
        .map(({ label }) => ({ ...label, category: "unknown" as const })),
    ],
    inner,
    inside: groupBy(inner, ({ frame }) => frame),
    loose: [
      ...graph.entryPoints.map(({ id, name, where }) => ({ id, title: name, detail: where, kind: "script" as const })),
      ...graph.installed
        .filter(({ of }) => of === "task")
        .map(({ id, name, module }) => ({ id, title: name, detail: module, kind: "installed" as const })),
      ...unknowns.filter(({ of }) => of === "task").map(({ label }) => ({ ...label, kind: "unknown" as const })),
    ],
    innerCalls: groupBy(
      graph.calls.filter(({ from, to }) => from !== to && homes.has(to) && frameOf(from) === frameOf(to)),
      ({ from }) => frameOf(from),
    ),
    frameOf,
  };
}

/** What is in each open frame, arranged; what was arranged before is taken from the memory. */
function insidesOf(
  { heads, inside, innerCalls }: Parts,
  { collapsed, measure }: Looks,
  memory: Memory,
): ReadonlyMap<string, Arrangement> {
  const used: Memory = new Map();
  const insides = new Map<string, Arrangement>();
  for (const head of heads) {
    const own = inside.get(head.id) ?? [];
    if (own.length === 0 || collapsed.has(head.id)) continue;
    const size = nodeSize(own, measure);
    const items = own.map(({ id }) => ({ id, ...size }));
    const arrows = unique((innerCalls.get(head.id) ?? []).map(({ from, to }) => ({ id: `${from}\n${to}`, from, to })));
    const key = JSON.stringify([items, arrows.map(({ id }) => id)]);
    const arrangement = memory.get(key) ?? arrange(items, arrows, INNER);
    used.set(key, arrangement);
    insides.set(head.id, stretched(arrangement, headWidth(head, measure) - 2 * INSET));
  }
  memory.clear();
  for (const [key, arrangement] of used) memory.set(key, arrangement);
  return insides;
}

/** A single column is as wide as its frame. */
function stretched(inside: Arrangement, width: number): Arrangement {
  const boxes = [...inside.boxes];
  if (inside.width >= width || boxes.some(([, { x }]) => x !== 0)) return inside;
  return { ...inside, width, boxes: new Map(boxes.map(([id, box]) => [id, { ...box, width }])) };
}

function frameItem(head: Head, inside: Arrangement | undefined, measure: Measure): Item {
  const width = headWidth(head, measure);
  if (inside === undefined) return { id: head.id, width, height: CLOSED_HEIGHT };
  return {
    id: head.id,
    width: Math.max(width, inside.width + 2 * INSET),
    height: HEAD_HEIGHT + inside.height + INSET,
  };
}

/** Dependencies, calls and each kind of start go different ways, though they join the same frames. */
const dependencyArrow = (from: string, to: string): string => `depends ${from}\n${to}`;
const callArrow = (from: string, to: string): string => `calls ${from}\n${to}`;
const startArrow =
  (kind: PictureStart["kind"]) =>
  (from: string, to: string): string =>
    `${kind} ${from}\n${to}`;

function outerArrows(graph: GraphPicture, { frameOf }: Parts): readonly Arrow[] {
  return unique(
    [
      ...graph.dependsOn.map(({ from, to }) => ({ id: dependencyArrow(from, to), from, to })),
      ...[
        ...graph.calls.map((call) => ({ ...call, arrow: callArrow })),
        ...graph.starts.map((start) => ({ ...start, arrow: startArrow(start.kind) })),
      ].map(({ arrow, ...edge }) => {
        const [from, to] = [frameOf(edge.from), frameOf(edge.to)];
        return { id: arrow(from, to), from, to };
      }),
    ].filter(({ from, to }) => from !== to),
  );
}

/** Where everything came to lie. */
interface Places {
  /** Frames, and what stands by itself. */
  readonly outer: ReadonlyMap<string, Box>;
  readonly inside: ReadonlyMap<string, Box>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

function placesOf(whole: Arrangement, { heads }: Parts, insides: ReadonlyMap<string, Arrangement>): Places {
  const outer = new Map<string, Box>();
  const within = new Map<string, Box>();
  const routes = new Map<string, readonly Point[]>();
  const put = (arrangement: Arrangement, boxes: Map<string, Box>, corner: Point): void => {
    for (const [id, box] of arrangement.boxes) boxes.set(id, moved(box, corner));
    for (const [id, points] of arrangement.routes) {
      routes.set(
        id,
        points.map((point) => moved(point, corner)),
      );
    }
  };
  put(whole, outer, { x: MARGIN, y: MARGIN });
  for (const { id } of heads) {
    const [box, inside] = [outer.get(id), insides.get(id)];
    if (box !== undefined && inside !== undefined) put(inside, within, { x: box.x + INSET, y: box.y + HEAD_HEIGHT });
  }
  return { outer, inside: within, routes };
}

function dependencyWay({ from, to }: PictureEdge, { outer, routes }: Places): readonly Point[] {
  const [start, end] = [outer.get(from), outer.get(to)];
  if (start === undefined || end === undefined) return [];
  return from === to ? loop(start) : between(start, end, routes.get(dependencyArrow(from, to)) ?? []);
}

/** Of calls and starts: from the tasks themselves where they are shown, else from their frames. Inside of a collapsed frame there is nothing to see. */
function taskWay(
  { from, to }: PictureEdge,
  { frameOf }: Parts,
  { outer, inside, routes }: Places,
  arrow: (from: string, to: string) => string,
): readonly Point[] {
  const [home, away] = [outer.get(frameOf(from)), outer.get(frameOf(to))];
  if (home === undefined || away === undefined) return [];
  const [start, end] = [inside.get(from) ?? home, inside.get(to) ?? away];
  if (frameOf(from) !== frameOf(to)) {
    return across(start, home, end, away, routes.get(arrow(frameOf(from), frameOf(to))) ?? []);
  }
  if (start === home) return [];
  return from === to ? loop(start) : between(start, end, routes.get(`${from}\n${to}`) ?? []);
}

function line(
  { from, to, certain }: PictureEdge,
  kind: Line["kind"],
  way: readonly Point[],
  inCircle = false,
): readonly Line[] {
  return way.length === 0 ? [] : [{ kind, certain, inCircle, from, to, path: curve(way), middle: halfway(way) }];
}

const stepOf = (from: string, to: string): string => `${from}\n${to}`;

const taskNode = ({ id, environment, kind, shortName, signature, summary, triggers }: PictureTask): Inner => ({
  id,
  frame: environment,
  kind,
  triggers: triggers.map(triggerText),
  title: shortName,
  detail: summary === "" ? signature : summary,
  ...(triggers.length === 0 ? {} : { clock: true }),
});

const moduleNode = ({ id, environment, name, why }: PictureModule, { unknown, served }: Looks): Inner => ({
  id,
  frame: environment,
  kind: "module",
  triggers: [],
  certain: name !== undefined,
  title: name ?? unknown.module,
  detail: why ?? served,
});

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
