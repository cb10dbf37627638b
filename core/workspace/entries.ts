/** What is done with the entries of a whole folder. When, is the index's to say. */

import { isSource } from "./discover.ts";
import type { Entry } from "./entry.ts";

/** Facts lie in a cache as text until they are looked at. */
export function* unpacking(entries: Iterable<Entry>): Generator<unknown, void> {
  for (const { facts } of entries) yield facts;
}

/** Of a deleted folder a watcher may tell nothing but its name. */
export function forget(entries: Map<string, Entry>, path: string): void {
  entries.delete(path);
  if (isSource(path)) return;
  for (const other of entries.keys()) if (other.startsWith(`${path}/`)) entries.delete(other);
}

/** Those that matter and were not parsed. */
export function missing(entries: ReadonlyMap<string, Entry>, relevant: ReadonlySet<string>): readonly Entry[] {
  return [...entries.values()].filter(
    ({ path, facts, problem }) => relevant.has(path) && facts === undefined && problem === undefined,
  );
}
