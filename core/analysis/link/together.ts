/**
 * Modules that change what others made: registries, counters, environments of another file. Each module is evaluated for
 * itself first, and leaves alone what is not its own; where somebody changes what is another's, each module that this
 * reaches is evaluated once more together with all that it imports, as one process does it.
 */

import { isInstalledFile } from "./installed.ts";
import type { Frame, Machine, ModuleState } from "./machine.ts";
import { finishModule, importModule, newModule, visitFunctions } from "./module.ts";
import { union } from "./values/judge.ts";
import { type Abstract, unknown } from "./values/values.ts";

/** More modules than these are not evaluated together, nor more in all at once: then what somebody else changes is unknown. */
const MAX_TOGETHER = 200;
const MAX_IN_ALL = 10_000;

/** Whether the module's evaluation may change what that of `owner` made, or binds; where it wants to it is noted. */
export function mayChange(frame: Frame, owner: string, name = ""): boolean {
  if (owner === frame.module.file) return true;
  if (isInstalledFile(owner) || frame.when !== "import") return false;
  frame.module.changed.add(keyOf(owner, name));
  return frame.machine.together;
}

const keyOf = (owner: string, name: string): string => `${owner}#${name}`;

/** Whether a change of it by others isn't followed. */
export const isVague = ({ module }: Frame, owner: string, name = ""): boolean =>
  owner !== module.file && module.vague?.has(keyOf(owner, name)) === true;

/** A value that another module may have replaced. */
export function asRead(frame: Frame, owner: string, name: string, value: Abstract, key = name): Abstract {
  return isVague(frame, owner, key) ? union([value, unknown({ kind: "name", name })]) : value;
}

export interface Together {
  /** Of the module's own evaluation, by file. */
  readonly modules: ReadonlyMap<string, ModuleState>;
  readonly importBudget: number;
  readonly functionBudget: number;
  /** Whether the modules that it loads are evaluated with it. */
  readonly isFollowed: boolean;
  /** The file that begins among those that import each other. */
  firstOf(file: string): string;
}

/** Modules that change what others made, and those that load one of these. */
export function reachedByChanges(modules: ReadonlyMap<string, ModuleState>): ReadonlySet<string> {
  const reached = new Set([...modules.values()].flatMap(({ file, changed }) => (changed.size > 0 ? file : [])));
  if (reached.size === 0) return reached;
  const loaders = new Map<string, string[]>();
  for (const { file, loads } of modules.values()) {
    for (const each of loads) {
      const others = loaders.get(each);
      if (others === undefined) loaders.set(each, [file]);
      else others.push(file);
    }
  }
  // A set yields what is added while it is walked.
  for (const file of reached) for (const loader of loaders.get(file) ?? []) reached.add(loader);
  return reached;
}

/** All that importing the module loads, itself among it. */
export function loadedBy(module: ModuleState, modules: ReadonlyMap<string, ModuleState>): ReadonlySet<string> {
  const loaded = new Set([module.file]);
  for (const file of loaded) for (const each of modules.get(file)?.loads ?? []) loaded.add(each);
  return loaded;
}

/** What modules among these change of what others made. */
export function changedAmong(files: Iterable<string>, modules: ReadonlyMap<string, ModuleState>): ReadonlySet<string> {
  return new Set([...files].flatMap((file) => [...(modules.get(file)?.changed ?? [])]));
}

/** Which of the modules, of which those that load the fewest come first, are followed among all that they load. */
export function followed<T extends { readonly size: number }>(loaded: Iterable<T>): ReadonlySet<T> {
  let left = MAX_IN_ALL;
  const found = new Set<T>();
  for (const each of loaded) {
    if (each.size > MAX_TOGETHER || each.size > left) break;
    left -= each.size;
    found.add(each);
  }
  return found;
}

/** The module as a process sees it that imports it first: what is told of it is that. */
export function evaluateTogether(
  machine: Machine,
  module: ModuleState,
  changed: ReadonlySet<string>,
  given: Together,
): ModuleState {
  const { modules, importBudget, functionBudget, isFollowed, firstOf } = given;
  const world = new Map<string, ModuleState>();
  const kept: ModuleState["kept"] = new Map();
  const make = (file: string, facts: ModuleState["facts"], doubt: number): ModuleState => {
    const made = newModule(file, facts, doubt, isFollowed ? kept : undefined);
    if (!isFollowed) made.vague = changed;
    world.set(file, made);
    importModule(own, made, importBudget);
    return made;
  };
  const own: Machine = {
    ...machine,
    together: isFollowed,
    trail: undefined,
    steps: 0,
    isShared: false,
    reserve: 0,
    stack: [],
    followed: new Set(),
    constructing: [],
    defining: [],
    splits: 0,
    load(file, from) {
      if (own.trail !== undefined) own.trail.isWhole = false;
      const known = world.get(file);
      if (known !== undefined) return known;
      const single = modules.get(file);
      // What a script or a function imports comes after all that counts here.
      if (!isFollowed || single === undefined || from.when !== "import" || isInstalledFile(file)) {
        return machine.load(file, from);
      }
      const first = modules.get(firstOf(file));
      if (first !== undefined && !world.has(first.file)) make(first.file, first.facts, from.doubt);
      return world.get(file) ?? make(file, single.facts, from.doubt);
    },
  };
  const first = isFollowed ? modules.get(firstOf(module.file)) : undefined;
  if (first !== undefined) make(first.file, first.facts, 0);
  const told = world.get(module.file) ?? make(module.file, module.facts, 0);
  if (machine.reachesFlyte(module.file)) visitFunctions(own, told, functionBudget);
  for (const each of world.values()) {
    finishModule(each);
    const other = modules.get(each.file);
    if (other !== undefined && each !== told) rename(each, other.told ?? other);
    for (const [key, asked] of each.asked) told.asked.set(key, asked);
  }
  rename(module, told);
  return told;
}

/** What is the same at the same place bears the name that is told of it. */
function rename(module: ModuleState, told: ModuleState): void {
  for (const key of ["environments", "tasks"] as const) {
    for (const [at, record] of module.produced[key].entries()) {
      const other = told.produced[key][at];
      const isSame =
        other !== undefined && other.site.file === record.site.file && other.site.start === record.site.start;
      if (isSame) record.id = other.id;
    }
  }
}
