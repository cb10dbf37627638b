/** Decides, while a folder is still being read, what of it can be told already and what else is to be parsed. What matters in the end is decided by imports.ts. */

import type { Entry } from "./entry.ts";

export interface EarlyTelling {
  /** Takes what was read. Answers with files that matter for sure, though they may say nothing of Flyte: what this imports. */
  take(entries: readonly Entry[]): Iterable<string>;
}

/**
 * A file means what it means once all that it imports is known: told in that order, nothing is linked twice. Files that
 * import each other in a circle are left to the end.
 * @param resolve the files that an import may mean
 * @param tell hears of each file once, what it imports first
 */
export function earlyTelling(
  resolve: (from: string, module: string) => readonly string[],
  tell: (entry: Entry) => void,
): EarlyTelling {
  const wanted = new Set<string>();
  /** Read for good. */
  const read = new Set<string>();
  /** Told, or nothing can be told of it. */
  const over = new Set<string>();
  const waiting = new Map<string, { readonly entry: Entry; missing: number }>();
  const importers = new Map<string, string[]>();

  const finish = (path: string): void => {
    const done = [path];
    // An array yields what is added while it is walked.
    for (const each of done) {
      over.add(each);
      for (const importer of importers.get(each) ?? []) {
        const other = waiting.get(importer);
        if (other === undefined || --other.missing > 0) continue;
        waiting.delete(importer);
        tell(other.entry);
        done.push(importer);
      }
      importers.delete(each);
    }
  };

  const takeParsed = (entry: Entry, into: Set<string>): void => {
    const { path } = entry;
    const targets = new Set(entry.imports.flatMap((module) => resolve(path, module)));
    targets.delete(path);
    let missing = 0;
    for (const target of targets) {
      if (!wanted.has(target) && !read.has(target)) into.add(target);
      wanted.add(target);
      if (over.has(target)) continue;
      missing++;
      const others = importers.get(target);
      if (others === undefined) importers.set(target, [path]);
      else others.push(path);
    }
    if (missing > 0) {
      waiting.set(path, { entry, missing });
      return;
    }
    tell(entry);
    finish(path);
  };

  return {
    take: (entries) => {
      const also = new Set<string>();
      for (const entry of entries) {
        const { path, saysFlyte, problem } = entry;
        if (read.has(path) || (!saysFlyte && !wanted.has(path))) continue;
        if (problem !== undefined) {
          read.add(path);
          finish(path);
        } else if (entry.facts === undefined) also.add(path);
        else {
          read.add(path);
          takeParsed(entry, also);
        }
      }
      return also;
    },
  };
}
