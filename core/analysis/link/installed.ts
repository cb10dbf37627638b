/** Modules of installed packages: what imports mean there, and which of their names the folder sees. Which of them are read is the workspace's. */

import type { Installed } from "../../../protocol/model.ts";
import type { Value } from "../../../protocol/value.ts";
import type { FileFacts } from "../code/facts.ts";
import { exportedEnvironment, isEnvironmentClass } from "./flyte/flyteNames.ts";
import { readNames } from "./readNames.ts";
import type { EnvironmentRecord, TaskRecord } from "./records.ts";
import { isOutside, type Resolver } from "./resolve.ts";
import { isExact, itemsOf } from "./values/containers.ts";
import { alternatives } from "./values/judge.ts";
import type { Abstract, EnvironmentValue, ModuleRef } from "./values/values.ts";

/** Begins the name of each file of theirs: no file of a folder is called so. */
const PREFIX = "site-packages:";

export const isInstalledFile = (file: string): boolean => file.startsWith(PREFIX);

export const installedFile = (path: string): string => PREFIX + path;

export const installedPath = (file: string): string => file.slice(PREFIX.length);

/** Modules outside of the folder, and names of them, that a file of Flyte's may mean. Of other files none do. */
export function importsOutside(facts: FileFacts): readonly string[] {
  const outside = facts.imports.filter(mayLeadOut);
  if (!facts.importsFlyte && !outside.some(speaksOfFlyte)) return [];
  return [...new Set([...outside, ...readNames(facts, mayLeadOut)])];
}

const mayLeadOut = (module: string): boolean => !module.startsWith(".") && mayBeInstalled(module);

/** Python's library and the SDK itself are not read. */
export function mayBeInstalled(module: string): boolean {
  return module.startsWith("flyteplugins.") || !isOutside(module);
}

/** A plugin, or by its name an environment: a file that only uses what a package made for Flyte never says flyte. */
const speaksOfFlyte = (module: string): boolean =>
  module.startsWith("flyteplugins.") || /(^|[._])env(ironment)?s?$|[a-z]Env(ironment)?$/.test(module);

/** @param paths relative to a `site-packages` */
export function installedResolver(paths: Iterable<string>): Resolver {
  const files = new Set(paths);
  const folders = new Set<string>();
  for (const path of files) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) folders.add(path.slice(0, at));
  }
  const at = (path: string, name?: string): ModuleRef | undefined => {
    if (files.has(`${path}/__init__.py`)) return { file: `${PREFIX}${path}/__init__.py`, folder: PREFIX + path };
    if (files.has(`${path}.py`)) return { file: `${PREFIX}${path}.py` };
    if (!folders.has(path)) return undefined;
    return { folder: PREFIX + path, ...(name === undefined ? {} : { name }) };
  };
  return {
    resolve(from, level, module) {
      if (files.size === 0) return undefined;
      if (level === 0) return mayBeInstalled(module) ? at(module.replaceAll(".", "/"), module) : undefined;
      const parts = installedPath(from).split("/").slice(0, -level);
      return at([...parts, ...(module === "" ? [] : module.split("."))].join("/"));
    },
    submodule(of, name) {
      if (of.folder === undefined) return undefined;
      return at(`${installedPath(of.folder)}/${name}`, of.name === undefined ? undefined : `${of.name}.${name}`);
    },
  };
}

/**
 * What the folder sees of an installed module: its environments and tasks, and its classes of environments. Everything
 * else there is only a name to it.
 */
function isVisible(value: Abstract): boolean {
  const each = alternatives(value);
  return each.length > 0 && each.every(isOfFlyte);
}

/** The value as the folder sees it: itself, or the name with what stands behind it, which may make or hold what is visible. */
export function asSeen(value: Abstract, named: Abstract): Abstract | undefined {
  if (holdsVisible(value)) return value;
  const isBehind = (value.t === "function" || value.t === "class") && isInstalledFile(value.file);
  return isBehind && named.t === "external" ? { ...named, bound: value } : undefined;
}

/** Whether it is, or a collection or an object of a package's class has among its own, what the folder sees. */
export function holdsVisible(value: Abstract): boolean {
  switch (value.t) {
    case "list":
    case "tuple":
    case "set":
      return value.items.some(holdsVisible);
    case "dict":
      return value.entries.some(([, each]) => holdsVisible(each));
    case "union":
      return value.members.some(holdsVisible);
    case "instance":
      return (
        isInstalledFile(value.cls.file) &&
        [...value.attributes.values(), ...value.cls.scope.vars.values()].some(isVisible)
      );
    default:
      return isVisible(value);
  }
}

function isOfFlyte(value: Abstract): boolean {
  switch (value.t) {
    case "environment":
    case "task":
      return true;
    case "class":
      return isEnvironmentClass(value);
    case "object":
      return value.task !== undefined || value.environment !== undefined;
    case "instance":
      return value.task !== undefined;
    default:
      return false;
  }
}

/** The installed environments and tasks among some values, the SDK's too, with those that they bring along. */
export function installedAmong(
  values: Iterable<Abstract>,
  nameOf: (value: Abstract) => Value<string>,
): readonly Installed[] {
  const found = new Map<EnvironmentRecord | TaskRecord | string, Installed>();
  const visit = (value: Abstract): void => {
    const exported = value.t === "external" ? exportedEnvironment(value.name) : undefined;
    if (exported !== undefined) found.set(exported.id, exported);
    if (value.t !== "environment" && value.t !== "task") return;
    const { record } = value;
    // What an installed class makes for itself stands in its file, whoever called it.
    const file = [record.producer, record.site.file].find(isInstalledFile);
    if (file === undefined || found.has(record)) return;
    const [dependencies, open] = value.t === "environment" ? dependenciesOf(value.record) : [[], false];
    const homes = value.t === "task" ? alternatives(value.record.environment) : [];
    const [home, ...others] = homes;
    found.set(record, {
      id: record.id,
      name: nameOf(record.name),
      module: moduleOf(file),
      ...(dependencies.length === 0 ? {} : { dependsOn: dependencies.map((each) => each.record.id) }),
      ...(open ? { open } : {}),
      ...(home?.t === "environment" && others.length === 0 ? { environment: home.record.id } : {}),
    });
    for (const each of dependencies) visit(each);
    for (const each of homes) visit(each);
  };
  for (const value of values) for (const each of alternatives(value)) visit(each);
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The environments that one depends on, and whether there may be more. */
function dependenciesOf({ dependsOn, settings }: EnvironmentRecord): readonly [readonly EnvironmentValue[], boolean] {
  const each = alternatives(dependsOn).filter(({ t }) => t !== "none");
  const items = each.flatMap((value) => itemsOf(value) ?? []);
  const known = items.flatMap((item) => (item.t === "environment" ? item : []));
  const open = each.some((value) => itemsOf(value) === undefined || !isExact(value));
  return [known, open || known.length < items.length || settings.has("**")];
}

/** As people import it: private modules are where a package keeps what it exports above. */
function moduleOf(file: string): string {
  const parts = installedPath(file)
    .replace(/(\/__init__)?\.py$/, "")
    .split("/");
  const open = parts.filter((part) => !part.startsWith("_"));
  return (open.length === 0 ? parts : open).join(".");
}
