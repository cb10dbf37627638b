/** What stands behind a task's `def`: how its last run did. Pure; drawing it is outcomes.ts's. */

import type { FileModel } from "../../protocol/model.ts";
import { nodeText, stateMark } from "../../runner/log/runWords.ts";
import { durationText } from "../../runner/log/text.ts";
import type { KnownRun } from "../journal/runHistory.ts";

export interface Outcome {
  /** From 0. */
  readonly line: number;
  /** `✓ 1.2 s`; only the mark while it goes on, as nothing here ticks. */
  readonly text: string;
  /** More of it, for the pointer. */
  readonly hover: string;
}

/**
 * @param path the file's own, absolute
 * @param runs newest first
 * @param started words when a run started
 */
export function outcomesIn(
  file: FileModel,
  path: string,
  runs: readonly KnownRun[],
  started: (ms: number) => string,
): readonly Outcome[] {
  const last = new Map<string, KnownRun>();
  for (const run of runs) {
    if (run.spec?.action.kind !== "run" || run.spec.file !== path) continue;
    const { name } = run.spec.action;
    if (!last.has(name)) last.set(name, run);
  }
  return file.tasks.flatMap(({ name, selection, function: own, when }): Outcome[] => {
    const found = last.get(name.kind === "known" ? name.value : own);
    if (found === undefined || when !== "import") return [];
    const { state, startedMs, endedMs } = found.root;
    const took = endedMs === undefined ? "" : ` ${durationText(endedMs - startedMs)}`;
    return [
      {
        line: selection.start.line,
        text: `${stateMark(state)}${took}`,
        hover: nodeText(found.root, endedMs ?? startedMs, started(startedMs)),
      },
    ];
  });
}
