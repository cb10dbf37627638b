/** Facts of all files of a folder to its model, evaluating again only what a change reaches. */

import { isEqual } from "../../../base/isEqual.ts";
import type { Environment, FileModel } from "../../../protocol/model.ts";
import type { FileFacts } from "../code/facts.ts";
import type { Block, Deferred, UnreadBody } from "../code/ir.ts";
import { type Asked, isAmong, meansAnother } from "./asked.ts";
import type { BodyMemory } from "./bodies.ts";
import { newMemory } from "./evaluate/state.ts";
import { type Graph, importGraph } from "./graph.ts";
import { installedFile, installedPath, installedResolver, isInstalledFile } from "./installed.ts";
import type { Machine, ModuleState } from "./machine.ts";
import { finishModule, importModule, makeSdkEnvironments, newModule, visitFunctions } from "./module.ts";
import { fileModel, toldOf } from "./publish/fileModel.ts";
import { publisher } from "./publish/publish.ts";
import type { Resolver } from "./resolve.ts";
import { changedAmong, evaluateTogether, followed, loadedBy, reachedByChanges } from "./together.ts";

export interface LinkerOptions {
  /** Steps of evaluation that importing one module may take; beyond it, what is left is unknown. */
  readonly importBudget?: number;
  /** The same for each function that is evaluated for itself. */
  readonly functionBudget?: number;
  /** Whether a class of environments, by its dotted name, replaces a parameter itself: then nothing is known of it. */
  readonly rewrites?: (className: string, parameter: string) => boolean;
  /** Whether a class of environments, by its dotted name, has such a parameter: what is assigned to it later is a setting, too. */
  readonly takes?: (className: string, parameter: string) => boolean;
}

/** Nobody imports what is evaluated first. */
const AT_START = { when: "import", doubt: 0 } as const;

export interface LinkResult {
  readonly changed: readonly FileModel[];
  /** Paths whose model went. */
  readonly removed: readonly string[];
}

export interface Linker {
  /** `path` is relative to the folder, `/` between parts; without facts the file is gone. */
  set(path: string, facts: FileFacts | undefined): void;
  /**
   * Modules of the interpreter's packages that the files' imports may mean, by path relative to `site-packages`; they replace those of the last call.
   * @param sources folders of the project from which the interpreter imports
   */
  setInstalled(modules: ReadonlyMap<string, FileFacts>, sources?: readonly string[]): void;
  /** The models that the same facts had in an earlier session: the next call tells what differs from them. */
  assume(models: Iterable<FileModel>): void;
  /** What differs from the last call's model. Files with nothing to say have none. */
  link(): LinkResult;
  /** Modules that were asked for by a name, found or not, and who asked: no import statement leads there. */
  asked(): readonly Pick<Asked, "from" | "name">[];
  /** Takes equal facts for those that the file was last set to: nothing changed but how they are kept. */
  exchange(path: string, before: FileFacts, now: FileFacts): void;
  /** Lets go of what evaluation found: the model stays, and what a later change asks for is evaluated again. */
  rest(): void;
}

/** @param readUnread what was left as text says: the parser's */
export function createLinker(
  readUnread: (unread: UnreadBody | Deferred) => Block,
  { importBudget = 50_000, functionBudget = 5_000, rewrites = () => false, takes = () => false }: LinkerOptions = {},
): Linker {
  const files = new Map<string, FileFacts>();
  let modules = new Map<string, ModuleState>();
  /** Modules that were let go of, and the files that they told of. */
  const resting = new Map<string, ReadonlySet<string>>();
  let graph: Graph | undefined;
  const bodies = new WeakMap<object, BodyMemory>();
  /** What a file loads without an import statement. */
  const asked = new Map<string, readonly Asked[]>();
  const touched = new Set<string>();
  const models = new Map<string, FileModel>();
  let installedFacts: ReadonlyMap<string, FileFacts> = new Map();
  let installed = installedResolver([]);
  let installedModules = new Map<string, ModuleState>();
  let sources: readonly string[] = [];
  let elsewhere = false;

  /** Evaluates those of the files that are not evaluated, and what they import; what is stays as it is. */
  function evaluateAll(links: Graph, wanted: Iterable<string>): readonly ModuleState[] {
    const fresh: ModuleState[] = [];
    const read = new Map<UnreadBody | Deferred, Block>();
    const resolverOf = (file: string) => (isInstalledFile(file) ? installed : links.resolver);
    const machine: Machine = {
      read(unread) {
        const known = read.get(unread) ?? readUnread(unread);
        read.set(unread, known);
        return known;
      },
      resolver: {
        resolve: (from, level, module) => resolverOf(from).resolve(from, level, module),
        submodule: (of, name) => resolverOf(of.folder ?? "").submodule(of, name),
      },
      installed,
      takes,
      reachesFlyte: (file) => isInstalledFile(file) || links.reachesFlyte(file),
      links: links.resolver,
      bodies,
      trail: undefined,
      steps: 0,
      isShared: false,
      reserve: 0,
      memory: newMemory(),
      stack: [],
      followed: new Set(),
      constructing: [],
      defining: [],
      splits: 0,
      together: false,
      load(file, from) {
        if (machine.trail !== undefined) machine.trail.isWhole = false;
        if (isInstalledFile(file)) return loadInstalled(machine, file);
        const known = modules.get(file);
        if (known !== undefined) return known;
        // Of modules that import each other always the same one begins.
        const first = links.firstOf(file);
        if (first !== file && modules.get(first) === undefined) {
          machine.load(first, from);
          const done = modules.get(file);
          if (done !== undefined) return done;
        }
        const facts = files.get(file);
        if (facts === undefined) return undefined;
        const module = newModule(file, facts);
        modules.set(file, module);
        fresh.push(module);
        importModule(machine, module, importBudget);
        return module;
      },
    };
    for (const file of [...wanted].sort()) machine.load(file, AT_START);
    let again: readonly ModuleState[] = [];
    for (let done = 0; done < fresh.length || again.length > 0; ) {
      const some = fresh.slice(done);
      done = fresh.length;
      again = complete(machine, some, sharing([...some, ...again]), links.firstOf);
    }
    for (const { file, asked: own, told } of fresh) {
      const all = new Map([...own, ...(told?.asked ?? [])]);
      if (all.size > 0) asked.set(file, [...all.values()]);
      else asked.delete(file);
    }
    return fresh;
  }

  /**
   * Evaluates what comes behind the modules' import. Answers with those that are to be told again: meanwhile they asked
   * for a module that nobody had evaluated.
   */
  function complete(
    machine: Machine,
    some: readonly ModuleState[],
    shared: ReadonlyMap<ModuleState, ReadonlySet<string>>,
    firstOf: Graph["firstOf"],
  ): readonly ModuleState[] {
    for (const module of [...some].sort((a, b) => (a.file < b.file ? -1 : 1))) {
      if (machine.reachesFlyte(module.file) && !shared.has(module)) visitFunctions(machine, module, functionBudget);
    }
    for (const module of some) finishModule(module);
    const together = followed(shared.values());
    return [...shared].flatMap(([module, files]) => {
      const before = modules.size;
      const changed = changedAmong(files, modules);
      const given = { modules, importBudget, functionBudget, isFollowed: together.has(files), firstOf };
      module.told = evaluateTogether(machine, module, changed, given);
      return modules.size > before ? module : [];
    });
  }

  /** All that a change reaches, also where one file asks for another by its name. */
  function reaching(now: Graph, before: Graph | undefined): ReadonlySet<string> {
    let stale = now.reaching(touched, before);
    for (;;) {
      const more = [...asked].flatMap(([file, found]) =>
        !stale.has(file) && files.has(file) && found.some((each) => isAmong(stale, each)) ? file : [],
      );
      if (more.length === 0) return stale;
      stale = now.reaching(new Set([...stale, ...more]), before);
    }
  }

  /** Files that ask for a module whose name now means another. */
  function misled(resolver: Resolver): readonly string[] {
    return [...asked].flatMap(([file, found]) =>
      files.has(file) && found.some((each) => meansAnother(resolver, each)) ? file : [],
    );
  }

  /** Modules that see what others change, and what they load; what is loaded stands before what loads it. */
  function sharing(fresh: readonly ModuleState[]): ReadonlyMap<ModuleState, ReadonlySet<string>> {
    const reached = reachedByChanges(modules);
    const found = fresh
      .filter(({ file }) => reached.has(file))
      .map((module) => [module, loadedBy(module, modules)] as const);
    return new Map(found.sort(([a, { size }], [b, other]) => size - other.size || (a.file < b.file ? -1 : 1)));
  }

  /** Packages define, and that is all that is asked of them: what their functions do is not followed. */
  function loadInstalled(machine: Machine, file: string): ModuleState | undefined {
    const known = installedModules.get(file);
    if (known !== undefined) return known;
    const facts = installedFacts.get(file);
    if (facts === undefined) return undefined;
    const module = newModule(file, facts);
    installedModules.set(file, module);
    importModule(machine, module, importBudget);
    makeSdkEnvironments(machine, module);
    finishModule(module);
    return module;
  }

  /** Files that import something of the same package as one of `paths`. */
  function importersOf(paths: Iterable<string>): readonly string[] {
    const packages = new Set([...paths].map((path) => path.split("/", 1)[0]?.replace(/\.py$/, "")));
    return [...files].flatMap(([file, { imports }]) =>
      imports.some((each) => packages.has(each.split(".", 1)[0])) ? file : [],
    );
  }

  return {
    set(path, facts) {
      if (facts === undefined ? files.delete(path) : files.get(path) !== facts) touched.add(path);
      if (facts !== undefined) files.set(path, facts);
    },
    setInstalled(given, from = []) {
      if (from.join("\0") !== sources.join("\0")) {
        sources = from;
        elsewhere = true;
      }
      const now = new Map([...given].map(([path, facts]) => [installedFile(path), facts]));
      const differing = [...new Set([...now.keys(), ...installedFacts.keys()])].filter(
        (file) => now.get(file) !== installedFacts.get(file),
      );
      if (differing.length === 0) return;
      installedFacts = now;
      installed = installedResolver(given.keys());
      installedModules = new Map();
      const paths = [...given.keys(), ...differing.map(installedPath)];
      for (const file of importersOf(paths)) touched.add(file);
    },
    assume(given) {
      for (const model of given) models.set(model.path, model);
    },
    link() {
      if (touched.size === 0 && !elsewhere) return { changed: [], removed: [] };
      elsewhere = false;
      const before = graph;
      graph = importGraph(files, before, touched, sources);
      const { resolver } = graph;
      const isMoved = resolver !== before?.resolver;
      if (isMoved) for (const file of misled(resolver)) touched.add(file);
      const stale = reaching(graph, before);
      touched.clear();
      const affected = new Set<string>(stale);
      // What connectors serve is found by its path: nothing imports it.
      if (isMoved) for (const model of models.values()) if (model.environments.some(serves)) affected.add(model.path);
      const kept = new Map<string, ModuleState>();
      for (const [file, module] of modules) {
        if (stale.has(file) || !files.has(file)) for (const each of filesOf(module)) affected.add(each);
        else kept.set(file, module);
      }
      modules = kept;
      for (const [file, told] of resting) {
        if (!stale.has(file) && files.has(file)) continue;
        resting.delete(file);
        for (const each of told) affected.add(each);
      }
      // What a file's model holds may come from modules that its own changes don't reach.
      const isWanted = (file: string): boolean => {
        const told = resting.get(file);
        return told === undefined ? !modules.has(file) : [...told].some((each) => affected.has(each));
      };
      for (;;) {
        const wanted = [...files.keys()].filter(isWanted);
        if (wanted.length === 0) break;
        for (const module of evaluateAll(graph, wanted)) {
          resting.delete(module.file);
          for (const each of filesOf(module)) affected.add(each);
        }
      }
      return publish(affected);
    },
    asked: () => [...asked.values()].flat().filter(({ from }) => files.has(from)),
    exchange(path, before, now) {
      if (files.get(path) === before) files.set(path, now);
    },
    rest() {
      for (const module of modules.values()) resting.set(module.file, filesOf(module));
      modules = new Map();
    },
  };

  function publish(affected: ReadonlySet<string>): LinkResult {
    const words = publisher(
      (file) => files.get(file),
      (from, module) => graph?.resolver.resolve(from, 0, module)?.file,
      rewrites,
    );
    const changed: FileModel[] = [];
    const removed: string[] = [];
    const producers = new Map<string, ModuleState[]>();
    for (const module of [...modules.values()].map(toldOf).sort((a, b) => (a.file < b.file ? -1 : 1))) {
      for (const file of filesOf(module)) {
        if (!affected.has(file)) continue;
        const others = producers.get(file);
        if (others === undefined) producers.set(file, [module]);
        else others.push(module);
      }
    }
    for (const path of [...affected].sort()) {
      const facts = files.get(path);
      const model =
        facts === undefined
          ? undefined
          : fileModel(path, { facts, producers: producers.get(path) ?? [], modules, publish: words });
      const before = models.get(path);
      if (model === undefined) {
        if (models.delete(path)) removed.push(path);
        continue;
      }
      if (isEqual(before, model)) continue;
      models.set(path, model);
      changed.push(model);
    }
    return { changed, removed };
  }
}

const serves = ({ modules }: Environment): boolean => modules !== undefined;

function filesOf(module: ModuleState): ReadonlySet<string> {
  const { environments, tasks, edges } = toldOf(module).produced;
  return new Set([
    module.file,
    ...environments.map(({ site }) => site.file),
    ...tasks.map(({ site }) => site.file),
    ...edges.map(({ site }) => site.file),
  ]);
}
