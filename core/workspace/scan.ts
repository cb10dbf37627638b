/** Reads many files through a work list, and isolates a file that breaks its thread. */

import { type Discovery, discovering, unreadable } from "./discover.ts";
import type { Entry, ReadItem } from "./entry.ts";
import type { ReadResult, Work } from "./messages.ts";
import { ThreadDied, type Worklist } from "./pool.ts";
import { inSlices } from "./slices.ts";

/** Large enough that messages cost nothing, small enough that threads end together. */
const MAX_BATCH = 32;

/** Ten thousand files are found in a tenth of a second, while the threads start. On a disk that takes longer a thread finds them. */
const PATIENCE_MS = 500;

export interface Scan extends ReadResult {
  readonly discovery: Discovery;
}

/** Hears of a scan under way. */
export interface Listener {
  /** Which files there are; they are read next. */
  found?(files: readonly string[]): void;
  progress?(done: number, total: number): void;
  /** What a part of the files came to. Answers with files that are to be parsed, whatever they say. */
  read?(part: ReadResult): Iterable<string>;
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
  work.prepare();
  const quickly = await inSlices(discovering(root, exclude), PATIENCE_MS);
  const discovery = quickly ?? (await work.run({ kind: "discover", root, exclude }));
  const items = discovery.files.map((path): ReadItem => {
    const stamp = known.get(path)?.stamp;
    return stamp === undefined ? { path } : { path, known: stamp };
  });
  listener.found?.(discovery.files);
  listener.progress?.(0, items.length);
  return { discovery, ...(await readAll(root, items, work, listener)) };
}

/** Reads each item; what breaks its thread comes back as a problem of that file. Of a file that is in it twice the last one counts. */
export async function readAll(
  root: string,
  items: readonly ReadItem[],
  work: Worklist,
  listener: Listener = {},
  kind: "read" | "check" = "read",
): Promise<ReadResult> {
  const size = Math.max(1, Math.min(MAX_BATCH, Math.ceil(items.length / (work.width * 4))));
  /** Without an answer so far. */
  const pending = new Map(items.map((item): [string, Changeable] => [item.path, { ...item }]));
  const results: ReadResult[] = [];
  let done = 0;
  const readPart = async (batch: readonly ReadItem[], urgent: boolean): Promise<void> => {
    const result = await readBatch({ kind, root, items: batch }, work, urgent);
    results.push(result);
    for (const { path } of batch) if (pending.delete(path)) done++;
    const again: ReadItem[] = [];
    for (const path of listener.read?.(result) ?? []) {
      const item = pending.get(path);
      if (item === undefined) again.push({ path, always: true });
      // Where it is under way already, its answer is heard, and it is asked for again.
      else item.always = true;
    }
    listener.progress?.(done, items.length);
    await Promise.all(batches(again, size).map((each) => readPart(each, true)));
  };
  await Promise.all(batches([...pending.values()], size).map((batch) => readPart(batch, false)));
  return merged(results);
}

type Changeable = { -readonly [Key in keyof ReadItem]: ReadItem[Key] };

type Batch = Extract<Work, { readonly kind: "read" | "check" }>;

async function readBatch(batch: Batch, work: Worklist, urgent: boolean): Promise<ReadResult> {
  try {
    return await work.run(batch, urgent);
  } catch (error) {
    const { items } = batch;
    const [only] = items;
    if (only === undefined || !(error instanceof ThreadDied)) throw error;
    if (items.length > 1) {
      return merged(await Promise.all(items.map((item) => readBatch({ ...batch, items: [item] }, work, urgent))));
    }
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
