/** A run whose journal isn't open, as the root of a tree of runs: all that its summary tells. How it looks is runRows.ts's. */

import type { RunSummary } from "../../protocol/run.ts";
import { errorText } from "../../runner/log/runLog.ts";
import type { RunNode } from "../../runner/log/runNode.ts";
import { specName } from "../../runner/log/runWords.ts";

/** A run whose journal isn't open, as the root of its tree. */
export function rootOf(summary: RunSummary): RunNode & { readonly kind: "run" } {
  const { run, spec, state, startedMs, endedMs, counts, attempts, cacheHit, error } = summary;
  const name = specName(spec);
  return {
    kind: "run",
    id: run,
    label: name,
    task: name,
    state,
    startedMs,
    ...(endedMs === undefined ? {} : { endedMs }),
    counts,
    attempts,
    cacheHit: cacheHit === true,
    ...(error?.traceback === undefined ? {} : { traceback: error.traceback }),
    ...(error === undefined ? {} : { message: errorText(error, { rootDir: spec?.rootDir ?? "" }) }),
  };
}
