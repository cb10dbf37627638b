/** Whether a folder holds what an earlier session read of it, told from names and stamps alone. Reading what differs is the scan's work. */

import { statSync } from "node:fs";
import { discovering } from "./discover.ts";
import type { Entry } from "./entry.ts";
import { inSlices } from "./slices.ts";
import { stampOf } from "./source.ts";

/**
 * A disk that answers from memory tells of ten thousand files in a few hundredths of a second, sooner than threads start.
 * For one that does not, threads wait side by side.
 */
const PATIENCE_MS = 1000;

/** Whether the same files are there, none of them changed. "No" also where finding out takes long. */
export async function isAsRemembered(
  root: string,
  exclude: readonly string[],
  entries: ReadonlyMap<string, Entry>,
): Promise<boolean> {
  return (await inSlices(compare(root, exclude, entries), PATIENCE_MS)) ?? false;
}

function* compare(
  root: string,
  exclude: readonly string[],
  entries: ReadonlyMap<string, Entry>,
): Generator<void, boolean> {
  const { files, problems } = yield* discovering(root, exclude);
  if (problems.length > 0 || files.length !== entries.size) return false;
  // Joined by hand: each is looked at once, and normalising takes as long as looking.
  for (const path of files) {
    const known = entries.get(path)?.stamp;
    if (known === undefined || known !== stampNow(`${root}/${path}`)) return false;
    yield;
  }
  return true;
}

function stampNow(file: string): string | undefined {
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() === true ? stampOf(found) : undefined;
  } catch {
    return undefined;
  }
}
