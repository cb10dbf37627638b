/** How a task's actions did, as the graph says it: in short with marks, and in words. Pure; what is counted is taskTallies.ts's. */

import * as l10n from "@vscode/l10n";
import type { PictureState } from "../../protocol/graphView.ts";
import type { RunState } from "../../protocol/run.ts";
import { countsText, stateMark, stateText } from "../../runner/log/runWords.ts";
import { allOf, stateOfCounts } from "../../runner/log/states.ts";
import type { TaskTally } from "../../runner/log/taskTallies.ts";
import { durationText } from "../../runner/log/text.ts";

/** What a reader looks for first comes first. */
const SHOWN: readonly RunState[] = ["running", "failed", "interrupted", "cancelled", "succeeded"];

/** `✓ 1.2 s` of one action, `▶ 3  ✓ 96` of several; the label says it in words. */
export function taskState({ counts, tookMs }: TaskTally): PictureState {
  const state = stateOfCounts(counts);
  const several = allOf(counts) > 1;
  const took = tookMs === undefined ? undefined : durationText(tookMs);
  const text = several
    ? SHOWN.filter((each) => counts[each] > 0)
        .map((each) => `${stateMark(each)} ${counts[each]}`)
        .join("  ")
    : `${stateMark(state)} ${state === "running" || took === undefined ? stateText(state) : took}`;
  const words = several ? countsText(counts) : stateText(state);
  return { state, text, label: labelOf(words, several, state === "running" ? undefined : took) };
}

function labelOf(words: string, several: boolean, took: string | undefined): string {
  if (took === undefined) return l10n.t("last run: {0}", words);
  return several ? l10n.t("last run: {0}, the last in {1}", words, took) : l10n.t("last run: {0} in {1}", words, took);
}
