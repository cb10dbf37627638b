/** One file of a folder and what its imports lead to, read once: what a command about that file needs to know. The whole folder, and what changes in it, is folderIndex.ts's. */

import { discover } from "./discover.ts";
import { type Entry, type Parse, readEntry } from "./entry.ts";
import { moduleResolver, relevantFiles } from "./imports.ts";
import type { FileChange } from "./indexTypes.ts";

export interface Behind {
  /** What was read so far, as a FolderIndex tells it. */
  files(): readonly FileChange[];
  /** Whether the folder has such a file, read or not. */
  has(path: string): boolean;
  /** Reads what these names of modules lead to as well. Answers whether that is more than before. */
  follow(asked: Iterable<AskedModule>): boolean;
}

/** A module's name that only evaluation tells. */
export interface AskedModule {
  readonly from: string;
  readonly name: string;
}

/** @param file relative to the root, `/` between parts; nothing is told of one that is ignored */
export function readBehind(root: string, file: string, parse: Parse): Behind {
  const { files } = discover(root);
  const present = new Set(files);
  const resolve = moduleResolver(files);
  const entries = new Map<string, Entry>();
  const tried = new Set<string>();
  /** They matter as those do that speak of Flyte. */
  const named = new Set<string>();
  /** With all that they import. */
  const read = (targets: readonly string[]): void => {
    const wanted = new Set(targets);
    // A set yields what is added while it is walked.
    for (const path of wanted) {
      for (const each of packagesOf(path, present)) wanted.add(each);
      if (tried.has(path)) continue;
      tried.add(path);
      const entry = readEntry(root, { path, always: true }, parse);
      if (entry === undefined || entry === "unchanged") continue;
      entries.set(path, entry);
      for (const target of entry.imports.flatMap((module) => resolve(path, module))) wanted.add(target);
    }
  };
  read(present.has(file) ? [file] : []);
  return {
    files: () => {
      const relevant = relevantFiles(
        [...entries.values()].map((entry) => (named.has(entry.path) ? { ...entry, saysFlyte: true } : entry)),
      );
      return [...entries.values()].map(({ path, facts, problem }) => ({
        path,
        ...(facts === undefined || !relevant.has(path) ? {} : { facts }),
        ...(problem === undefined ? {} : { problem }),
      }));
    },
    has: (path) => present.has(path),
    follow: (asked) => {
      const before = named.size;
      for (const { from, name } of asked) for (const each of resolve(from, name)) named.add(each);
      read([...named]);
      return named.size > before;
    },
  };
}

/** What Python runs on the way to a module. */
function packagesOf(path: string, present: ReadonlySet<string>): readonly string[] {
  const folders = path.split("/").slice(0, -1);
  return folders
    .map((_, depth) => `${folders.slice(0, depth + 1).join("/")}/__init__.py`)
    .filter((each) => present.has(each));
}
