/** Folds a run's events into its summary: what was started, how it stands, how many actions it had. Pure; reading them is history.ts's. */

import { assertNever } from "../../base/assertNever.ts";
import type { RunError, RunState, RunSummary } from "../../protocol/index.ts";
import { emptyCounts, stateOf } from "../log/states.ts";
import type { JournalLine } from "./journal.ts";

/** What a run's events alone say. */
export type Told = Pick<
  RunSummary,
  "spec" | "python" | "sdk" | "counts" | "attempts" | "cacheHit" | "error" | "endedMs"
> & {
  readonly startedMs?: number;
  /** `running`: no event says how it ended. */
  readonly state: RunState;
};

export interface SummaryFold {
  readonly take: (line: JournalLine) => void;
  /** @param isOver nobody writes any more: what has no end was interrupted */
  readonly told: (isOver: boolean) => Told;
}

export function summaryFold(): SummaryFold {
  let begun: Extract<JournalLine, { readonly kind: "runStarted" }> | undefined;
  /** The run's own; a script is none, and what it starts is below it. */
  let firstAction: string | undefined;
  const states = new Map<string, RunState>();
  let state: RunState = "running";
  let error: RunError | undefined;
  let attempts = 0;
  let cacheHit = false;
  let lastMs: number | undefined;
  let endedMs: number | undefined;

  return {
    take: (line) => {
      lastMs = line.atMs;
      switch (line.kind) {
        case "runStarted":
          begun = line;
          return;
        case "actionStarted":
          if (firstAction === undefined && line.parent === undefined && begun?.spec.action.kind !== "script") {
            firstAction = line.action;
            ({ cacheHit } = line);
          } else states.set(line.action, "running");
          return;
        case "actionFinished":
          if (line.action !== firstAction) states.set(line.action, stateOf(line.end));
          return;
        case "finished":
          state = stateOf(line.end);
          endedMs = line.atMs;
          if (line.end.kind === "error") ({ error } = line.end);
          return;
        case "attemptStarted":
          if (line.action === firstAction) attempts = line.attempt;
          return;
        case "attemptFailed":
        case "conditionWaiting":
        case "noEffect":
        case "plainCall":
        case "codeLoaded":
        case "log":
        case "logSkipped":
        case "report":
        case "serving":
        case "step":
        case "processExit":
          return;
        default:
          assertNever(line);
      }
    },
    told: (isOver) => {
      const counts = emptyCounts();
      for (const each of states.values()) counts[isOver && each === "running" ? "interrupted" : each]++;
      const wasInterrupted = isOver && state === "running";
      const end = endedMs ?? (wasInterrupted ? lastMs : undefined);
      return {
        ...(begun === undefined ? {} : { spec: begun.spec, startedMs: begun.atMs }),
        ...(begun?.python === undefined ? {} : { python: begun.python }),
        ...(begun?.sdk === undefined ? {} : { sdk: begun.sdk }),
        state: wasInterrupted ? "interrupted" : state,
        counts,
        attempts,
        ...(cacheHit ? { cacheHit } : {}),
        ...(error === undefined ? {} : { error }),
        ...(end === undefined ? {} : { endedMs: end }),
      };
    },
  };
}
