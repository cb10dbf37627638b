/** What an earlier session read of a folder, kept in a file of its own. Only ever a shortcut: what can't be used is read anew. */

import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { FACTS_VERSION } from "../analysis/index.ts";
import type { Entry } from "./entry.ts";
import type { Stamp } from "./source.ts";

/** Rises when an entry's shape changes. */
const FORMAT = 1;

/** A file that was changed this shortly before it was read may change again without its stamp telling. */
const RACY_MS = 2000;

/** The thread that reads a cache also answers requests: it takes a breath this often. */
const SLICE_MS = 8;

export interface Cache {
  /** Nothing at the first time, after an update, or when the file is damaged. */
  load(): Promise<ReadonlyMap<string, Entry>>;
  /** Replaces the file at once or not at all. Never rejects. */
  save(entries: Iterable<Entry>): Promise<void>;
}

/**
 * The cache of a root.
 * @param maker the bundle that makes the facts: another bundle's facts are not used.
 */
export function cacheOf(folder: string, root: string, maker: string): Cache {
  const file = join(folder, `${createHash("sha256").update(realRoot(root)).digest("hex").slice(0, 32)}.jsonl`);
  const head = JSON.stringify({ format: FORMAT, facts: FACTS_VERSION, maker: stampOf(maker), root: realRoot(root) });

  return {
    load: async () => {
      try {
        const lines = (await readFile(file, "utf8")).split("\n");
        // The last line counts the others: a file that was cut off lacks it.
        if (lines[0] !== head || lines.at(-1) !== String(lines.length - 2)) return new Map();
        const entries = new Map<string, Entry>();
        await inSlices(lines.slice(1, -1), (line) => {
          const entry: Entry = JSON.parse(line);
          entries.set(entry.path, entry);
        });
        return entries;
      } catch {
        return new Map();
      }
    },
    save: async (entries) => {
      const draft = `${file}.${process.pid}.tmp`;
      const newest = Date.now() - RACY_MS;
      try {
        await mkdir(dirname(file), { recursive: true });
        const handle = await open(draft, "w");
        try {
          let count = 0;
          let text = `${head}\n`;
          await inSlices([...entries], (entry) => {
            if (entry.stamp === undefined || changedAt(entry.stamp) > newest) return;
            text += `${JSON.stringify(entry)}\n`;
            count++;
          });
          await handle.writeFile(`${text}${count}`);
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

async function inSlices<T>(items: readonly T[], act: (item: T) => void): Promise<void> {
  let began = performance.now();
  for (const item of items) {
    act(item);
    if (performance.now() - began < SLICE_MS) continue;
    await nextTurn();
    began = performance.now();
  }
}

/** Milliseconds since 1970 of a stamp's time of change. */
const changedAt = (stamp: Stamp): number => Number(stamp.split(":")[1] ?? 0);

function stampOf(file: string): string {
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
