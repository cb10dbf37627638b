/** Whether a folder holds what an earlier session read of it, told from names and stamps alone. Reading what differs is the scan's work. */

import { statSync } from "node:fs";
import { discovering } from "./discover.ts";
import { inSlices } from "./slices.ts";
import { stampOf } from "./source.ts";

/**
 * A disk that answers from memory tells of ten thousand files in a few hundredths of a second, sooner than threads start.
 * For one that does not, threads wait side by side.
 */
const PATIENCE_MS = 1000;

/** Looking at the clock takes half as long as looking at a file. */
const STEP = 16;

/**
 * Whether the same files are there, none of them changed. "No" also where finding out takes long.
 * @param names path and stamp of each, one after the other, sorted by path
 */
export async function isAsRemembered(
  root: string,
  exclude: readonly string[],
  names: readonly string[],
): Promise<boolean> {
  return (await inSlices(compare(root, exclude, names), PATIENCE_MS)) ?? false;
}

function* compare(root: string, exclude: readonly string[], names: readonly string[]): Generator<void, boolean> {
  const { files, problems } = yield* discovering(root, exclude);
  if (problems.length > 0 || files.length * 2 !== names.length) return false;
  for (const [index, path] of files.entries()) {
    if (names[index * 2] !== path) return false;
    // Joined by hand: each is looked at once, and normalising takes as long as looking.
    if (names[index * 2 + 1] !== stampNow(`${root}/${path}`)) return false;
    if (index % STEP === 0) yield;
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
