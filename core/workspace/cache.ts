/** What an earlier session read of a folder, kept in a file of its own. Only ever a shortcut: what can't be used is read anew. */

import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { FACTS_VERSION } from "../analysis/index.ts";
import type { Entry, FileFacts } from "./entry.ts";
import { inSlices } from "./slices.ts";
import { type Stamp, stampOf } from "./source.ts";

/** Rises when the file's shape changes. */
const FORMAT = 3;

/** A file that was changed this shortly before it was read may change again without its stamp telling. */
const RACY_MS = 2000;

export interface Remembered {
  /** Path and stamp of each entry, one after the other, sorted by path. */
  readonly names: readonly string[];
  /**
   * Read out of the cache when they are looked at, and their facts when those are: absent then, where they are damaged or
   * the cache was written again since.
   */
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

/** An entry without its name and its facts, and how many bytes those take. */
interface Row extends Omit<Entry, "facts" | "path" | "stamp"> {
  readonly bytes?: number;
}

/** How many bytes the parts take that follow, each with a line end behind it. */
interface Parts {
  readonly names: number;
  readonly conclusion: number;
  readonly rows: number;
  readonly facts: number;
}

const NOTHING: Remembered = { names: [], entries: new Map() };
const LINE_END = 10;
/** In no path and in no stamp. */
const BETWEEN = "\0";
/** Room for the first two lines. */
const HEAD_BYTES = 8192;

/**
 * The cache of a root: a line that tells whose it is, one that counts the bytes of what follows, and then names, the
 * conclusion, what else is known of the files, and their facts, a line each. What a start needs comes first, and the rest
 * is read when it is looked at. A file that was cut off is shorter than it says.
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
        return await readCache(file, head);
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

function* cacheText(head: string, entries: Iterable<Entry>, conclusion: string): Generator<void, string> {
  const newest = Date.now() - RACY_MS;
  const names: string[] = [];
  const rows: Row[] = [];
  let facts = "";
  let bytes = 0;
  for (const { facts: own, path, stamp, ...row } of [...entries].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    if (stamp === undefined || changedAt(stamp) > newest) continue;
    names.push(path, stamp);
    if (own === undefined) rows.push(row);
    else {
      const line = JSON.stringify(own);
      const length = Buffer.byteLength(line);
      rows.push({ ...row, bytes: length });
      facts += `${line}\n`;
      bytes += length + 1;
    }
    yield;
  }
  const parts = [names.join(BETWEEN), conclusion, JSON.stringify(rows)] as const;
  const [ofNames, ofConclusion, ofRows] = parts.map((part) => Buffer.byteLength(part) + 1);
  const counts = JSON.stringify({ names: ofNames, conclusion: ofConclusion, rows: ofRows, facts: bytes });
  return `${head}\n${counts}\n${parts.join("\n")}\n${facts}`;
}

async function readCache(file: string, head: string): Promise<Remembered> {
  const handle = await open(file, "r");
  try {
    const found = await handle.stat();
    const first = await readPart(handle, 0, HEAD_BYTES);
    const start = Buffer.byteLength(head) + 1;
    if (first.toString("utf8", 0, start) !== `${head}\n`) return NOTHING;
    const end = first.indexOf(LINE_END, start) + 1;
    const parts: Parts = JSON.parse(first.toString("utf8", start, end));
    const afterRows = end + parts.names + parts.conclusion + parts.rows;
    if (end === 0 || afterRows + parts.facts !== found.size) return NOTHING;
    const bytes = await readPart(handle, end, afterRows - end);
    const names = bytes.toString("utf8", 0, parts.names - 1).split(BETWEEN);
    const conclusion = bytes.toString("utf8", parts.names, parts.names + parts.conclusion - 1);
    const rows = bytes.subarray(parts.names + parts.conclusion);
    let entries: ReadonlyMap<string, Entry> | undefined;
    return {
      names: names.length > 1 ? names : [],
      get entries() {
        entries ??= entriesIn(names, rows, (at, length) => readFacts(file, stampOf(found), afterRows + at, length));
        return entries;
      },
      ...(conclusion === "" ? {} : { conclusion }),
    };
  } finally {
    await handle.close();
  }
}

/** In one go: the platform's own way takes it in hundreds of small pieces. */
async function readPart(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, at);
  return buffer.subarray(0, bytesRead);
}

/** None where it is damaged. */
function entriesIn(
  names: readonly string[],
  bytes: Buffer,
  facts: (at: number, length: number) => FileFacts | undefined,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  try {
    const rows: readonly Row[] = JSON.parse(bytes.toString("utf8"));
    if (rows.length * 2 !== names.length) return entries;
    for (const [index, { bytes: length, ...row }] of rows.entries()) {
      const [path = "", stamp = ""] = [names[index * 2], names[index * 2 + 1]];
      const from = at;
      if (length === undefined) entries.set(path, { path, stamp, ...row });
      else {
        entries.set(
          path,
          withFacts({ path, stamp, ...row }, () => facts(from, length)),
        );
        at += length + 1;
      }
    }
    return entries;
  } catch {
    return new Map();
  }
}

function withFacts(entry: Omit<Entry, "facts">, read: () => FileFacts | undefined): Entry {
  let isRead = false;
  let facts: FileFacts | undefined;
  return {
    ...entry,
    get facts() {
      if (!isRead) facts = read();
      isRead = true;
      return facts;
    },
  };
}

/** Nothing where the file is not the one that was begun to be read. */
function readFacts(file: string, stamp: Stamp, at: number, length: number): FileFacts | undefined {
  try {
    const descriptor = openSync(file, "r");
    try {
      if (stampOf(fstatSync(descriptor)) !== stamp) return undefined;
      const bytes = Buffer.allocUnsafe(length);
      return readSync(descriptor, bytes, 0, length, at) === length ? JSON.parse(bytes.toString("utf8")) : undefined;
    } finally {
      closeSync(descriptor);
    }
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
