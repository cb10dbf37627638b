/** Finds the Python files and notebooks below a folder. Reading them is the indexer's work. */

import type { Dirent } from "node:fs";
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { codeOf, messageOf } from "../../base/errorText.ts";
import type { FileProblem } from "../../protocol/model.ts";
import { ignoreRules } from "./ignored.ts";

/** A path relative to the root, `/` between its parts, and what is wrong with it. */
export interface PathProblem {
  readonly path: string;
  readonly problem: FileProblem;
}

export interface Discovery {
  /** Relative to the root, `/` between parts, sorted. */
  readonly files: readonly string[];
  /** Folders that could not be read. */
  readonly problems: readonly PathProblem[];
}

/**
 * Every `*.py` and `*.ipynb` below `root` that is not ignored. Synchronous on purpose: on a thread of its own that is several times
 * faster than `fs.promises`.
 *
 * A symbolic link is followed where it leads out of the root, and once: what lies inside is found under its own path,
 * and a link to the root or above it would never end.
 */
export function discover(root: string, exclude: readonly string[] = []): Discovery {
  const steps = discovering(root, exclude);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** `discover` in steps, a folder each. */
export function* discovering(root: string, exclude: readonly string[]): Generator<void, Discovery> {
  const ignored = ignoreRules(root, exclude);
  const files: string[] = [];
  const problems: PathProblem[] = [];
  const realRoot = realpath(root) ?? root;
  const followed = new Set<string>();

  function* visit(folder: string): Generator<void, void> {
    yield;
    let entries: readonly Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      // A folder that vanished meanwhile is no problem.
      if (codeOf(error) !== "ENOENT") problems.push({ path: folder, problem: unreadable(error) });
      return;
    }
    if (folder !== "" && ignored.installedPython(entries.map(({ name }) => name))) return;
    for (const entry of entries) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      const kind = entry.isSymbolicLink() ? linked(path) : kindOf(entry);
      if (kind === "folder") {
        if (!ignored.entry(path, true)) yield* visit(path);
      } else if (kind === "file" && isSource(path) && !ignored.entry(path, false)) files.push(path);
    }
  }

  /** What a link leads to, when it is to be followed. */
  const linked = (path: string): "file" | "folder" | undefined => {
    const target = realpath(join(root, path));
    if (target === undefined || contains(realRoot, target) || contains(target, realRoot)) return undefined;
    if (followed.has(target)) return undefined;
    const found = statSync(target, { throwIfNoEntry: false });
    if (found === undefined) return undefined;
    followed.add(target);
    return kindOf(found);
  };

  yield* visit("");
  return { files: files.sort(), problems };
}

export const isPython = (path: string): boolean => path.endsWith(".py");

export const isNotebook = (path: string): boolean => path.endsWith(".ipynb");

/** Whether a file may hold code of Flyte's. */
export const isSource = (path: string): boolean => isPython(path) || isNotebook(path);

/** The problem of a file or folder that the system refuses. */
export function unreadable(error: unknown): FileProblem {
  return { kind: "unreadable", message: messageOf(error) };
}

function kindOf(entry: Pick<Dirent, "isFile" | "isDirectory">): "file" | "folder" | undefined {
  return entry.isDirectory() ? "folder" : entry.isFile() ? "file" : undefined;
}

const contains = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function realpath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
