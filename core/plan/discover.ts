/** Which environments a deployment brings along, in the SDK's own order. What each of them is, is plan.ts's work. */

import { valuesOf } from "../../base/values.ts";
import type { Sends } from "../../protocol/lsp.ts";
import type {
  DependsOn,
  Environment,
  EnvironmentId,
  FileModel,
  Installed,
  ProjectModel,
  Task,
} from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";
import type { Because, PlannedInstalled, PlanProblem } from "../../protocol/plan.ts";
import type { Value } from "../../protocol/value.ts";
import { alternativesOf, firstOf } from "./alternatives.ts";

export interface Discovered {
  readonly environment: Environment;
  readonly because: Because;
}

export interface Discovery {
  readonly environments: readonly Discovered[];
  /** Environments of installed packages: only their names are known. */
  readonly installed: ReadonlyMap<EnvironmentId, PlannedInstalled>;
  readonly unknown: readonly { readonly value: Value<string>; readonly place: Place }[];
  readonly problems: readonly PlanProblem[];
  /** Environments to which dependencies lead that are all declared beyond doubt, installed ones too; of alternatives the first. */
  readonly sure: ReadonlySet<EnvironmentId>;
  /** By path the files whose statements count: those that a deployment loads. */
  readonly loaded: ReadonlyMap<string, FileModel>;
}

/**
 * Follows `depends_on` as the SDK's `_recursive_discover` does (`flyte/_deploy.py`): an environment comes before what it
 * depends on, dependencies in the order of the list, each at the place where it is met first.
 *
 * @param file the file that is deployed; what it and its imports add to environments counts.
 */
export function discover(model: ProjectModel, target: Environment, file: string = target.place.file): Discovery {
  const environments = new Map<EnvironmentId, Environment>(
    model.files.flatMap((file) => file.environments.map((each) => [each.id, each] as const)),
  );
  const loaded = loadedFiles(model, file);
  const edges = edgesByEnvironment(loaded, environments);
  const found = new Map<EnvironmentId, Discovered>();
  const byName = new Map<string, Environment>();
  const packaged = new Map(model.files.flatMap(({ installed = [] }) => installed.map((each) => [each.id, each])));
  const installed = new Map<EnvironmentId, PlannedInstalled>();
  const unknown: Discovery["unknown"][number][] = [];
  const problems: PlanProblem[] = [];
  const expanded = new Set<EnvironmentId>();

  const visitInstalled = (
    { id, name, module, dependsOn = [] }: Installed,
    place: Place,
    path: readonly Environment[],
  ): void => {
    if (installed.has(id)) return;
    installed.set(id, { name, module, place });
    for (const each of dependsOn) {
      const next = packaged.get(each);
      if (next !== undefined) visitInstalled(next, place, path);
    }
    // What the folder's own statements add to it.
    for (const edge of edges.get(id) ?? []) follow(edge, name, path);
  };

  const follow = (edge: DependsOn, of: Value<string>, path: readonly Environment[]): void => {
    const to = oneEnvironment(model, edge.to, environments);
    const outside = edge.to.kind === "known" ? packaged.get(edge.to.value) : undefined;
    if (edge.from.kind !== "known" && oneEnvironment(model, edge.from, environments) === undefined)
      unknown.push({ value: edge.toName, place: edge.place });
    else if (outside !== undefined) visitInstalled(outside, edge.place, path);
    else if (to === undefined) unknown.push({ value: edge.toName, place: edge.place });
    else
      visit(
        to,
        { kind: "dependency", of, place: edge.place, ...(edge.maybe === undefined ? {} : { maybe: true }) },
        path,
      );
  };

  const visit = (environment: Environment, because: Because, path: readonly Environment[]): void => {
    const id = firstOf(environment);
    const start = path.findIndex((each) => firstOf(each) === id);
    if (start >= 0) {
      // The SDK recurses for ever; one report is enough.
      const names = [...path.slice(start), environment].map(nameOf);
      if (because.kind === "dependency") problems.push({ kind: "cycle", names, place: because.place });
      return;
    }
    if (environment.name.kind === "known") {
      const known = byName.get(environment.name.value);
      if (known === undefined) byName.set(environment.name.value, environment);
      else if (!alternativesOf(model, known).includes(environment) && !found.has(id)) {
        const places = [known.place, environment.place];
        problems.push({ kind: "duplicateName", name: environment.name.value, places });
      }
    }
    const before = found.get(id);
    // A reason that is sure says more than one that may be none; the place among the others stays.
    const isSurer = before?.because.kind === "dependency" && before.because.maybe === true && !("maybe" in because);
    if (before === undefined || isSurer) found.set(id, { environment: before?.environment ?? environment, because });
    if (expanded.has(id)) return;
    for (const edge of edges.get(id) ?? []) follow(edge, environment.name, [...path, environment]);
    expanded.add(id);
  };

  visit(target, { kind: "asked" }, []);
  const isOf = (id: EnvironmentId): EnvironmentId => {
    const environment = environments.get(id);
    return environment === undefined ? id : firstOf(environment);
  };
  const sure = new Set([firstOf(target)]);
  // A set yields what is added while it is walked.
  for (const id of sure) {
    for (const { to, maybe } of edges.get(id) ?? []) {
      const next = oneEnvironment(model, to, environments)?.id ?? (to.kind === "known" ? to.value : undefined);
      if (maybe === undefined && next !== undefined) sure.add(isOf(next));
    }
    for (const each of packaged.get(id)?.dependsOn ?? []) sure.add(each);
  }
  return {
    environments: [...found.values()],
    installed,
    unknown,
    problems: [...brokenFiles(model, loaded), ...problems],
    sure,
    loaded,
  };
}

/** One report a file of each kind: what is broken at one place is often reported at the next ones too. */
function brokenFiles(model: ProjectModel, loaded: ReadonlyMap<string, FileModel>): readonly PlanProblem[] {
  return model.files.flatMap(({ path, problems }) => {
    if (!loaded.has(path)) return [];
    return (["syntax", "budget"] as const).flatMap((kind) => {
      const first = problems.find((each) => each.kind === kind);
      return first?.kind === kind ? [{ kind, place: { file: path, range: first.range } }] : [];
    });
  });
}

/** What an edge leads to, where that is one environment or alternatives of one. */
function oneEnvironment(
  model: ProjectModel,
  value: Value<EnvironmentId>,
  environments: ReadonlyMap<EnvironmentId, Environment>,
): Environment | undefined {
  if (value.kind === "unknown") return undefined;
  const [first, ...others] = valuesOf(value).map((id) => environments.get(id));
  if (first === undefined || others.length === 0) return first;
  const alternatives = alternativesOf(model, first);
  return others.every((each) => each !== undefined && alternatives.includes(each)) ? first : undefined;
}

/** The environments that are deployed with one, itself first, in the SDK's order. */
export const planned = (model: ProjectModel, environment: Environment, file?: string): Sends["environments"] =>
  sentWith(model, environment, file).environments;

/** The same, and where more may be depended on than the text tells. */
export function sentWith(model: ProjectModel, environment: Environment, file?: string): Sends {
  const { environments, installed, sure, unknown } = discover(model, environment, file);
  const names = [
    ...environments.map(({ environment: each }) => ({ name: nameOf(each), isSure: sure.has(firstOf(each)) })),
    ...[...installed].flatMap(([id, { name }]) =>
      name.kind === "known" ? [{ name: name.value, isSure: sure.has(id) }] : [],
    ),
  ];
  return { environments: names, unknown: unknown.map(({ place }) => place) };
}

/** A name for people: the variable where Flyte's name is unknown. */
export function nameOf(environment: Environment): string {
  return environment.name.kind === "known" ? environment.name.value : (environment.variable ?? "?");
}

/** Tasks that an environment, or its alternatives, hold once `loaded` are loaded, in the order in which they are defined. */
export function tasksOf(
  model: ProjectModel,
  ids: readonly EnvironmentId[],
  loaded: ReadonlyMap<string, FileModel>,
): readonly Task[] {
  const own = ids[0]?.slice(0, ids[0].indexOf("#"));
  const files = model.files.filter(({ path }) => loaded.has(path));
  const ordered = [...files.filter(({ path }) => path === own), ...files.filter(({ path }) => path !== own)];
  return ordered.flatMap((file) =>
    file.tasks.filter(
      ({ environment, when }) =>
        when === "import" && environment.kind !== "unknown" && valuesOf(environment).every((id) => ids.includes(id)),
    ),
  );
}

/** The files that are loaded when one is imported, by path, each behind what it loads itself. */
function loadedFiles(model: ProjectModel, start: string): ReadonlyMap<string, FileModel> {
  const files = new Map<string, FileModel>(model.files.map((file) => [file.path, file]));
  const entered = new Set<string>();
  const loaded = new Map<string, FileModel>();
  const load = (path: string): void => {
    const file = files.get(path);
    if (file === undefined || entered.has(path)) return;
    entered.add(path);
    for (const each of file.loads ?? []) load(each);
    loaded.set(path, file);
  };
  load(start);
  return loaded;
}

/**
 * Each environment's edges in the order of its `depends_on`: what the constructor got, then what was added. Those that
 * are deployed as one have them together.
 */
function edgesByEnvironment(
  loaded: ReadonlyMap<string, FileModel>,
  environments: ReadonlyMap<EnvironmentId, Environment>,
): ReadonlyMap<EnvironmentId, readonly DependsOn[]> {
  const edges = new Map<EnvironmentId, DependsOn[]>();
  const add = (from: EnvironmentId, edge: DependsOn): void => {
    const environment = environments.get(from);
    const id = environment === undefined ? from : firstOf(environment);
    const others = edges.get(id);
    if (others === undefined) edges.set(id, [edge]);
    else if (!others.includes(edge)) others.push(edge);
  };
  // A file's statements run once those of the files that it imports did.
  for (const { dependsOn } of loaded.values()) {
    for (const edge of dependsOn) {
      if (edge.when !== "import") continue;
      if (edge.from.kind === "known") add(edge.from.value, edge);
      else if (edge.from.kind === "oneOf") for (const id of edge.from.values) add(id, edge);
    }
  }
  const rank = (id: EnvironmentId, { place }: DependsOn): number => (id.startsWith(`${place.file}#`) ? 0 : 1);
  for (const [id, list] of edges) list.sort((a, b) => rank(id, a) - rank(id, b));
  return edges;
}
