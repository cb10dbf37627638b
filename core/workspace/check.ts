/** Finds out what a glance at files missed: which of them are broken where nothing was parsed. When, is the index's to say. */

import type { Entry, ReadItem } from "./entry.ts";
import type { Worklist } from "./pool.ts";
import { readAll } from "./scan.ts";

/** Checked at a time: what changes meanwhile waits no longer than for these. */
const PART = 64;

/** "same": each of the part is what it seemed. */
export type Checked = "nothing" | "same" | "differs";

/** Looks again at some of the entries that were only glanced at, and replaces those that read otherwise. Nobody else may change the entries meanwhile. */
export async function checkPart(root: string, entries: Map<string, Entry>, work: Worklist): Promise<Checked> {
  const items: ReadItem[] = [];
  for (const { path, stamp, glanced } of entries.values()) {
    if (glanced === undefined) continue;
    items.push({ path, ...(stamp === undefined ? {} : { known: stamp }) });
    if (items.length === PART) break;
  }
  if (items.length === 0) return "nothing";
  const found = await readAll(root, items, work, {}, "check");
  const same = new Set(found.unchanged);
  const differing = new Map(found.entries.map((entry) => [entry.path, entry]));
  for (const { path } of items) {
    const { glanced: _, ...entry } = entries.get(path) ?? { path, saysFlyte: false, imports: [] };
    const now = same.has(path) ? entry : differing.get(path);
    if (now === undefined) entries.delete(path);
    else entries.set(path, now);
  }
  return same.size === items.length ? "same" : "differs";
}
