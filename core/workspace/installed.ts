/** Reads the modules of installed packages that a folder's imports lead to and that speak of flyte: a few, and nothing that no import names. What they mean is core/analysis'. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import { levelOf, mayBeInstalled, readNames } from "../analysis/index.ts";
import { type Entry, type FileFacts, type Parse, type ReadItem, readEntry } from "./entry.ts";
import { type PackageRoot, packageRoots } from "./packageRoots.ts";
import type { Worklist } from "./pool.ts";
import { readAll } from "./scan.ts";
import { readSource } from "./source.ts";

/** More modules that speak of flyte are not read for a folder: what leads out of it is followed for names, not for all that a package holds. */
const MAX_SPEAKING = 64;

/** As many others are looked through on the way to them. */
const MAX_ON_THE_WAY = 512;

/** A package's larger modules are generated, or a program of their own. */
const MAX_BYTES = 256 * 1024;

/** More at once are read on other threads, which have to be started: most modules are only searched for a word. */
const FEW = 64;

export interface InstalledPackages {
  /** By path relative to where their packages lie. */
  readonly modules: ReadonlyMap<string, FileFacts>;
  /** Folders of the project from which the interpreter imports: packages installed in editable mode. Relative to the project's root. */
  readonly sources: readonly string[];
  /** More was imported than is read. */
  readonly cut: boolean;
  /** Which modules these are, and how their files stand. */
  readonly fingerprint: string;
}

/** The folder that imports. */
export interface Importing {
  /** Absolute. */
  readonly root: string;
  /** Whether a file, relative to the root, is one of the folder's own. */
  has(path: string): boolean;
  /** Of the folder's interpreter, the first wins; asked only where something is imported from there. */
  sitePackages(): readonly string[];
}

export interface InstalledModules {
  /**
   * The modules that `imports` lead to. Nothing is looked at again while the imports and what is installed stay the same;
   * what was read before is read again where it changed.
   * @param imports dotted names, without leading dots
   */
  follow(imports: Iterable<string>): Promise<InstalledPackages>;
  /** The next call looks at everything: a file may have changed inside of a package. */
  lookAgain(): void;
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
  readonly cut: boolean;
}

/** What to tell the user when not everything was read. */
export const cutText = (): string =>
  l10n.t(
    "The imports of Flyte files lead to more installed modules than are read ({0} that say flyte, {1} others on the way). What the rest defines is shown as unknown.",
    MAX_SPEAKING,
    MAX_ON_THE_WAY,
  );

const NOTHING: InstalledPackages = { modules: new Map(), sources: [], cut: false, fingerprint: "" };

export function installedModules(folder: Importing, work: Worklist, parse: Parse): InstalledModules {
  let known: ReadonlyMap<string, Entry> = new Map();
  let last: { readonly key: string; readonly found: InstalledPackages; readonly loose: readonly Loose[] } | undefined;

  return {
    async follow(imports) {
      const wanted = pluginsFirst([...new Set(imports)]);
      const sitePackages = wanted.length === 0 ? [] : folder.sitePackages();
      if (sitePackages.length === 0) {
        last = undefined;
        known = new Map();
        return NOTHING;
      }
      // An installation that changes touches the folder of its packages.
      const key = [...sitePackages.map((each) => `${each} ${changedAt(each)}`), ...wanted].join("\n");
      if (last?.key === key && last.loose.every(isUnchanged)) return last.found;
      const roots = packageRoots(sitePackages);
      const find = moduleFinder(roots, folder);
      const { entries, counting, cut } = await readClosure(find, wanted, known);
      const modules = new Map<string, FileFacts>();
      for (const { path, facts } of entries.values())
        if (facts !== undefined && counting.has(path)) modules.set(path, facts);
      known = entries;
      const sources = sourcesIn(roots, folder);
      const stamps = [...modules.keys()].map((path) => [find.place(path)?.folder, path, entries.get(path)?.stamp]);
      const found = { modules, sources, cut, fingerprint: JSON.stringify([sources, stamps]) };
      last = { key, found, loose: looseAmong(entries, find, new Set(sitePackages)) };
      return found;
    },
    lookAgain: () => {
      last = undefined;
    },
  };

  async function readClosure(
    find: Finder,
    wanted: readonly string[],
    before: ReadonlyMap<string, Entry>,
  ): Promise<Closure> {
    const entries = new Map<string, Entry>();
    /** Which modules each one leads to. */
    const leads = new Map<string, Set<string>>();
    /** Each module is asked once for the same names: others may stand in another one. */
    const followed = new Set<string>();
    let [speaking, quiet, cut] = [0, 0, false];
    let asked = wanted.flatMap((module) => find.module(module) ?? []);
    while (asked.length > 0) {
      let paths = [...new Set(asked.map(({ path }) => path))].filter((path) => !entries.has(path));
      while (paths.length > 0) {
        const room = Math.min(MAX_SPEAKING - speaking, MAX_ON_THE_WAY - quiet);
        cut = room === 0;
        if (cut) break;
        const items = paths.slice(0, room).map((path) => itemOf(path, before.get(path)));
        for (const entry of await readItems(find, items, before)) {
          entries.set(entry.path, entry);
          if (entry.saysFlyte) speaking++;
          else quiet++;
        }
        paths = paths.slice(room);
      }
      const next: Asked[] = [];
      for (const { path, names } of asked) {
        const entry = entries.get(path);
        if (entry === undefined) continue;
        for (const target of targetsOf(entry, names, find)) {
          if (target.path === path) continue;
          const targets = leads.get(path) ?? new Set();
          leads.set(path, targets.add(target.path));
          const key = `${target.path}\0${target.names.join(".")}`;
          if (!followed.has(key)) next.push(target);
          followed.add(key);
        }
      }
      asked = cut ? [] : next;
    }
    return { entries, counting: await parseWay(find, entries, leads), cut };
  }

  /** A package's `__init__` need not say flyte itself: it counts where what it hands on does. */
  async function parseWay(
    find: Finder,
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
    for (const entry of await readItems(find, items, new Map())) entries.set(entry.path, entry);
    return counts;
  }

  async function readItems(
    find: Finder,
    items: readonly ReadItem[],
    before: ReadonlyMap<string, Entry>,
  ): Promise<readonly Entry[]> {
    const found: Entry[] = [];
    for (const [root, local] of byFolder(items, find)) {
      const named = (entry: Entry): Entry => ({ ...entry, path: local.get(entry.path)?.path ?? entry.path });
      const kept = (path: string) => before.get(local.get(path)?.path ?? path) ?? [];
      const wanted = [...local].map(([path, item]) => ({ ...item, path }));
      if (wanted.length > FEW) {
        const { entries, unchanged } = await readAll(root, wanted, work);
        found.push(...entries.map(named), ...unchanged.flatMap(kept));
        continue;
      }
      for (const item of wanted) {
        const entry = readEntry(root, item, parse);
        if (entry === "unchanged") found.push(...[kept(item.path)].flat());
        else if (entry !== undefined) found.push(named(entry));
      }
    }
    return found;
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

/** By folder: what to read there, by its path in it. */
function byFolder(items: readonly ReadItem[], find: Finder): ReadonlyMap<string, ReadonlyMap<string, ReadItem>> {
  const found = new Map<string, Map<string, ReadItem>>();
  for (const item of items) {
    const place = find.place(item.path);
    if (place === undefined) continue;
    const local = found.get(place.folder) ?? new Map<string, ReadItem>();
    found.set(place.folder, local.set(place.path, item));
  }
  return found;
}

/**
 * Of a module that speaks of flyte, all that it imports of its own package, and what it names of others; of another
 * module only what hands on the names asked of it.
 */
function targetsOf(
  { path, saysFlyte, imports, facts }: Entry,
  names: readonly string[],
  find: Finder,
): readonly Asked[] {
  const own = packageOf(path);
  const look = (module: string): readonly Asked[] => {
    const name = absolute(path, module);
    const found = mayBeInstalled(name) ? find.module(name) : undefined;
    if (found === undefined) return [];
    return packageOf(found.path) === own || (saysFlyte && found.names.length > 0) ? [found] : [];
  };
  if (saysFlyte) return [...imports, ...(facts === undefined ? [] : readNames(facts, () => true))].flatMap(look);
  const handing = imports.filter((each) => names.some((name) => name === "*" || each.endsWith(`.${name}`)));
  // What `from .envs import *` hands on, nobody names.
  const stars = imports.filter((each) => each.endsWith("*")).map((each) => each.slice(0, -1));
  return [...handing, ...stars.flatMap((each) => names.map((name) => each + name))].flatMap(look);
}

/** `flyteplugins` belongs to many distributions. */
function packageOf(path: string): string {
  return path.split("/", path.startsWith("flyteplugins/") ? 2 : 1).join("/");
}

/** `..names.x` in `a/b/c.py` is `a.names.x`. */
function absolute(path: string, module: string): string {
  const level = levelOf(module);
  if (level === 0) return module;
  const folders = path.split("/").slice(0, -level);
  return [...folders, ...module.slice(level).split(".")].filter((part) => part !== "").join(".");
}

/** A file as its folder knows it. */
interface InFolder {
  readonly folder: string;
  readonly path: string;
}

interface Finder {
  /** The longest part of a dotted name that is a file; what stands behind it is asked of that. The folder's own files are none. */
  module(name: string): Asked | undefined;
  /** Where a file that was found lies. */
  place(path: string): InFolder | undefined;
}

function moduleFinder(roots: readonly PackageRoot[], importing: Importing): Finder {
  const tops = new Map<string, readonly PackageRoot[]>();
  const contents = roots.map((root) => ({ root, names: new Set(namesIn(root.folder)) }));
  const places = new Map<string, InFolder>();
  const rootsOf = (top: string): readonly PackageRoot[] => {
    const known = tops.get(top);
    if (known !== undefined) return known;
    const holding = contents.flatMap(({ root, names }) => {
      if (root.only !== undefined) return root.only.at.split("/", 1)[0] === top ? root : [];
      return names.has(top) || names.has(`${top}.py`) ? root : [];
    });
    // Only a package without `__init__` may be spread over several folders.
    const whole = holding.find((root) =>
      [`${top}/__init__.py`, `${top}.py`].some((path) => {
        const local = localPath(root, path);
        return local !== undefined && existsSync(join(root.folder, local));
      }),
    );
    const found = whole === undefined ? holding : [whole];
    tops.set(top, found);
    return found;
  };
  return {
    place: (path) => places.get(path),
    module(name) {
      const parts = name.split(".");
      const found = rootsOf(parts[0] ?? "");
      for (let depth = found.length === 0 ? 0 : parts.length; depth > 0; depth--) {
        const base = parts.slice(0, depth).join("/");
        for (const root of found) {
          for (const path of [`${base}/__init__.py`, `${base}.py`]) {
            const local = localPath(root, path);
            if (local === undefined || !existsSync(join(root.folder, local))) continue;
            if (importing.has(within(importing.root, join(root.folder, local)) ?? "")) return undefined;
            if (!places.has(path)) places.set(path, { folder: root.folder, path: local });
            return { path, names: parts.slice(depth) };
          }
        }
      }
      return undefined;
    },
  };
}

function localPath({ only }: PackageRoot, path: string): string | undefined {
  if (only === undefined) return path;
  const isInside = path === `${only.at}.py` || path.startsWith(`${only.at}/`);
  return isInside ? only.name + path.slice(only.at.length) : undefined;
}

/** `path` relative to `root`, `/` between parts, if it lies in there. */
function within(root: string, path: string): string | undefined {
  const found = relative(root, path).split(sep).join("/");
  return found === ".." || found.startsWith("../") || found.includes(":") ? undefined : found;
}

/** Folders of the project that stand on the interpreter's path. A package that is called otherwise than its folder has none. */
function sourcesIn(roots: readonly PackageRoot[], { root, has }: Importing): readonly string[] {
  const found = roots.flatMap(({ folder, only }) => {
    const path = within(root, folder);
    if (path === undefined || path.split("/").includes("site-packages")) return [];
    if (only === undefined) return path;
    const inside = (path === "" ? "" : `${path}/`) + only.name;
    if (!has(`${inside}/__init__.py`) && !has(`${inside}.py`)) return [];
    if (inside !== only.at && !inside.endsWith(`/${only.at}`)) return [];
    return inside.slice(0, -only.at.length).replace(/\/$/, "");
  });
  return [...new Set(found)];
}

/** What was read outside of `site-packages`: somebody may be working on it. */
interface Loose {
  readonly file: string;
  readonly stamp: string | undefined;
}

function looseAmong(
  entries: ReadonlyMap<string, Entry>,
  find: Finder,
  installed: ReadonlySet<string>,
): readonly Loose[] {
  return [...entries.values()].flatMap(({ path, stamp }) => {
    const place = find.place(path);
    return place === undefined || installed.has(place.folder) ? [] : { file: join(place.folder, place.path), stamp };
  });
}

const isUnchanged = ({ file, stamp }: Loose): boolean => readSource(file, stamp, 0).kind === "unchanged";

function changedAt(folder: string): number {
  try {
    return statSync(folder).mtimeMs;
  } catch {
    return 0;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
