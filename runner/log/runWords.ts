/** How a run's tree is worded, for the view and the terminal alike: states, counts, what stands behind a label. Pure. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import { inOneLine } from "../../base/inOneLine.ts";
import type { LaunchSpec } from "../../protocol/launch.ts";
import type { RunState, StateCounts } from "../../protocol/run.ts";
import type { RunNode } from "./runNode.ts";
import { durationText, shorten } from "./text.ts";

/** Characters of a question that a node shows. */
const PROMPT = 80;

export function stateText(state: RunState): string {
  switch (state) {
    case "running":
      return l10n.t("running");
    case "succeeded":
      return l10n.t("succeeded");
    case "failed":
      return l10n.t("failed");
    case "cancelled":
      return l10n.t("cancelled");
    case "interrupted":
      return l10n.t("interrupted");
    default:
      return assertNever(state);
  }
}

/** The marks of the output panel. */
export function stateMark(state: RunState): string {
  switch (state) {
    case "running":
      return "▶";
    case "succeeded":
      return "✓";
    case "failed":
      return "✗";
    case "cancelled":
      return "■";
    case "interrupted":
      return "!";
    default:
      return assertNever(state);
  }
}

/** What a reader looks for first comes first. */
const ORDER: readonly RunState[] = ["running", "failed", "interrupted", "cancelled", "succeeded"];

/** `3 running, 1 failed, 96 succeeded`; nothing for none. */
export function countsText(counts: StateCounts): string {
  return ORDER.filter((state) => counts[state] > 0)
    .map((state) => `${counts[state]} ${stateText(state)}`)
    .join(", ");
}

/** What was started: a task's name, or a deployment. */
export function specName(spec: Pick<LaunchSpec, "action"> | undefined): string {
  if (spec === undefined) return l10n.t("unknown: the journal doesn't say");
  const { action } = spec;
  switch (action.kind) {
    case "run":
    case "script":
      return action.name;
    case "deploy":
      return l10n.t("deploy {0}", action.environment);
    case "serve":
      return l10n.t("serve {0}", action.environment);
    default:
      return assertNever(action);
  }
}

export function nodeLabel(node: RunNode): string {
  return node.kind === "attempt" ? l10n.t("attempt {0}", node.attempt) : node.label;
}

/**
 * What stands after a node's label: `failed · 0.4 s · 3 succeeded · ValueError: no rows (etl.py:31)`.
 * @param started when a run started, in words; behind what its reader looks for first
 */
export function nodeText(node: RunNode, nowMs: number, started?: string): string {
  const took = durationText((node.endedMs ?? nowMs) - node.startedMs);
  switch (node.kind) {
    case "attempt":
      return inOneLine([stateText(node.state), took, node.message]);
    case "group":
    case "bucket":
      return inOneLine([countsText(node.counts), took]);
    case "run":
    case "action": {
      if (node.waiting !== undefined) {
        const { prompt, seconds } = node.waiting;
        const limit = seconds === undefined ? took : l10n.t("{0} of {1} s", took, seconds);
        return inOneLine([waitingText(), shorten(prompt, PROMPT), limit]);
      }
      const served = node.kind === "run" && node.state === "running" ? node.url : undefined;
      if (served !== undefined) return inOneLine([l10n.t("serving at {0}", served), took, started]);
      const isCached = node.cacheHit && node.state === "succeeded";
      const attempts = node.attempts > 1 ? l10n.t("attempt {0}", node.attempts) : "";
      const result = node.result === undefined ? "" : `→ ${node.result}`;
      return inOneLine([
        isCached ? l10n.t("from the cache") : stateText(node.state),
        isCached ? "" : took,
        started,
        attempts,
        countsText(node.counts),
        node.message ?? result,
      ]);
    }
    default:
      return assertNever(node);
  }
}

export function waitingText(): string {
  return l10n.t("waits for an answer");
}
