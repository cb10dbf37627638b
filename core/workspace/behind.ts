/** One file of a folder and what its imports lead to, read once: what a command about that file needs to know. The whole folder, and what changes in it, is folderIndex.ts's. */

import { discover } from "./discover.ts";
import { type Entry, type Parse, readEntry } from "./entry.ts";
import { moduleResolver, relevantFiles } from "./imports.ts";
import type { FileChange } from "./indexTypes.ts";

export interface Behind {
  /** As a FolderIndex tells them. */
  readonly files: readonly FileChange[];
  /** Whether the folder has such a file, read or not. */
  has(path: string): boolean;
}

/** @param file relative to the root, `/` between parts; nothing is told of one that is ignored */
export function readBehind(root: string, file: string, parse: Parse): Behind {
  const { files } = discover(root);
  const present = new Set(files);
  const resolve = moduleResolver(files);
  const entries = new Map<string, Entry>();
  const wanted = new Set(present.has(file) ? [file, ...packagesOf(file, present)] : []);
  // A set yields what is added while it is walked.
  for (const path of wanted) {
    const entry = readEntry(root, { path, always: true }, parse);
    if (entry === undefined || entry === "unchanged") continue;
    entries.set(path, entry);
    for (const target of entry.imports.flatMap((module) => resolve(path, module))) {
      wanted.add(target);
      for (const each of packagesOf(target, present)) wanted.add(each);
    }
  }
  const relevant = relevantFiles([...entries.values()]);
  return {
    files: [...entries.values()].map(({ path, facts, problem }) => ({
      path,
      ...(facts === undefined || !relevant.has(path) ? {} : { facts }),
      ...(problem === undefined ? {} : { problem }),
    })),
    has: (path) => present.has(path),
  };
}

/** What Python runs on the way to a module. */
function packagesOf(path: string, present: ReadonlySet<string>): readonly string[] {
  const folders = path.split("/").slice(0, -1);
  return folders
    .map((_, depth) => `${folders.slice(0, depth + 1).join("/")}/__init__.py`)
    .filter((each) => present.has(each));
}
