/** The graph of a project model. What can't be told from the text becomes a node of its own; no edge is dropped. Drawing is for others. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import { namesOf, or } from "../../base/values.ts";
import type {
  Graph,
  GraphCall,
  GraphDependency,
  GraphEdge,
  GraphEnvironment,
  GraphTask,
} from "../../protocol/graph.ts";
import type {
  Call,
  DependsOn,
  EntryPoint,
  EntryTarget,
  Environment,
  ProjectModel,
  Task,
  When,
} from "../../protocol/model.ts";
import type { Value } from "../../protocol/value.ts";
import { circlesOf } from "./circles.ts";
import { modulesOf } from "./modules.ts";
import { type Outside, outside } from "./outside.ts";
import { startsOf } from "./starts.ts";

/** Everything that the model defines, in the order of its files. */
export function makeGraph(model: ProjectModel): Graph {
  const environments = environmentsById(model);
  const tasks = new Map(model.files.flatMap((file) => file.tasks.map((each) => [each.id, each] as const)));
  const others = outside(
    new Map(model.files.flatMap((file) => (file.installed ?? []).map((each) => [each.id, each] as const))),
  );
  const taskNodes = [...tasks.values()].map((task) => taskNode(task, environments, others));
  const declared = model.files.flatMap((file) =>
    file.dependsOn.flatMap((each) => dependencies(each, environments, others)),
  );
  const calls = model.files.flatMap((file) => file.calls.flatMap((call) => callEdges(call, tasks, others)));
  const { entryPoints, starts } = startsOf(model, (target, entry, node) =>
    startedBy(target, entry, node, environments, tasks, others),
  );
  // The others have been found by now, and what they bring along.
  const dependsOn = joined([...declared, ...others.dependencies()], () => "");
  const own = [...new Set(environments.values())];
  const summaries = summariesOf(model, environments);
  return {
    environments: own.map((each) => environmentNode(each, summaries.get(each) ?? new Set())),
    tasks: taskNodes,
    modules: own.flatMap((each) => modulesOf(each, environmentId(each.id))),
    ...others.nodes(),
    entryPoints,
    dependsOn,
    calls: joined(calls, ({ kind }) => kind),
    starts: joined(starts, ({ kind }) => kind),
    circles: circlesOf(dependsOn),
  };
}

/** The model's ids are unique among environments and among tasks, not among both. */
const environmentId = (id: string): string => `environment:${id}`;
const taskId = (id: string): string => `task:${id}`;

/** Each environment by its id. Of those that are deployed as one the first stands for all. */
function environmentsById(model: ProjectModel): ReadonlyMap<string, Environment> {
  const byId = new Map<string, Environment>();
  for (const environment of model.files.flatMap(({ environments }) => environments)) {
    const { id, alternativeTo = id } = environment;
    byId.set(id, byId.get(alternativeTo) ?? environment);
  }
  return byId;
}

/** What is said of each environment and of those that it stands for. */
function summariesOf(
  model: ProjectModel,
  environments: ReadonlyMap<string, Environment>,
): ReadonlyMap<Environment, ReadonlySet<string>> {
  const found = new Map<Environment, Set<string>>();
  for (const each of model.files.flatMap((file) => file.environments)) {
    const shown = environments.get(each.id) ?? each;
    found.set(shown, (found.get(shown) ?? new Set()).add(each.summary));
  }
  return found;
}

function environmentNode(environment: Environment, summaries: ReadonlySet<string>): GraphEnvironment {
  const { id, name, variable, kind, category, place, selection, whenText = "" } = environment;
  const why = name.kind === "unknown" ? l10n.t("name unknown: {0}", name.why) : "";
  return {
    id: environmentId(id),
    name: namesOf(name) ?? (variable === undefined ? l10n.t("‹name unknown›") : `‹${variable}›`),
    kind,
    category,
    summary: inOneLine([why, or([...summaries]), whenText]),
    place,
    selection,
  };
}

function taskNode(task: Task, environments: ReadonlyMap<string, Environment>, others: Outside): GraphTask {
  const { id, kind, summary, place, selection, whenText = "", triggers = [] } = task;
  const name = namesOf(task.name) ?? task.function;
  const environment = environmentOf(task, environments);
  const prefix = environment?.name.kind === "known" ? `${environment.name.value}.` : undefined;
  return {
    id: taskId(id),
    name,
    shortName: prefix !== undefined && name.startsWith(prefix) ? name.slice(prefix.length) : name,
    environment: environment === undefined ? homeOf(task, environments, others) : environmentId(environment.id),
    kind,
    signature: task.signature,
    summary: inOneLine([summary, whenText]),
    triggers: triggers.map(({ name: of, schedule }) => ({ name: namesOf(of) ?? l10n.t("‹name unknown›"), schedule })),
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

/** What stands for a task's environment that is none of the folder's, or can't be told. */
function homeOf({ environment, place }: Task, environments: ReadonlyMap<string, Environment>, others: Outside): string {
  switch (environment.kind) {
    case "known":
      return (
        others.installed(environment.value, "environment", place) ??
        others.unknown({ of: "environment", why: elsewhere(), place })
      );
    case "oneOf": {
      const names = environment.values.map((id) => {
        const found = environments.get(id);
        return (found && namesOf(found.name)) ?? found?.variable ?? "?";
      });
      return others.unknown({ of: "environment", name: or(names), why: oneOfSeveral(), place });
    }
    case "unknown":
      return others.unknown({ of: "environment", why: environment.why, place });
    default:
      return assertNever(environment);
  }
}

function dependencies(
  { from, to, fromName, toName, place, when, maybe }: DependsOn,
  environments: ReadonlyMap<string, Environment>,
  others: Outside,
): readonly GraphDependency[] {
  const nodeOf = (id: string): string | undefined => {
    const found = environments.get(id);
    return found ? environmentId(found.id) : others.installed(id, "environment", place);
  };
  const end = (value: Value<string>, name: Value<string>) =>
    endsOf(value, nodeOf, (why) => {
      const known = namesOf(name);
      return others.unknown({ of: "environment", ...(known === undefined ? {} : { name: known }), why, place });
    });
  const starts = end(from, fromName);
  const targets = end(to, toName);
  const certain = maybe === undefined;
  return starts.flatMap((start) => targets.map((target) => ({ from: start, to: target, certain, when, place })));
}

function callEdges(
  { from, to, kind, place, maybe }: Call,
  tasks: ReadonlyMap<string, Task>,
  others: Outside,
): readonly GraphCall[] {
  // Of a task that isn't there any more nothing can be said.
  if (!tasks.has(from)) return [];
  const nodeOf = (id: string): string | undefined => (tasks.has(id) ? taskId(id) : others.installed(id, "task", place));
  const targets = endsOf(to, nodeOf, (why, id) => {
    const name = id?.slice(id.lastIndexOf("#") + 1);
    // Two callers of something unknown need not call the same.
    return others.unknown({ of: "task", ...(name === undefined ? {} : { name }), why, place }, from);
  });
  const certain = maybe === undefined;
  return targets.map((target) => ({ from: taskId(from), to: target, kind, certain, place }));
}

/** What an entry point may mean by a target: a task or an environment, whichever has the id. */
function startedBy(
  { id, name }: EntryTarget,
  { kind, place }: EntryPoint,
  node: string,
  environments: ReadonlyMap<string, Environment>,
  tasks: ReadonlyMap<string, Task>,
  others: Outside,
): readonly string[] {
  const of = kind === "run" ? "task" : "environment";
  const asTask = (each: string): string | undefined => (tasks.has(each) ? taskId(each) : undefined);
  const asEnvironment = (each: string): string | undefined => {
    const found = environments.get(each);
    return found && environmentId(found.id);
  };
  const nodeOf = (each: string): string | undefined =>
    (kind === "run" ? (asTask(each) ?? asEnvironment(each)) : (asEnvironment(each) ?? asTask(each))) ??
    others.installed(each, of, place);
  return endsOf(id, nodeOf, (why) => {
    const known = namesOf(name);
    return others.unknown({ of, ...(known === undefined ? {} : { name: known }), why, place }, node);
  });
}

/** The ids that a value allows; of what isn't in the graph, those of its unknowns. */
function endsOf(
  value: Value<string>,
  nodeOf: (id: string) => string | undefined,
  unknown: (why: string, id?: string) => string,
): readonly string[] {
  switch (value.kind) {
    case "known":
      return [nodeOf(value.value) ?? unknown(elsewhere(), value.value)];
    case "oneOf":
      return [...new Set(value.values.map((id) => nodeOf(id) ?? unknown(elsewhere(), id)))];
    case "unknown":
      return [unknown(value.why)];
    default:
      return assertNever(value);
  }
}

/** Each pair of ends once for each kind; of several statements the one that says most counts. */
function joined<E extends GraphEdge & { readonly when?: When }>(
  edges: readonly E[],
  kindOf: (edge: E) => string,
): readonly E[] {
  const byEnds = new Map<string, E>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}\n${kindOf(edge)}`;
    const present = byEnds.get(key);
    // The place stays: it is the first one's.
    if (present === undefined) byEnds.set(key, edge);
    else if (says(edge) > says(present)) byEnds.set(key, { ...edge, place: present.place });
  }
  return [...byEnds.values()];
}

/** That something is certain counts more than that it is there on import. */
const says = ({ certain, when = "import" }: GraphEdge & { readonly when?: When }): number =>
  (certain ? 2 : 0) + (when === "import" ? 1 : 0);

const elsewhere = (): string => l10n.t("defined outside of this folder");
const oneOfSeveral = (): string => l10n.t("one of several");
