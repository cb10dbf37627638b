/** How items of the Runs view look: a run's tree, or its summary, as rows. Pure; which rows there are is runHistory.ts's. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { FileModel } from "../../protocol/model.ts";
import type { Place } from "../../protocol/place.ts";
import type { RunState, RunSummary } from "../../protocol/run.ts";
import { linkText } from "../../runner/log/runLog.ts";
import type { RunNode } from "../../runner/log/runNode.ts";
import { nodeLabel, nodeText } from "../../runner/log/runWords.ts";

export interface RunRow {
  readonly label: string;
  /** Muted, after the label. */
  readonly description: string;
  /** A codicon and its theme colour. */
  readonly icon: string;
  readonly colour?: string;
  readonly tooltip: string;
  /** As it is read aloud. */
  readonly spoken: string;
  readonly hasChildren: boolean;
  /** What the context menu goes by. */
  readonly context: string;
}

/** What a row says of its run besides its own node. */
export interface RunFacts {
  readonly nowMs: number;
  /** When a run started, in the user's words. */
  readonly started: string;
  /** This window runs it. */
  readonly isOwn: boolean;
  readonly spec: RunSummary["spec"];
  readonly versions?: string;
  /** Whether its tree, as far as it is known, has something under it. */
  readonly hasChildren: boolean;
}

export function rowOf(node: RunNode, facts: RunFacts): RunRow {
  const label = nodeLabel(node);
  const text = nodeText(node, facts.nowMs);
  const description = node.kind === "run" ? nodeText(node, facts.nowMs, facts.started) : text;
  const look = lookOf(node);
  const said = node.kind === "run" || node.kind === "action" ? (node.message ?? node.result ?? "") : "";
  return {
    label,
    description,
    ...look,
    tooltip: [
      label,
      description,
      ...(node.kind === "run" && facts.versions !== undefined ? [facts.versions] : []),
      said,
      ...("links" in node ? (node.links ?? []).map(linkText) : []),
    ]
      .filter((line, at, lines) => line !== "" && lines.indexOf(line) === at)
      .join("\n"),
    spoken: `${[kindText(node), label].join(" ").trim()}, ${text.replaceAll(" · ", ", ")}${node.kind === "run" ? `, ${l10n.t("started {0}", facts.started)}` : ""}`,
    hasChildren: node.kind === "group" || node.kind === "bucket" || facts.hasChildren,
    context: contextOf(node, facts),
  };
}

function contextOf(node: RunNode, { isOwn, spec }: RunFacts): string {
  if (node.kind === "action" && node.waiting !== undefined && isOwn) return "action waiting";
  const left = node.kind === "run" || node.kind === "action" ? leftBy(node, spec) : [];
  if (node.kind !== "run") return [node.kind, ...left].join(" ");
  const isApp = spec?.action.kind === "serve";
  return [
    "run",
    ...left,
    node.state === "running" ? (isOwn ? (isApp ? "stoppable" : "cancellable") : "elsewhere") : "over",
    ...(node.state === "running" && node.url !== undefined ? ["serving"] : []),
    ...(spec === undefined ? [] : ["repeatable"]),
    ...(spec?.action.kind === "run" ? ["changeable"] : []),
  ].join(" ");
}

/** What it left to look at. A deployment, an app and a script have no outputs. */
function leftBy(node: RunNode & { readonly kind: "run" | "action" }, spec: RunFacts["spec"]): readonly string[] {
  const hasOutputs = node.kind === "action" || spec === undefined || spec.action.kind === "run";
  return [
    ...(node.state === "succeeded" && hasOutputs ? ["answered"] : []),
    ...(node.report === undefined ? [] : ["reported"]),
    ...(node.links === undefined ? [] : ["linked"]),
    ...(node.kind === "action" && node.hasInputs === true ? ["given"] : []),
    ...(node.traceback === undefined ? [] : ["traced"]),
    ...(node.state === "failed" || (node.kind === "run" && node.counts.failed > 0) ? ["failed"] : []),
  ];
}

/** Icons alone tell nothing to who can't see them: the description says the state too. */
function lookOf(node: RunNode): Pick<RunRow, "icon" | "colour"> {
  if (node.kind === "bucket") return { icon: "list-tree" };
  if ("waiting" in node && node.waiting !== undefined) return { icon: "question", colour: "charts.yellow" };
  if (node.kind === "run" && node.state === "running" && node.url !== undefined) return { icon: "broadcast" };
  return iconOf(node.state);
}

function iconOf(state: RunState): { readonly icon: string; readonly colour?: string } {
  switch (state) {
    case "running":
      return { icon: "loading~spin" };
    case "succeeded":
      return { icon: "pass", colour: "testing.iconPassed" };
    case "failed":
      return { icon: "error", colour: "testing.iconFailed" };
    case "cancelled":
      return { icon: "circle-slash", colour: "testing.iconSkipped" };
    case "interrupted":
      return { icon: "debug-disconnect", colour: "testing.iconErrored" };
    default:
      return assertNever(state);
  }
}

function kindText(node: RunNode): string {
  switch (node.kind) {
    case "run":
      return l10n.t("run");
    case "action":
      return l10n.t("action");
    case "group":
      return l10n.t("group");
    case "bucket":
      return l10n.t("actions");
    case "attempt":
      return "";
    default:
      return assertNever(node);
  }
}

/** Where an action's code is: a task by its qualified name, else a traced step by its own. */
export function sourceOf(files: Iterable<FileModel>, task: string): Place | undefined {
  let traced: Place | undefined;
  for (const file of files) {
    for (const { name, function: own, place, selection } of file.tasks) {
      const isMeant = name.kind === "known" ? name.value === task : own === task;
      if (isMeant) return { ...place, range: selection };
    }
    const trace = file.traces?.find(({ name }) => name === task);
    if (trace !== undefined) traced ??= { ...trace.place, range: trace.selection };
  }
  return traced;
}

/** `14:03` today, else with its date, in the user's way. */
export function startText(ms: number, nowMs: number, locale: string): string {
  const [at, now] = [new Date(ms), new Date(nowMs)];
  return formatOf(locale, at.toDateString() === now.toDateString()).format(at);
}

/** Making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, isToday: boolean): Intl.DateTimeFormat {
  const key = `${locale} ${isToday}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { ...(isToday ? {} : { dateStyle: "short" }), timeStyle: "short" });
  formats.set(key, made);
  return made;
}
