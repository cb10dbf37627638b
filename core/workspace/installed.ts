/** Reads the modules of installed packages that a folder's imports lead to and that speak of flyte: a few, and nothing that no import names. What they mean is core/analysis'. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type Entry, type FileFacts, type Parse, type ReadItem, readEntry } from "./entry.ts";
import type { Worklist } from "./pool.ts";
import { readAll } from "./scan.ts";

/** More modules than this are not read for a folder: what leads out of it is followed for names, not for all that a package holds. */
const MAX_MODULES = 64;

/** A package's larger modules are generated, or a program of their own. */
const MAX_BYTES = 256 * 1024;

/** More at once are read on other threads. */
const FEW = 8;

export interface InstalledModules {
  /**
   * The modules that `imports` lead to, by path relative to their `site-packages`. What was read before is read again
   * where it changed.
   * @param sitePackages of the folder's interpreter, the first wins; asked only where something is imported from there
   * @param imports dotted names, without leading dots
   */
  follow(sitePackages: () => readonly string[], imports: Iterable<string>): Promise<ReadonlyMap<string, FileFacts>>;
  /** Tells what the last look came to: which modules, and how their files stood. */
  fingerprint(): string;
}

/** A module and the names that are asked of it. */
interface Asked {
  readonly path: string;
  readonly names: readonly string[];
}

interface Closure {
  readonly entries: Map<string, Entry>;
  /** Paths of those that speak of flyte, and of those that lead there. */
  readonly counting: ReadonlySet<string>;
}

export function installedModules(work: Worklist, parse: Parse): InstalledModules {
  /** By `site-packages`, then by path. */
  let known = new Map<string, Map<string, Entry>>();
  let fingerprint = "";

  return {
    fingerprint: () => fingerprint,
    follow: async (sitePackages, imports) => {
      const wanted = pluginsFirst([...new Set(imports)]);
      const found = new Map<string, FileFacts>();
      const now = new Map<string, Map<string, Entry>>();
      const stamps: string[] = [];
      for (const root of wanted.length === 0 ? [] : sitePackages()) {
        const before = known.get(root) ?? new Map();
        const { entries, counting } = await readClosure(root, wanted, before, MAX_MODULES - found.size);
        now.set(root, entries);
        for (const { path, facts, stamp } of entries.values()) {
          if (facts === undefined || !counting.has(path) || found.has(path)) continue;
          found.set(path, facts);
          stamps.push(`${root}\0${path}\0${stamp}`);
        }
      }
      known = now;
      fingerprint = stamps.join("\n");
      return found;
    },
  };

  async function readClosure(
    root: string,
    wanted: readonly string[],
    before: ReadonlyMap<string, Entry>,
    limit: number,
  ): Promise<Closure> {
    const find = moduleFinder(root);
    const entries = new Map<string, Entry>();
    /** Which modules each one leads to. */
    const leads = new Map<string, Set<string>>();
    /** Each module is asked once for the same names: others may stand in another one. */
    const followed = new Set<string>();
    let asked = wanted.flatMap((module) => find(module) ?? []);
    while (asked.length > 0 && entries.size < limit) {
      const paths = [...new Set(asked.map(({ path }) => path))].filter((path) => !entries.has(path));
      const items = paths.slice(0, limit - entries.size).map((path) => itemOf(path, before.get(path)));
      for (const entry of await readItems(root, items, before)) entries.set(entry.path, entry);
      const next: Asked[] = [];
      for (const { path, names } of asked) {
        const entry = entries.get(path);
        if (entry === undefined) continue;
        for (const target of targetsOf(entry, names, find)) {
          const targets = leads.get(path) ?? new Set();
          leads.set(path, targets);
          if (target.path === path) continue;
          targets.add(target.path);
          const key = `${target.path}\0${target.names.join(".")}`;
          if (!followed.has(key)) next.push(target);
          followed.add(key);
        }
      }
      asked = next;
    }
    return { entries, counting: await parseWay(root, entries, leads) };
  }

  /** A package's `__init__` need not say flyte itself: it counts where what it hands on does. */
  async function parseWay(
    root: string,
    entries: Map<string, Entry>,
    leads: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<ReadonlySet<string>> {
    const counts = new Set([...entries.values()].filter(({ saysFlyte }) => saysFlyte).map(({ path }) => path));
    for (let before = -1; before !== counts.size; ) {
      before = counts.size;
      for (const [path, targets] of leads) if ([...targets].some((each) => counts.has(each))) counts.add(path);
    }
    const items = [...counts].flatMap((path): ReadItem[] =>
      entries.get(path)?.facts === undefined ? [{ path, always: true, limit: MAX_BYTES }] : [],
    );
    for (const entry of await readItems(root, items, new Map())) entries.set(entry.path, entry);
    return counts;
  }

  async function readItems(
    root: string,
    items: readonly ReadItem[],
    before: ReadonlyMap<string, Entry>,
  ): Promise<readonly Entry[]> {
    const kept = (paths: readonly string[]) => paths.flatMap((path) => before.get(path) ?? []);
    if (items.length > FEW) {
      const { entries, unchanged } = await readAll(root, items, work);
      return [...entries, ...kept(unchanged)];
    }
    return items.flatMap((item) => {
      const entry = readEntry(root, item, parse);
      return entry === "unchanged" ? kept([item.path]) : (entry ?? []);
    });
  }
}

/** The limit must leave out none of Flyte's own for the sake of others. */
function pluginsFirst(modules: readonly string[]): readonly string[] {
  const isPlugin = (module: string) => module.startsWith("flyteplugins.");
  return [...modules.filter(isPlugin), ...modules.filter((each) => !isPlugin(each))];
}

function itemOf(path: string, before: Entry | undefined): ReadItem {
  return {
    path,
    limit: MAX_BYTES,
    ...(before?.stamp === undefined ? {} : { known: before.stamp }),
    ...(before?.facts === undefined ? {} : { always: true }),
  };
}

/** Of a module that speaks of flyte, all that it imports from its own package; of another only what hands on the names asked of it. */
function targetsOf(entry: Entry, names: readonly string[], find: Find): readonly Asked[] {
  const own = packageOf(entry.path);
  return entry.imports
    .filter((each) => entry.saysFlyte || names.some((name) => each.endsWith(`.${name}`)))
    .flatMap((each) => find(absolute(entry.path, each)) ?? [])
    .filter(({ path }) => packageOf(path) === own);
}

/** `flyteplugins` belongs to many distributions. */
function packageOf(path: string): string {
  return path.split("/", path.startsWith("flyteplugins/") ? 2 : 1).join("/");
}

/** `..names.x` in `a/b/c.py` is `a.names.x`. */
function absolute(path: string, module: string): string {
  const level = /^\.*/.exec(module)?.[0].length ?? 0;
  if (level === 0) return module;
  const folders = path.split("/").slice(0, -level);
  return [...folders, ...module.slice(level).split(".")].filter((part) => part !== "").join(".");
}

type Find = (module: string) => Asked | undefined;

/** The longest part of a dotted name that is a file; what stands behind it is asked of that. */
function moduleFinder(root: string): Find {
  const top = new Set(namesIn(root));
  return (module) => {
    const parts = module.split(".");
    if (!top.has(parts[0] ?? "") && !top.has(`${parts[0]}.py`)) return undefined;
    for (let depth = parts.length; depth > 0; depth--) {
      const base = parts.slice(0, depth).join("/");
      const path = [`${base}/__init__.py`, `${base}.py`].find((each) => existsSync(join(root, each)));
      if (path !== undefined) return { path, names: parts.slice(depth) };
    }
    return undefined;
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
