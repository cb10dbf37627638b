/** What an earlier session read of a folder, kept in a file of its own. Only ever a shortcut: what can't be used is read anew. */

import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FACTS_VERSION } from "../analysis/index.ts";
import type { Entry, FileFacts } from "./entry.ts";
import { inSlices } from "./slices.ts";
import type { Stamp } from "./source.ts";

/** Rises when the file's shape changes. */
const FORMAT = 2;

/** A file that was changed this shortly before it was read may change again without its stamp telling. */
const RACY_MS = 2000;

export interface Remembered {
  /** Facts are only read out of the cache when they are looked at: absent then, where they are damaged. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** What was made of just these entries, as whoever made it wrote it. */
  readonly conclusion?: string;
}

export interface Cache {
  /** Nothing at the first time, after an update, or when the file is damaged. */
  load(): Promise<Remembered>;
  /** Replaces the file at once or not at all. Never rejects. */
  save(entries: Iterable<Entry>, conclusion?: string): Promise<void>;
}

/** An entry without its facts, and how many bytes those take: the facts stand in lines of their own, in the same order. */
interface Row extends Omit<Entry, "facts"> {
  readonly bytes?: number;
}

const NOTHING: Remembered = { entries: new Map() };
const LINE_END = 10;

/**
 * The cache of a root: a line that tells whose it is, one with all rows, one with the conclusion, the facts, and a last
 * one that counts the rows. A file that was cut off lacks it.
 * @param makers the bundles that make facts and conclusions: what others made is not used.
 */
export function cacheOf(folder: string, root: string, makers: readonly string[]): Cache {
  const file = join(folder, `${createHash("sha256").update(realRoot(root)).digest("hex").slice(0, 32)}.jsonl`);
  const head = JSON.stringify({
    format: FORMAT,
    facts: FACTS_VERSION,
    makers: makers.map(stampOfBundle),
    root: realRoot(root),
  });

  return {
    load: async () => {
      try {
        return (await inSlices(readCache(await readWhole(file), head))) ?? NOTHING;
      } catch {
        return NOTHING;
      }
    },
    save: async (entries, conclusion = "") => {
      const draft = `${file}.${process.pid}.tmp`;
      try {
        await mkdir(dirname(file), { recursive: true });
        const handle = await open(draft, "w");
        try {
          await handle.writeFile((await inSlices(cacheText(head, entries, conclusion))) ?? "");
        } finally {
          await handle.close();
        }
        await rename(draft, file);
      } catch {
        await rm(draft, { force: true }).catch(() => {});
      }
    },
  };
}

/** In one go: the platform's own way takes it in hundreds of small pieces. */
async function readWhole(file: string): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function* cacheText(head: string, entries: Iterable<Entry>, conclusion: string): Generator<void, string> {
  const newest = Date.now() - RACY_MS;
  const rows: Row[] = [];
  let facts = "";
  for (const { facts: own, ...entry } of entries) {
    if (entry.stamp === undefined || changedAt(entry.stamp) > newest) continue;
    if (own === undefined) rows.push(entry);
    else {
      const line = JSON.stringify(own);
      rows.push({ ...entry, bytes: Buffer.byteLength(line) });
      facts += `${line}\n`;
    }
    yield;
  }
  return `${head}\n${JSON.stringify(rows)}\n${conclusion}\n${facts}${rows.length}`;
}

function* readCache(bytes: Buffer, head: string): Generator<void, Remembered> {
  const start = Buffer.byteLength(head) + 1;
  if (bytes.toString("utf8", 0, start) !== `${head}\n`) return NOTHING;
  const endOfRows = bytes.indexOf(LINE_END, start);
  const endOfConclusion = bytes.indexOf(LINE_END, endOfRows + 1);
  if (endOfRows < 0 || endOfConclusion < 0) return NOTHING;
  const rows: readonly Row[] = JSON.parse(bytes.toString("utf8", start, endOfRows));
  if (bytes.toString("utf8", bytes.lastIndexOf(LINE_END) + 1) !== String(rows.length)) return NOTHING;
  yield;
  const entries = new Map<string, Entry>();
  let at = endOfConclusion + 1;
  for (const row of rows) {
    if (row.bytes === undefined) entries.set(row.path, row);
    else {
      const { bytes: length, ...entry } = row;
      entries.set(row.path, withFacts(entry, bytes.subarray(at, at + length)));
      at += length + 1;
    }
    yield;
  }
  const conclusion = bytes.toString("utf8", endOfRows + 1, endOfConclusion);
  return conclusion === "" ? { entries } : { entries, conclusion };
}

function withFacts(entry: Omit<Entry, "facts">, line: Buffer): Entry {
  let waiting: Buffer | undefined = line;
  let facts: FileFacts | undefined;
  return {
    ...entry,
    get facts() {
      if (waiting !== undefined) facts = factsIn(waiting);
      waiting = undefined;
      return facts;
    },
  };
}

function factsIn(line: Buffer): FileFacts | undefined {
  try {
    return JSON.parse(line.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Milliseconds since 1970 of a stamp's time of change. */
const changedAt = (stamp: Stamp): number => Number(stamp.split(":")[1] ?? 0);

function stampOfBundle(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? "" : `${found.size}:${found.mtimeMs}`;
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
