/** The graph of a project model. What can't be told from the text becomes a node of its own; no edge is dropped. Drawing is for others. */

import * as l10n from "@vscode/l10n";
import type { Graph, GraphCall, GraphEdge, GraphEnvironment, GraphTask, GraphUnknown } from "../../protocol/graph.ts";
import type { Call, DependsOn, Environment, Installed, ProjectModel, Task } from "../../protocol/model.ts";
import type { Value } from "../../protocol/value.ts";
import { assertNever } from "../base/assertNever.ts";
import { whenText } from "./whenText.ts";

/** Everything that the model defines, in the order of its files. */
export function makeGraph(model: ProjectModel): Graph {
  const environments = environmentsById(model);
  const tasks = new Map(model.files.flatMap((file) => file.tasks.map((each) => [each.id, each] as const)));
  const installed = new Map(
    model.files.flatMap((file) => (file.installed ?? []).map((each) => [each.id, each] as const)),
  );
  const unknowns = unknownNodes();
  return {
    environments: [...new Set(environments.values())].map(environmentNode),
    tasks: [...tasks.values()].map((task) => taskNode(task, environments, installed, unknowns)),
    dependsOn: joined(
      model.files.flatMap((file) =>
        file.dependsOn.flatMap((each) => dependencies(each, environments, installed, unknowns)),
      ),
      () => "",
    ),
    calls: joined(
      model.files.flatMap((file) => file.calls.flatMap((call) => callEdges(call, tasks, installed, unknowns))),
      ({ kind }) => kind,
    ),
    // Last: the others find them.
    unknowns: unknowns.all(),
  };
}

/** The model's ids are unique among environments and among tasks, not among both. */
const environmentId = (id: string): string => `environment:${id}`;
const taskId = (id: string): string => `task:${id}`;

/** Each environment by its id. Those that branches make under one name and variable are deployed as one, the first stands for all. */
function environmentsById(model: ProjectModel): ReadonlyMap<string, Environment> {
  const first = new Map<string, Environment>();
  const byId = new Map<string, Environment>();
  for (const { environments } of model.files) {
    for (const environment of environments) {
      const { id, name, variable, when, place } = environment;
      const key =
        name.kind === "known" && variable !== undefined ? `${place.file}|${name.value}|${variable}|${when}` : id;
      const present = first.get(key);
      if (present === undefined) first.set(key, environment);
      byId.set(id, present ?? environment);
    }
  }
  return byId;
}

function environmentNode(environment: Environment): GraphEnvironment {
  const { id, name, variable, kind, category, summary, place, selection, when } = environment;
  const why = name.kind === "unknown" ? l10n.t("name unknown: {0}", name.why) : "";
  return {
    id: environmentId(id),
    name: namesOf(name) ?? (variable === undefined ? l10n.t("‹name unknown›") : `‹${variable}›`),
    kind,
    category,
    summary: inOneLine([why, summary, whenText(when)]),
    place: { ...place, range: selection },
  };
}

function taskNode(
  task: Task,
  environments: ReadonlyMap<string, Environment>,
  installed: InstalledById,
  unknowns: Unknowns,
): GraphTask {
  const { id, kind, summary, place, selection, when } = task;
  const name = namesOf(task.name) ?? task.function;
  const environment = environmentOf(task, environments);
  const prefix = environment?.name.kind === "known" ? `${environment.name.value}.` : undefined;
  return {
    id: taskId(id),
    name,
    shortName: prefix !== undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name,
    environment:
      environment === undefined ? homeOf(task, environments, installed, unknowns) : environmentId(environment.id),
    kind,
    signature: task.signature,
    summary: inOneLine([summary, whenText(when)]),
    place: { ...place, range: selection },
  };
}

/** The task's environment; undefined where it is unknown, one of several, or not of this folder. */
function environmentOf({ environment }: Task, environments: ReadonlyMap<string, Environment>): Environment | undefined {
  if (environment.kind === "unknown") return undefined;
  const ids = environment.kind === "known" ? [environment.value] : environment.values;
  const found = new Set(ids.map((id) => environments.get(id)));
  const [only] = found;
  return found.size === 1 ? only : undefined;
}

/** The unknown that stands for a task's environment. */
function homeOf(
  { environment, place }: Task,
  environments: ReadonlyMap<string, Environment>,
  installed: InstalledById,
  unknowns: Unknowns,
): string {
  switch (environment.kind) {
    case "known":
      return unknowns.add({ of: "environment", ...elsewhere(environment.value, installed), place });
    case "oneOf": {
      const names = environment.values.map((id) => {
        const found = environments.get(id);
        return (found && namesOf(found.name)) ?? found?.variable ?? "?";
      });
      return unknowns.add({ of: "environment", name: or(names), why: oneOfSeveral(), place });
    }
    case "unknown":
      return unknowns.add({ of: "environment", why: environment.why, place });
    default:
      return assertNever(environment);
  }
}

function dependencies(
  { from, to, fromName, toName, place }: DependsOn,
  environments: ReadonlyMap<string, Environment>,
  installed: InstalledById,
  unknowns: Unknowns,
): readonly GraphEdge[] {
  const nodeOf = (id: string): string | undefined => {
    const found = environments.get(id);
    return found && environmentId(found.id);
  };
  const end = (value: Value<string>, name: Value<string>) =>
    endsOf(value, nodeOf, (why, id) => {
      const known = namesOf(name);
      const named = { ...(known === undefined ? {} : { name: known }), why };
      return unknowns.add({
        of: "environment",
        ...named,
        ...(id === undefined ? {} : elsewhere(id, installed)),
        place,
      });
    });
  const starts = end(from, fromName);
  const targets = end(to, toName);
  const certain = starts.length === 1 && targets.length === 1;
  return starts.flatMap((start) => targets.map((target) => ({ from: start, to: target, certain, place })));
}

function callEdges(
  { from, to, kind, place }: Call,
  tasks: ReadonlyMap<string, Task>,
  installed: InstalledById,
  unknowns: Unknowns,
): readonly GraphCall[] {
  // Of a task that isn't there any more nothing can be said.
  if (!tasks.has(from)) return [];
  const nodeOf = (id: string): string | undefined => (tasks.has(id) ? taskId(id) : undefined);
  const targets = endsOf(to, nodeOf, (why, id) => {
    const known = id === undefined ? undefined : installed.get(id);
    // What an installed package defines is the same for each caller.
    if (known !== undefined) return unknowns.add({ of: "task", ...elsewhere(known.id, installed), place });
    const name = id?.slice(id.lastIndexOf("#") + 1);
    // Two callers of something unknown need not call the same.
    return unknowns.add({ of: "task", ...(name === undefined ? {} : { name }), why, place }, from);
  });
  const certain = targets.length === 1;
  return targets.map((target) => ({ from: taskId(from), to: target, kind, certain, place }));
}

type InstalledById = ReadonlyMap<string, Installed>;

/** What is known of an entity that is none of the folder's: an installed package's has a name and an origin. */
function elsewhere(id: string, installed: InstalledById): Pick<GraphUnknown, "name" | "why"> {
  const found = installed.get(id);
  if (found === undefined) return { why: outside() };
  const name = namesOf(found.name);
  return { ...(name === undefined ? {} : { name }), why: l10n.t("of the installed {0}", found.module) };
}

/** The ids that a value allows; of what isn't in the graph, those of its unknowns. */
function endsOf(
  value: Value<string>,
  nodeOf: (id: string) => string | undefined,
  unknown: (why: string, id?: string) => string,
): readonly string[] {
  switch (value.kind) {
    case "known":
      return [nodeOf(value.value) ?? unknown(outside(), value.value)];
    case "oneOf":
      return [...new Set(value.values.map((id) => nodeOf(id) ?? unknown(outside(), id)))];
    case "unknown":
      return [unknown(value.why)];
    default:
      return assertNever(value);
  }
}

interface Unknowns {
  /** Answers the id; what reads the same for the same `user` is the same node. */
  add(unknown: Omit<GraphUnknown, "id">, user?: string): string;
  all(): readonly GraphUnknown[];
}

function unknownNodes(): Unknowns {
  const byId = new Map<string, GraphUnknown>();
  return {
    add: (unknown, user = "") => {
      const id = `unknown:${[unknown.of, unknown.name ?? "", unknown.why, user].join("|")}`;
      if (!byId.has(id)) byId.set(id, { id, ...unknown });
      return id;
    },
    all: () => [...byId.values()],
  };
}

/** Each pair of ends once for each kind; certain when one of its statements is. */
function joined<E extends GraphEdge>(edges: readonly E[], kindOf: (edge: E) => string): readonly E[] {
  const byEnds = new Map<string, E>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}\n${kindOf(edge)}`;
    const present = byEnds.get(key);
    if (present === undefined) byEnds.set(key, edge);
    else if (edge.certain && !present.certain) byEnds.set(key, { ...present, certain: true });
  }
  return [...byEnds.values()];
}

function namesOf(name: Value<string>): string | undefined {
  switch (name.kind) {
    case "known":
      return name.value;
    case "oneOf":
      return or(name.values);
    case "unknown":
      return undefined;
    default:
      return assertNever(name);
  }
}

const or = (names: readonly string[]): string => names.join(l10n.t(" or "));
const outside = (): string => l10n.t("defined outside of this folder");
const oneOfSeveral = (): string => l10n.t("one of several");
const inOneLine = (parts: readonly string[]): string => parts.filter((part) => part !== "").join(" · ");
