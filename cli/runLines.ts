/** A run's events as lines for a terminal: who speaks, what failed and where, how it ended. */

import { relative } from "node:path";
import * as l10n from "@vscode/l10n";
import type { LaunchSpec } from "../protocol/launch.ts";
import type { ActionId, DeployStep, RunEnd, RunError, RunEvent, RunId } from "../protocol/run.ts";
import { assertNever } from "./assertNever.ts";

export interface RunLines {
  /** The lines that an event completes. */
  lines(event: RunEvent): readonly string[];
}

interface Action {
  readonly label: string;
  readonly depth: number;
  readonly startedMs: number;
  readonly cacheHit: boolean;
}

/** More of an output or an input than this is cut. */
const SHOWN = 400;

export function runLines(id: RunId, spec: LaunchSpec): RunLines {
  const actions = new Map<ActionId, Action>();
  const counts = new Map<string, number>();
  const held = new Map<string, string>();
  const name = spec.action.kind === "run" ? spec.action.name : l10n.t("deploy {0}", spec.action.environment);
  let startedMs = 0;

  const label = (action: ActionId | undefined): string =>
    action === undefined ? "" : (actions.get(action)?.label ?? "");
  const said = (action: ActionId | undefined, text: string): string =>
    (label(action) === "" ? `  ${text}` : `  ${label(action).padEnd(16)}  ${text}`).trimEnd();

  const begin = (event: Extract<RunEvent, { kind: "actionStarted" }>): void => {
    const parent = event.parent === undefined ? undefined : actions.get(event.parent);
    const key = `${event.parent} ${event.shortName}`;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    const own = count === 0 ? event.shortName : `${event.shortName}[${count}]`;
    actions.set(event.action, {
      label: parent === undefined ? own : `${parent.label} › ${own}`,
      depth: parent === undefined ? 0 : parent.depth + 1,
      startedMs: event.atMs,
      cacheHit: event.cacheHit,
    });
  };

  /** Whole lines; the rest waits for its end. */
  const text = (event: Extract<RunEvent, { kind: "log" }>): readonly string[] => {
    const key = `${event.stream} ${event.action ?? ""}`;
    const parts = ((held.get(key) ?? "") + event.text).split("\n");
    held.set(key, parts.pop() ?? "");
    return parts.map((line) => said(event.action, withoutEscapes(line)));
  };
  const rest = (belongs: (action: string) => boolean): readonly string[] =>
    [...held].flatMap(([key, line]) => {
      const action = key.slice(key.indexOf(" ") + 1);
      if (!belongs(action)) return [];
      held.delete(key);
      return line === "" ? [] : [said(action === "" ? undefined : action, withoutEscapes(line))];
    });

  const ended = (end: RunEnd, what: string, took: string): string => {
    switch (end.kind) {
      case "outputs":
        return `✓ ${what}  ${took}`;
      case "error":
        return `✗ ${what}  ${took}  ${errorText(end.error, spec.rootDir)}`;
      case "cancelled":
        return `■ ${what}  ${l10n.t("cancelled after {0}", took)}`;
      default:
        return assertNever(end);
    }
  };

  const finished = (end: RunEnd, atMs: number): readonly string[] => {
    const line = ended(end, name, seconds(atMs - startedMs));
    if (end.kind === "outputs" && end.outputs.length > 0) {
      const values = end.outputs.map((each) => (end.outputs.length === 1 ? each.text : `${each.name}=${each.text}`));
      return [`${line} → ${cut(values.join(", "))}`];
    }
    return end.kind === "error" ? [line, ...frameLines(end.error, spec.rootDir)] : [line];
  };

  const lines = (event: RunEvent): readonly string[] => {
    switch (event.kind) {
      case "runStarted": {
        startedMs = event.atMs;
        const python =
          spec.interpreter.kind === "path" ? short(spec.interpreter.path, spec.cwd) : spec.interpreter.file;
        const facts = [
          l10n.t("run {0}", id),
          `${python} ${event.python ?? ""}`.trim(),
          ...(event.sdk === undefined ? [] : [`flyte ${event.sdk}`]),
        ];
        return [`▶ ${name}${inputsText(spec)}     ${facts.join(" · ")}`];
      }
      case "actionStarted":
        begin(event);
        return [];
      case "attemptStarted":
        return [];
      case "attemptFailed":
        return [`✗ ${label(event.action)}  ${l10n.t("attempt {0}: {1}", event.attempt, firstLine(event.message))}`];
      case "actionFinished": {
        const before = rest((action) => action === event.action);
        const action = actions.get(event.action);
        if (action === undefined || action.depth === 0) return before;
        const took = action.cacheHit ? l10n.t("from the cache") : seconds(event.atMs - action.startedMs);
        return [...before, ended(event.end, action.label, took)];
      }
      case "log":
        return text(event);
      case "logSkipped":
        return [`  … ${l10n.t("{0} bytes left out; the run's journal has them", event.toByte - event.fromByte)}`];
      case "step":
        return [`  ${stepText(event.step)}`];
      case "finished":
        return [...rest(() => true), ...finished(event.end, event.atMs)];
      case "processExit":
        return rest(() => true);
      default:
        return assertNever(event);
    }
  };
  return { lines };
}

function stepText(step: DeployStep): string {
  switch (step.kind) {
    case "planned":
      return l10n.t(
        "to {0} · project {1} · domain {2} · {3}",
        step.endpoint,
        step.project,
        step.domain,
        step.environments.join(", "),
      );
    case "bundled":
      return l10n.t("code bundle: {0} files, {1} bytes", step.files, step.bytes);
    case "deployed":
      return l10n.t("deployed {0}, version {1}: {2}", step.environment, step.version, step.tasks.join(", "));
    default:
      return assertNever(step);
  }
}

/** `ValueError: no rows (etl.py:31)`: what happened, and the innermost frame of the user's. */
export function errorText(error: RunError, folder: string): string {
  const first = firstLine(error.message);
  const what =
    error.exception === undefined || first.startsWith(error.exception) ? first : `${error.exception}: ${first}`;
  const frame = error.frames.findLast(({ user }) => user);
  return frame === undefined ? what : `${what} (${short(frame.file, folder)}:${frame.line})`;
}

function frameLines(error: RunError, folder: string): readonly string[] {
  const more = error.message.trimEnd().split("\n").slice(1);
  const frames = error.frames.filter(({ user }) => user);
  return [
    ...more.map((line) => `    ${line}`),
    ...(frames.length < 2
      ? []
      : frames.map((each) => `    ${l10n.t("{0}:{1} in {2}", short(each.file, folder), each.line, each.function)}`)),
  ];
}

function inputsText({ action }: LaunchSpec): string {
  if (action.kind !== "run") return "";
  return `(${action.inputs.map((each) => `${each.name}=${"text" in each ? each.text : JSON.stringify(each.value)}`).join(", ")})`;
}

const firstLine = (text: string): string => text.trimStart().split("\n", 1)[0] ?? "";

const seconds = (ms: number): string =>
  ms < 9_950 ? `${(Math.max(0, ms) / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text);

const short = (path: string, folder: string): string => {
  const way = relative(folder, path);
  return way.startsWith("..") ? path : way;
};

/** Colours of a log belong to the terminal that the task thought it had. */
const withoutEscapes = (line: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
  line.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replace(/\r$/, "");
