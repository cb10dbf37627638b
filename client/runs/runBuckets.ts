/** The list of runs when there are hundreds: the newest by themselves, older ones in buckets of which none changes when a run is added. Pure. */

import * as l10n from "@vscode/l10n";

/** Runs of a bucket; the newest that stand by themselves are fewer than twice as many. */
const BUCKET = 100;

const ID = /^older\/(\d+)$/;

export interface Buckets<T> {
  readonly newest: readonly T[];
  /** Ids of buckets, the newest first. */
  readonly older: readonly string[];
}

/** @param runs newest first */
export function bucketsOf<T>(runs: readonly T[]): Buckets<T> {
  const count = Math.max(0, Math.floor(runs.length / BUCKET) - 1);
  return {
    newest: runs.slice(0, runs.length - count * BUCKET),
    older: Array.from({ length: count }, (_, at) => `older/${count - 1 - at}`),
  };
}

export const isBucket = (id: string): boolean => ID.test(id);

/** What is in a bucket; they are numbered from the oldest on. */
export function runsIn<T>(id: string, runs: readonly T[]): readonly T[] {
  const end = runs.length - Number(ID.exec(id)?.[1] ?? 0) * BUCKET;
  return runs.slice(Math.max(0, end - BUCKET), Math.max(0, end));
}

/** The bucket that holds a run, if it isn't among the newest. */
export function bucketOf<T>(run: T, runs: readonly T[]): string | undefined {
  const at = runs.indexOf(run);
  const { newest } = bucketsOf(runs);
  return at < newest.length ? undefined : `older/${Math.floor((runs.length - 1 - at) / BUCKET)}`;
}

/**
 * `100 runs, 1/5/2026, 9:12 AM … 2:03 PM`
 * @param times when each started, in words, newest first
 */
export function bucketLabel(times: readonly string[]): { readonly label: string; readonly description: string } {
  return {
    label: l10n.t("{0} older runs", times.length),
    description: `${times.at(-1) ?? ""} … ${times[0] ?? ""}`,
  };
}
