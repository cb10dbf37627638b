/** What nodes are called and said to be: accessible names, the line below the drawing, and the neighbours of each. Pure. */

import { assertNever } from "../../../base/assertNever.ts";
import { inOneLine } from "../../../base/inOneLine.ts";
import type { GraphId } from "../../../protocol/graph.ts";
import type {
  GraphPicture,
  GraphWords,
  PictureEntryPoint,
  PictureEnvironment,
  PictureInstalled,
  PictureModule,
  PictureStart,
  PictureTask,
  PictureUnknown,
} from "../../../protocol/graphView.ts";
import type { CallKind } from "../../../protocol/model.ts";
import { circlesByNode, type DeploymentReach, reachOf } from "./along.ts";

/** How an edge joins its ends. */
export type EdgeKind = "dependsOn" | CallKind | PictureStart["kind"];

/** One end of an edge, seen from the other. */
export interface Neighbour {
  readonly id: GraphId;
  readonly kind: EdgeKind;
  readonly certain: boolean;
}

export type Thing =
  | { readonly type: "environment"; readonly environment: PictureEnvironment }
  | { readonly type: "task"; readonly task: PictureTask }
  | { readonly type: "module"; readonly module: PictureModule }
  | { readonly type: "installed"; readonly installed: PictureInstalled }
  | { readonly type: "entryPoint"; readonly entryPoint: PictureEntryPoint }
  | { readonly type: "unknown"; readonly unknown: PictureUnknown };

/** The graph as it is looked at: by id, and along edges both ways. */
export interface GraphIndex {
  readonly things: ReadonlyMap<GraphId, Thing>;
  readonly size: { readonly environments: number; readonly tasks: number };
  tasksOf(id: GraphId): readonly PictureTask[];
  /** What a connector serves. */
  modulesOf(id: GraphId): readonly PictureModule[];
  /** What it depends on, calls or starts. */
  out(id: GraphId): readonly Neighbour[];
  /** What depends on it, calls it or starts it. */
  in(id: GraphId): readonly Neighbour[];
  /** What a deployment of an environment takes along. */
  along(id: GraphId): DeploymentReach;
  /** The circles that an environment is in, or one that it leads to. */
  circles(id: GraphId): readonly (readonly GraphId[])[];
}

interface Ends {
  readonly from: GraphId;
  readonly to: GraphId;
}

export function indexOf(graph: GraphPicture): GraphIndex {
  const out = new Map<GraphId, Neighbour[]>();
  const into = new Map<GraphId, Neighbour[]>();
  const tasks = new Map<GraphId, PictureTask[]>();
  const modules = new Map<GraphId, PictureModule[]>();
  const edges: readonly (Ends & Omit<Neighbour, "id">)[] = [
    ...graph.dependsOn.map((edge) => ({ ...edge, kind: "dependsOn" as const })),
    ...graph.calls,
    ...graph.starts,
  ];
  for (const { from, to, kind, certain } of edges) {
    add(out, from, { id: to, kind, certain });
    add(into, to, { id: from, kind, certain });
  }
  for (const task of graph.tasks) add(tasks, task.environment, task);
  for (const module of graph.modules) add(modules, module.environment, module);
  const circles = circlesByNode(graph);
  return {
    things: new Map<GraphId, Thing>([
      ...graph.environments.map((environment) => [environment.id, { type: "environment", environment }] as const),
      ...graph.tasks.map((task) => [task.id, { type: "task", task }] as const),
      ...graph.modules.map((module) => [module.id, { type: "module", module }] as const),
      ...graph.installed.map((installed) => [installed.id, { type: "installed", installed }] as const),
      ...graph.entryPoints.map((entryPoint) => [entryPoint.id, { type: "entryPoint", entryPoint }] as const),
      ...graph.unknowns.map((unknown) => [unknown.id, { type: "unknown", unknown }] as const),
    ]),
    size: { environments: graph.environments.length, tasks: graph.tasks.length },
    tasksOf: (id) => tasks.get(id) ?? [],
    modulesOf: (id) => modules.get(id) ?? [],
    out: (id) => out.get(id) ?? [],
    in: (id) => into.get(id) ?? [],
    along: (id) => reachOf(graph, id),
    circles: (id) => circles.get(id) ?? [],
  };
}

/** A graph that hasn't come yet, or of no folder. */
export const NO_GRAPH: GraphPicture = {
  environments: [],
  tasks: [],
  modules: [],
  installed: [],
  entryPoints: [],
  unknowns: [],
  dependsOn: [],
  calls: [],
  starts: [],
  circles: [],
};

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const present = map.get(key);
  if (present === undefined) map.set(key, [value]);
  else present.push(value);
}

/** The name to find it by: Flyte's own. */
export function nameOf(thing: Thing | undefined, words: GraphWords): string {
  switch (thing?.type) {
    case undefined:
      return "?";
    case "environment":
      return thing.environment.name;
    case "task":
      return thing.task.name;
    case "module":
      return thing.module.name ?? words.moduleUnknown;
    case "installed":
      return thing.installed.name;
    case "entryPoint":
      return thing.entryPoint.name;
    case "unknown":
      return thing.unknown.name ?? (thing.unknown.of === "environment" ? words.environmentUnknown : words.taskUnknown);
    default:
      return assertNever(thing);
  }
}

/** What it is, after its name. */
export function kindText(thing: Thing, index: GraphIndex, words: GraphWords): string {
  switch (thing.type) {
    case "environment": {
      const { id, kind, summary } = thing.environment;
      return inOneLine([kind, ...countTexts(index, id, words), summary]);
    }
    case "task": {
      const { kind, signature, summary, triggers } = thing.task;
      // The summary says most schedules already.
      const unsaid = triggers.filter(({ schedule }) => !summary.includes(schedule)).map(triggerText);
      const said = unsaid.length === 0 ? "" : fill(words.triggers, unsaid.join(", "));
      return inOneLine([taskKind(kind, words), signature, summary, said]);
    }
    case "module":
      return inOneLine([words.servedModule, thing.module.why ?? ""]);
    case "installed": {
      const { of, module } = thing.installed;
      return fill(of === "environment" ? words.installedEnvironment : words.installedTask, module);
    }
    case "entryPoint":
      return inOneLine([words.script, thing.entryPoint.where]);
    case "unknown": {
      const { of, why } = thing.unknown;
      return inOneLine([of === "environment" ? words.environmentUnknown : words.taskUnknown, why]);
    }
    default:
      return assertNever(thing);
  }
}

/** `daily (at 06:00 UTC)` */
export const triggerText = ({ name, schedule }: PictureTask["triggers"][number]): string => `${name} (${schedule})`;

export function isEnvironment(thing: Thing | undefined): boolean {
  switch (thing?.type) {
    case "environment":
      return true;
    case "installed":
      return thing.installed.of === "environment";
    case "unknown":
      return thing.unknown.of === "environment";
    case "task":
    case "module":
    case "entryPoint":
    case undefined:
      return false;
    default:
      return assertNever(thing);
  }
}

/** Whether the end of an edge is this node, or in this environment. */
export function isWithin(end: GraphId, id: GraphId, index: GraphIndex): boolean {
  return end === id || homeOf(index.things.get(end)) === id;
}

/** The environment that something stands in. */
export function homeOf(thing: Thing | undefined): GraphId | undefined {
  switch (thing?.type) {
    case "task":
      return thing.task.environment;
    case "module":
      return thing.module.environment;
    case "environment":
    case "installed":
    case "entryPoint":
    case "unknown":
    case undefined:
      return undefined;
    default:
      return assertNever(thing);
  }
}

/** Words about neighbours, `depends on {0}`, and who they are. */
export interface Relation {
  readonly pattern: string;
  readonly neighbours: readonly Neighbour[];
}

/** One for each way that something is joined with others. */
export function relationsOf(id: GraphId, index: GraphIndex, words: GraphWords): readonly Relation[] {
  const groups = new Map<string, Neighbour[]>();
  for (const each of index.out(id)) add(groups, outward(each.kind, words), each);
  for (const each of index.in(id)) add(groups, inward(each.kind, words), each);
  return [...groups].map(([pattern, neighbours]) => ({ pattern, neighbours }));
}

/** What a deployment of an environment takes along, or why there can be none. */
export function deployment(id: GraphId, index: GraphIndex, words: GraphWords): readonly string[] {
  if (index.things.get(id)?.type !== "environment") return [];
  const circles = index.circles(id);
  if (circles.length > 0) return circles.slice(0, MAX_CIRCLES).map((circle) => circleText(id, circle, index, words));
  const { certain, maybe } = index.along(id);
  if (certain.size === 0) return maybe.size === 0 ? [] : [words.takesMaybe];
  const taken = certain.size === 1 ? words.takesOne : fill(words.takes, certain.size);
  return [maybe.size === 0 ? taken : fill(words.takesMaybeMore, taken)];
}

/** More say nothing new of an environment. */
const MAX_CIRCLES = 4;

function circleText(id: GraphId, circle: readonly GraphId[], index: GraphIndex, words: GraphWords): string {
  const names = circle.map((each) => nameOf(index.things.get(each), words));
  return circle.length === 1 && circle[0] === id
    ? words.ownCircle
    : fill(words.circle, [...names, names[0] ?? ""].join(" → "));
}

function outward(kind: EdgeKind, words: GraphWords): string {
  switch (kind) {
    case "dependsOn":
      return words.dependsOn;
    case "run":
      return words.runs;
    case "deploy":
      return words.deploys;
    case "serve":
      return words.serves;
    case "call":
    case "map":
    case "override":
    case "argument":
    case "reference":
      return words.calls;
    default:
      return assertNever(kind);
  }
}

function inward(kind: EdgeKind, words: GraphWords): string {
  switch (kind) {
    case "dependsOn":
      return words.usedBy;
    case "run":
      return words.runBy;
    case "deploy":
      return words.deployedBy;
    case "serve":
      return words.servedBy;
    case "call":
    case "map":
    case "override":
    case "argument":
    case "reference":
      return words.calledBy;
    default:
      return assertNever(kind);
  }
}

/** `depends on features`, `called by etl.main (map)` */
export function relations(id: GraphId, index: GraphIndex, words: GraphWords): readonly string[] {
  return relationsOf(id, index, words).map(({ pattern, neighbours }) =>
    fill(pattern, neighbours.map((each) => neighbourText(each, index, words)).join(", ")),
  );
}

/** All of it in one line: the accessible name. */
export function describe(id: GraphId, index: GraphIndex, words: GraphWords): string {
  const thing = index.things.get(id);
  if (thing === undefined) return "?";
  return [
    nameOf(thing, words),
    kindText(thing, index, words),
    ...deployment(id, index, words),
    ...relations(id, index, words),
  ].join(", ");
}

export function neighbourText({ id, kind, certain }: Neighbour, index: GraphIndex, words: GraphWords): string {
  const name = nameOf(index.things.get(id), words);
  const notes = [...callWord(kind), ...(certain ? [] : [words.maybe])];
  return notes.length === 0 ? name : `${name} (${notes.join(", ")})`;
}

/** How something is called, where it isn't plainly. */
function callWord(kind: EdgeKind): readonly string[] {
  switch (kind) {
    case "map":
    case "override":
    case "argument":
    case "reference":
      return [kind];
    case "call":
    case "dependsOn":
    case "run":
    case "deploy":
    case "serve":
      return [];
    default:
      return assertNever(kind);
  }
}

/** A connector serves modules, and may have no task at all. */
function countTexts(index: GraphIndex, id: GraphId, words: GraphWords): readonly string[] {
  const [tasks, modules] = [index.tasksOf(id).length, index.modulesOf(id).length];
  return [
    ...(tasks === 0 && modules > 0 ? [] : [tasks === 1 ? words.oneTask : fill(words.tasks, tasks)]),
    ...(modules === 0 ? [] : [modules === 1 ? words.oneModule : fill(words.modules, modules)]),
  ];
}

/** Fills `{0}`, `{1}` of a text. */
export function fill(text: string, ...values: readonly (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ""));
}

function taskKind(kind: PictureTask["kind"], words: GraphWords): string {
  switch (kind) {
    case "function":
      return words.task;
    case "container":
      return words.containerTask;
    case "reference":
      return words.remoteTask;
    default:
      return assertNever(kind);
  }
}

/** Ids of what a search finds, in the graph's order. */
export function search(query: string, index: GraphIndex, words: GraphWords): readonly GraphId[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  return [...index.things].filter(([, thing]) => nameOf(thing, words).toLowerCase().includes(wanted)).map(([id]) => id);
}
