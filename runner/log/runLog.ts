/** A run as lines of text, as the output panel shows them. Pure: writing them somewhere is output.ts's work. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { InterpreterChoice, LaunchSpec } from "../../protocol/launch.ts";
import type { ActionId, ActionLink, RunEnd, RunError, RunEvent, RunId } from "../../protocol/run.ts";
import { resultLines } from "./outputText.ts";
import { specName, waitingText } from "./runWords.ts";
import { bytesText, cleanLine, durationText, placeOf, relativeTo, shorten } from "./text.ts";

export interface RunLog {
  /** The lines that these events add. Text without an end of line is held back until its rest comes, or `flush`. */
  lines(events: readonly RunEvent[]): readonly string[];
  /** What was held back, as lines. */
  flush(): readonly string[];
  /** Whether text is held back. */
  pending(): boolean;
}

/** Labels are padded to the longest so far, up to this. */
const LABEL_COLUMNS = 24;
const INPUT_CHARACTERS = 60;

interface Action {
  readonly label: string;
  readonly isRoot: boolean;
  readonly startedMs: number;
  readonly cacheHit: boolean;
  readonly failedAttempt?: { readonly attempt: number; readonly message: string };
}

/**
 * The lines of one run. `id` is the runner's; paths are shown relative to the spec's root.
 * @param isTerminal files of the journal are named by their paths: nothing there opens them
 */
export function runLog(id: RunId, spec: LaunchSpec, isTerminal = false): RunLog {
  const actions = new Map<ActionId, Action>();
  const siblings = new Map<string, number>();
  const reports = new Set<ActionId>();
  const partial = new Map<string, { readonly label: string; readonly text: string }>();
  const name = specName(spec);
  let startedMs: number | undefined;
  let width = 0;
  let over = false;

  const pad = (label: string): string => {
    width = Math.min(LABEL_COLUMNS, Math.max(width, label.length));
    return label.padEnd(width);
  };
  const spoken = (label: string, text: string): string =>
    label === "" ? `  ${text}`.trimEnd() : `  ${pad(label)}  ${text}`.trimEnd();
  const marked = (mark: string, label: string, text: string): string => `${mark} ${pad(label)}  ${text}`.trimEnd();

  function labelOf(action: ActionId | undefined): string {
    return action === undefined ? "" : (actions.get(action)?.label ?? action);
  }

  function started(event: Extract<RunEvent, { kind: "actionStarted" }>): void {
    const parent = event.parent === undefined ? undefined : actions.get(event.parent);
    const key = `${event.parent ?? ""}\n${event.shortName}`;
    const index = siblings.get(key) ?? 0;
    siblings.set(key, index + 1);
    const own = index === 0 ? event.shortName : `${event.shortName}[${index}]`;
    actions.set(event.action, {
      label: parent === undefined ? own : `${parent.label} › ${own}`,
      isRoot: parent === undefined && spec.action.kind !== "script",
      startedMs: event.atMs,
      cacheHit: event.cacheHit,
    });
  }

  function logged(event: Extract<RunEvent, { kind: "log" }>): readonly string[] {
    const key = `${event.action ?? ""}\n${event.stream}`;
    const label = labelOf(event.action);
    const text = (partial.get(key)?.text ?? "") + event.text;
    if (!event.text.includes("\n")) {
      // A line of many megabytes comes in pieces: it is looked through once, when it is whole.
      partial.set(key, { label, text });
      return [];
    }
    const parts = text.split("\n");
    const rest = parts.pop() ?? "";
    if (rest === "") partial.delete(key);
    else partial.set(key, { label, text: rest });
    return parts.map((line) => spoken(label, cleanLine(line)));
  }

  function flush(): readonly string[] {
    const lines = [...partial.values()].map(({ label, text }) => spoken(label, cleanLine(text)));
    partial.clear();
    return lines;
  }

  function flushAction(action: ActionId): readonly string[] {
    return (["stdout", "stderr"] as const).flatMap((stream) => {
      const key = `${action}\n${stream}`;
      const held = partial.get(key);
      partial.delete(key);
      return held === undefined ? [] : [spoken(held.label, cleanLine(held.text))];
    });
  }

  function actionFinished(event: Extract<RunEvent, { kind: "actionFinished" }>): readonly string[] {
    const action = actions.get(event.action);
    const lines = flushAction(event.action);
    // The root's end is the run's end, which is told once, by `finished`.
    if (action === undefined || action.isRoot) return lines;
    const took = durationText(event.atMs - action.startedMs);
    switch (event.end.kind) {
      case "outputs":
        return [...lines, marked("✓", action.label, action.cacheHit ? l10n.t("from the cache") : took)];
      case "error":
        return [...lines, marked("✗", action.label, `${took}  ${errorText(event.end.error, spec)}`)];
      case "cancelled":
        return [...lines, marked("■", action.label, l10n.t("cancelled after {0}", took))];
      default:
        return assertNever(event.end);
    }
  }

  function finished(end: RunEnd, atMs: number): readonly string[] {
    over = true;
    const took = durationText(atMs - (startedMs ?? atMs));
    switch (end.kind) {
      case "outputs": {
        const root = [...actions.values()].find(({ isRoot }) => isRoot);
        const how = root?.cacheHit === true ? l10n.t("from the cache") : took;
        return resultLines(marked("✓", name, how), end.outputs, spec.rootDir);
      }
      case "error":
        return [
          marked("✗", name, `${took}  ${errorText(end.error, spec)}`),
          ...frameLines(end.error, spec),
          ...(end.error.hint === undefined ? [] : [`    → ${end.error.hint}`]),
          ...(end.error.traceback === undefined || isTerminal
            ? []
            : [`    ${l10n.t("full traceback {0}", `${id}/${end.error.traceback}`)}`]),
        ];
      case "cancelled": {
        const isServed = spec.action.kind === "serve";
        return [marked("■", name, isServed ? l10n.t("stopped after {0}", took) : l10n.t("cancelled after {0}", took))];
      }
      default:
        return assertNever(end);
    }
  }

  function linesOf(event: RunEvent): readonly string[] {
    switch (event.kind) {
      case "runStarted": {
        startedMs = event.atMs;
        const python = `${interpreterText(spec.interpreter, spec)}${event.python === undefined ? "" : ` ${event.python}`}`;
        const facts = [
          l10n.t("run {0}", id),
          python,
          ...(event.sdk === undefined ? [] : [`flyte ${event.sdk}`]),
          ...(isUncached(spec) ? [l10n.t("without the cache")] : []),
        ];
        return [`▶ ${name}${inputsText(spec)}     ${facts.join(" · ")}`];
      }
      case "actionStarted":
        started(event);
        return (event.links ?? []).map((link) => marked("↗", labelOf(event.action), linkText(link)));
      case "attemptStarted": {
        const action = actions.get(event.action);
        const failed = action?.failedAttempt;
        if (action === undefined || failed === undefined) return [];
        const { failedAttempt: _, ...rest } = action;
        actions.set(event.action, rest);
        const text = l10n.t("attempt {0}: {1}   retrying", failed.attempt, failed.message);
        return [...flushAction(event.action), marked("✗", action.label, text)];
      }
      case "attemptFailed": {
        // Told when the next attempt starts; the last attempt's failure is the action's.
        const action = actions.get(event.action);
        if (action !== undefined) {
          const failedAttempt = { attempt: event.attempt, message: firstLine(event.message) };
          actions.set(event.action, { ...action, failedAttempt });
        }
        return [];
      }
      case "conditionWaiting": {
        const { prompt, seconds } = event.condition;
        const limit = seconds === undefined ? "" : `  (${l10n.t("{0} s", seconds)})`;
        return [marked("?", labelOf(event.action), `${waitingText()}: ${cleanLine(prompt)}${limit}`)];
      }
      case "noEffect":
        return [`  ${l10n.t("no effect here: {0}", event.settings.join(", "))}`];
      case "plainCall":
        return [...flush(), `  ${plainCallText(event, spec)}`];
      case "codeLoaded":
        return [];
      case "actionFinished":
        return actionFinished(event);
      case "log":
        return logged(event);
      case "logSkipped":
        return [
          ...flush(),
          `  … ${l10n.t("{0} left out here; the run's log has them", bytesText(event.toByte - event.fromByte))}`,
        ];
      case "report": {
        // Each flush makes it anew; where it lies is told once.
        if (reports.has(event.action)) return [];
        reports.add(event.action);
        return [
          ...flushAction(event.action),
          marked("▤", labelOf(event.action), l10n.t("report {0}", isTerminal ? event.path : `${id}/${event.file}`)),
        ];
      }
      case "serving":
        return [...flush(), marked("●", name, l10n.t("serving at {0}", event.url))];
      case "step":
        return stepLines(event.step);
      case "finished":
        return [...flush(), ...finished(event.end, event.atMs)];
      case "processExit": {
        if (over) return flush();
        over = true;
        const why = event.signal ?? l10n.t("exit code {0}", event.code ?? "?");
        return [...flush(), marked("✗", name, l10n.t("the process ended without a word ({0})", why))];
      }
      default:
        return assertNever(event);
    }
  }

  function stepLines(step: Extract<RunEvent, { kind: "step" }>["step"]): readonly string[] {
    switch (step.kind) {
      case "planned":
        return [
          `  ${l10n.t("to {0} · project {1} · domain {2} · {3}", step.endpoint, step.project, step.domain, step.environments.join(", "))}`,
        ];
      case "bundled":
        return [`  ${l10n.t("code bundle of {0} files, {1}", step.files, bytesText(step.bytes))}`];
      case "deployed":
        return [
          marked(
            "✓",
            step.environment,
            l10n.t("version {0} · {1}", step.version, step.tasks.join(", ") || l10n.t("no tasks")),
          ),
        ];
      default:
        return assertNever(step);
    }
  }

  return {
    lines: (events) => events.flatMap(linesOf),
    flush,
    pending: () => partial.size > 0,
  };
}

/** `ValueError: no rows (etl.py:31)`: what happened, and the innermost frame of the user's. */
export function errorText(error: RunError, spec: Pick<LaunchSpec, "rootDir">): string {
  const what = firstLine(error.message);
  const said =
    error.exception === undefined || what.startsWith(error.exception) ? what : joinError(error.exception, what);
  const at = error.frames.filter((frame) => frame.user).at(-1);
  return at === undefined ? said : `${said} (${placeOf(at, spec.rootDir)})`;
}

function joinError(exception: string, message: string): string {
  return message === "" ? exception : `${exception}: ${message}`;
}

/** The rest of a message of several lines, then the user's frames from the inside out; none when there is only the one told already. */
function frameLines(error: RunError, spec: LaunchSpec): readonly string[] {
  const more = error.message.trimEnd().split("\n").slice(1, 20);
  const frames = error.frames.filter((frame) => frame.user).reverse();
  return [
    ...more.map((line) => `    ${cleanLine(line)}`.trimEnd()),
    ...(frames.length < 2
      ? []
      : frames.map((frame) => `    ${l10n.t("in {0} ({1})", frame.function, placeOf(frame, spec.rootDir))}`)),
  ];
}

function inputsText(spec: LaunchSpec): string {
  if (spec.action.kind !== "run") return "";
  const inputs = spec.action.inputs.map((input) => {
    const text =
      "text" in input ? input.text : typeof input.value === "string" ? input.value : JSON.stringify(input.value);
    const quoted = /^[\w.:+[\]{},"-]+$/.test(text) ? text : JSON.stringify(text);
    return `${input.name}=${shorten(quoted, INPUT_CHARACTERS)}`;
  });
  const withheld = (spec.action.withheld ?? []).map((name) => `${name}=…`);
  return `(${[...inputs, ...withheld].join(", ")})`;
}

/** What an action's link is called, and where it leads. */
export function linkText({ name, url }: ActionLink): string {
  return `${cleanLine(name)}: ${cleanLine(url)}`;
}

function plainCallText({ task, at }: Extract<RunEvent, { kind: "plainCall" }>, spec: LaunchSpec): string {
  const where = at === undefined ? "" : ` (${placeOf(at, spec.rootDir)})`;
  return l10n.t(
    "{0} was called in a thread that knows nothing of the run{1}: there its function is called, and it is no action. Start the thread with contextvars.copy_context().run, or call it through asyncio.to_thread.",
    task,
    where,
  );
}

function isUncached({ action }: LaunchSpec): boolean {
  return action.kind === "run" && action.disableRunCache === true;
}

function interpreterText(interpreter: InterpreterChoice, spec: LaunchSpec): string {
  switch (interpreter.kind) {
    case "path":
      return relativeTo(spec.rootDir, interpreter.path);
    case "script":
      return l10n.t("environment of {0}", relativeTo(spec.rootDir, interpreter.file));
    default:
      return assertNever(interpreter);
  }
}

function firstLine(text: string): string {
  return cleanLine(text.trimStart().split("\n", 1)[0] ?? "");
}
