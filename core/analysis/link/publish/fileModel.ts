/** The model of one file, put together from what modules produced. How each part is worded is publish.ts's. */

import type { FileModel, FileProblem } from "../../../../protocol/model.ts";
import { type FileFacts, inCell, rangeAt } from "../../code/facts.ts";
import type { ModuleState } from "../machine.ts";
import { definite, distinct, unique } from "../once.ts";
import { withDoubt } from "./doubt.ts";
import type { Publisher } from "./publish.ts";

/** A file, and what was found of it. */
export interface Linked {
  readonly facts: FileFacts;
  /** Modules that produced something of the file, each as it tells. */
  readonly producers: readonly ModuleState[];
  /** All of the folder, by file. */
  readonly modules: ReadonlyMap<string, ModuleState>;
  readonly publish: Publisher;
}

/** The model of a file; none where it has nothing to say. */
export function fileModel(path: string, { facts, producers, modules, publish }: Linked): FileModel | undefined {
  const here = <T extends { readonly site: { readonly file: string } }>(pick: (module: ModuleState) => readonly T[]) =>
    producers.flatMap((module) => pick(module).filter(({ site }) => site.file === path));
  const environments = definite(here(({ produced }) => produced.environments));
  const tasks = definite(here(({ produced }) => produced.tasks));
  const gone = (id: string) => id !== "" && !environments.some((each) => each.id === id);
  const edges = here(({ produced }) => produced.edges).filter(
    ({ from, when }) =>
      !(when === "call" && from.t === "environment" && from.record.site.file === path && gone(from.record.id)),
  );
  const taskIds = new Set(tasks.map(({ id }) => id));
  const calls = producers.flatMap((module) =>
    distinct(module.produced.calls.filter(({ from }) => from.site.file === path && taskIds.has(from.id))),
  );
  const own = modules.get(path);
  const produced = own === undefined ? undefined : toldOf(own).produced;
  const flytekit = produced?.flytekit;
  const traces = unique((produced?.traces ?? []).filter(({ file }) => file === path).map(publish.trace));
  const entryPoints = produced?.entryPoints ?? [];
  const startsSomething = entryPoints.some(({ when }) => when === "main") || produced?.main?.contact.kind !== "nobody";
  const main = startsSomething ? produced?.main : undefined;
  const used = publish.installedAmong([
    ...edges.flatMap(({ from, to }) => [from, to]),
    ...calls.map(({ to }) => to),
    ...tasks.map((each) => each.environment),
    ...entryPoints.flatMap(({ targets }) => targets),
  ]);
  const defined = publish.environments(environments);
  const loads = loadedByImport(path, modules);
  const model: FileModel = {
    path,
    environments: defined,
    tasks: tasks.map(publish.task),
    dependsOn: withDoubt(unique(edges.map(publish.edge)), defined),
    calls: unique(calls.map(publish.call)),
    problems: [
      ...facts.problems.map((each) =>
        each.kind === "syntax" ? { ...each, ...inCell(facts.notebook, each.range) } : each,
      ),
      ...(own === undefined ? [] : unique(toldOf(own).unfinished)).map(
        ({ start, end }): FileProblem => ({
          kind: "budget",
          ...inCell(facts.notebook, rangeAt(facts.lines, start, end)),
        }),
      ),
    ],
    ...(facts.notebook === undefined ? {} : { notebook: true }),
    ...(facts.script === undefined ? {} : { script: publish.header(path, facts.script) }),
    ...(traces.length === 0 ? {} : { traces }),
    ...(entryPoints.length === 0 ? {} : { entryPoints: unique(entryPoints.map(publish.entryPoint)) }),
    ...(main === undefined ? {} : { main: publish.mainBlock(main) }),
    ...(used.length === 0 ? {} : { installed: used }),
    ...(loads.length === 0 ? {} : { loads }),
    ...(facts.importsFlytekit && flytekit !== undefined ? { flytekit: { ...flytekit } } : {}),
  };
  const says =
    model.environments.length + model.tasks.length + model.dependsOn.length + model.problems.length > 0 ||
    traces.length + entryPoints.length > 0 ||
    main !== undefined ||
    model.flytekit !== undefined;
  return says ? model : undefined;
}

/** What it loads, in that order; through what tells nothing itself, to what does. */
function loadedByImport(path: string, modules: ReadonlyMap<string, ModuleState>): readonly string[] {
  const found = new Set<string>();
  const seen = new Set([path]);
  const visit = (file: string): void => {
    for (const each of modules.get(file)?.loads ?? []) {
      const module = modules.get(each);
      if (module === undefined || seen.has(each)) continue;
      seen.add(each);
      if (tellsNothing(toldOf(module))) visit(each);
      else found.add(each);
    }
  };
  visit(path);
  return [...found];
}

const tellsNothing = ({ produced: { environments, tasks, edges } }: ModuleState): boolean =>
  environments.length + tasks.length + edges.length === 0;

/** As it came to be once all that others change of it is seen. */
export const toldOf = (module: ModuleState): ModuleState => module.told ?? module;
