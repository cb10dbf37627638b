/** Which runs are beyond the history's bounds. Pure; deleting them is history.ts's work. */

import type { HistoryBounds, RunId } from "../../protocol/index.ts";

/** A run as far as its keeping depends on it. */
export interface Aged {
  readonly project: string;
  readonly run: RunId;
  /** When its journal was written last. */
  readonly writtenMs: number;
  readonly bytes: number;
  readonly goesOn: boolean;
}

/** Oldest first; never one that goes on, nor for count or size the newest of its project. */
export function runsBeyond(runs: readonly Aged[], bounds: HistoryBounds, nowMs: number): readonly RunId[] {
  const { maxRuns, maxBytes, maxAgeMs } = bounds;
  const newestFirst = runs.toSorted((a, b) => b.writtenMs - a.writtenMs || (a.run < b.run ? 1 : -1));
  const seen = new Map<string, number>();
  let bytes = 0;
  const beyond = newestFirst.filter((each) => {
    const place = (seen.get(each.project) ?? 0) + 1;
    seen.set(each.project, place);
    const isTooOld = maxAgeMs > 0 && nowMs - each.writtenMs > maxAgeMs;
    const isTooMuch = (maxRuns > 0 && place > maxRuns) || (maxBytes > 0 && bytes + each.bytes > maxBytes);
    const goes = !each.goesOn && (isTooOld || (place > 1 && isTooMuch));
    if (!goes) bytes += each.bytes;
    return goes;
  });
  return beyond.map(({ run }) => run).reverse();
}
