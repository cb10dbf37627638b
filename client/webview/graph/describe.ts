/** What nodes are called and said to be: accessible names, the line below the drawing, and the neighbours of each. Pure. */

import type { GraphId } from "../../../protocol/graph.ts";
import type {
  GraphPicture,
  GraphWords,
  PictureEnvironment,
  PictureTask,
  PictureUnknown,
} from "../../../protocol/graphView.ts";
import { assertNever } from "../assertNever.ts";

/** One end of an edge, seen from the other. */
export interface Neighbour {
  readonly id: GraphId;
  readonly kind: string;
  readonly certain: boolean;
}

export type Thing =
  | { readonly type: "environment"; readonly environment: PictureEnvironment }
  | { readonly type: "task"; readonly task: PictureTask }
  | { readonly type: "unknown"; readonly unknown: PictureUnknown };

/** The graph as it is looked at: by id, and along edges both ways. */
export interface GraphIndex {
  readonly things: ReadonlyMap<GraphId, Thing>;
  readonly size: { readonly environments: number; readonly tasks: number };
  tasksOf(id: GraphId): readonly PictureTask[];
  /** What it depends on or calls. */
  out(id: GraphId): readonly Neighbour[];
  /** What depends on it or calls it. */
  in(id: GraphId): readonly Neighbour[];
}

export function indexOf(graph: GraphPicture): GraphIndex {
  const out = new Map<GraphId, Neighbour[]>();
  const into = new Map<GraphId, Neighbour[]>();
  const tasks = new Map<GraphId, PictureTask[]>();
  const edges = [...graph.dependsOn.map((edge) => ({ ...edge, kind: "dependsOn" })), ...graph.calls];
  for (const { from, to, kind, certain } of edges) {
    add(out, from, { id: to, kind, certain });
    add(into, to, { id: from, kind, certain });
  }
  for (const task of graph.tasks) add(tasks, task.environment, task);
  return {
    things: new Map<GraphId, Thing>([
      ...graph.environments.map((environment) => [environment.id, { type: "environment", environment }] as const),
      ...graph.tasks.map((task) => [task.id, { type: "task", task }] as const),
      ...graph.unknowns.map((unknown) => [unknown.id, { type: "unknown", unknown }] as const),
    ]),
    size: { environments: graph.environments.length, tasks: graph.tasks.length },
    tasksOf: (id) => tasks.get(id) ?? [],
    out: (id) => out.get(id) ?? [],
    in: (id) => into.get(id) ?? [],
  };
}

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
      return inOneLine([kind, countText(index.tasksOf(id).length, words), summary]);
    }
    case "task": {
      const { kind, signature, summary } = thing.task;
      return inOneLine([taskKind(kind, words), signature, summary]);
    }
    case "unknown": {
      const { of, why } = thing.unknown;
      return inOneLine([of === "environment" ? words.environmentUnknown : words.taskUnknown, why]);
    }
    default:
      return assertNever(thing);
  }
}

/** `Depends on features`, `Called by etl.main (map)`: one part for each direction that has any. */
export function relations(id: GraphId, index: GraphIndex, words: GraphWords): readonly string[] {
  const thing = index.things.get(id);
  const isEnvironment =
    thing?.type === "environment" || (thing?.type === "unknown" && thing.unknown.of === "environment");
  const said = (pattern: string, neighbours: readonly Neighbour[]): readonly string[] =>
    neighbours.length === 0
      ? []
      : [fill(pattern, neighbours.map((each) => neighbourText(each, index, words)).join(", "))];
  return [
    ...said(isEnvironment ? words.dependsOn : words.calls, index.out(id)),
    ...said(isEnvironment ? words.usedBy : words.calledBy, index.in(id)),
  ];
}

/** All of it in one line: the accessible name. */
export function describe(id: GraphId, index: GraphIndex, words: GraphWords): string {
  const thing = index.things.get(id);
  if (thing === undefined) return "?";
  return [nameOf(thing, words), kindText(thing, index, words), ...relations(id, index, words)].join(", ");
}

export function neighbourText({ id, kind, certain }: Neighbour, index: GraphIndex, words: GraphWords): string {
  const name = nameOf(index.things.get(id), words);
  const notes = [...(kind === "call" || kind === "dependsOn" ? [] : [kind]), ...(certain ? [] : [words.maybe])];
  return notes.length === 0 ? name : `${name} (${notes.join(", ")})`;
}

export const countText = (count: number, words: GraphWords): string =>
  count === 1 ? words.oneTask : fill(words.tasks, count);

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

const inOneLine = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");

/** Ids of what a search finds, in the graph's order. */
export function search(query: string, index: GraphIndex, words: GraphWords): readonly GraphId[] {
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return [];
  return [...index.things].filter(([, thing]) => nameOf(thing, words).toLowerCase().includes(wanted)).map(([id]) => id);
}
