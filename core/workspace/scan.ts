/** Reads many files through a work list, and isolates a file that breaks its thread. */

import { type Discovery, unreadable } from "./discover.ts";
import type { Entry, ReadItem } from "./entry.ts";
import type { ReadResult } from "./messages.ts";
import { ThreadDied, type Worklist } from "./pool.ts";

/** Large enough that messages cost nothing, small enough that threads end together. */
const MAX_BATCH = 32;

export interface Scan extends ReadResult {
  readonly discovery: Discovery;
}

/** Hears of a scan under way. */
export interface Listener {
  /** Which files there are; they are read next. */
  found?(files: readonly string[]): void;
  progress?(done: number, total: number): void;
  /** What a part of the files came to. */
  read?(part: ReadResult): void;
}

/**
 * Finds and reads the files of a root. `known` are the entries of an earlier scan; they are read again only where the
 * file changed.
 */
export async function scan(
  root: string,
  exclude: readonly string[],
  known: ReadonlyMap<string, Entry>,
  work: Worklist,
  listener: Listener = {},
): Promise<Scan> {
  const discovery = await work.run({ kind: "discover", root, exclude });
  const items = discovery.files.map((path): ReadItem => {
    const stamp = known.get(path)?.stamp;
    return stamp === undefined ? { path } : { path, known: stamp };
  });
  listener.found?.(discovery.files);
  listener.progress?.(0, items.length);
  return { discovery, ...(await readAll(root, items, work, listener)) };
}

/** Reads each item; what breaks its thread comes back as a problem of that file. */
export async function readAll(
  root: string,
  items: readonly ReadItem[],
  work: Worklist,
  listener: Listener = {},
): Promise<ReadResult> {
  const size = Math.max(1, Math.min(MAX_BATCH, Math.ceil(items.length / (work.width * 4))));
  let done = 0;
  const results = await Promise.all(
    batches(items, size).map(async (batch) => {
      const result = await readBatch(root, batch, work);
      done += batch.length;
      listener.read?.(result);
      listener.progress?.(done, items.length);
      return result;
    }),
  );
  return merged(results);
}

async function readBatch(root: string, items: readonly ReadItem[], work: Worklist): Promise<ReadResult> {
  try {
    return await work.run({ kind: "read", root, items });
  } catch (error) {
    const [only] = items;
    if (only === undefined || !(error instanceof ThreadDied)) throw error;
    if (items.length > 1) return merged(await Promise.all(items.map((item) => readBatch(root, [item], work))));
    return { entries: [{ path: only.path, saysFlyte: true, imports: [], problem: unreadable(error) }], unchanged: [] };
  }
}

const merged = (results: readonly ReadResult[]): ReadResult => ({
  entries: results.flatMap(({ entries }) => entries),
  unchanged: results.flatMap(({ unchanged }) => unchanged),
});

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const found: (readonly T[])[] = [];
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size));
  return found;
}
