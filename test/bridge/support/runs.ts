/** Runs fixtures with the real runner and a real SDK, and renders what happened as text without times, ids and paths. */

import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach } from "vitest";
import type { Frame, Input, LaunchAction, LaunchSpec, RunEnd, RunError, RunEvent } from "../../../protocol/index.ts";
import { createRunner, type Runner, type RunnerOptions } from "../../../runner/src/runner.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const bin = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
export const bridgeDir = join(root, "runner", "python");
export const projects = join(root, "test", "fixtures", "projects");

/** The interpreters that every test of the bridge runs on. */
export const sdks = [
  { sdk: "2.12.1", python: join(root, ".venv", bin) },
  { sdk: "2.0.8", python: join(root, ".cache", "venvs", "oldest", bin) },
] as const;
export const newest = sdks[0].python;
/** With pandas and pyarrow, and uv beside it. */
export const withExtras = join(root, ".cache", "venvs", "extras", bin);

process.env.FLYTE_DISABLE_SENTRY = "1";

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
export function later(cleanup: () => Promise<void> | void): void {
  cleanups.push(cleanup);
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "flightdeck-"));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface Session {
  readonly runner: Runner;
  readonly stateDir: string;
  /** Events of a run, as notified. */
  readonly events: (run: string) => readonly RunEvent[];
  readonly batches: { readonly run: string; readonly at: number; readonly events: readonly RunEvent[] }[];
  readonly installLines: string[];
  /** Emits each message of a run's debugger under the run's id. */
  readonly debugMessages: EventEmitter;
  /** Starts and waits for the end. */
  readonly run: (spec: LaunchSpec, secrets?: Readonly<Record<string, string>>) => Promise<Outcome>;
}

export interface Outcome {
  readonly run: string;
  readonly events: readonly RunEvent[];
  readonly text: string;
}

export function session(options: Pick<RunnerOptions, "readyMs" | "describeMs"> = {}): Session {
  const stateDir = temporaryFolder();
  const batches: { run: string; at: number; events: readonly RunEvent[] }[] = [];
  const installLines: string[] = [];
  const debugMessages = new EventEmitter();
  const runner = createRunner({
    ...options,
    stateDir,
    bridgeDir,
    keepWarm: false,
    onEvents: ({ run, events }) => batches.push({ run, at: performance.now(), events }),
    onDebugMessage: ({ run, message }) => debugMessages.emit(run, message),
    onInstallLine: ({ line }) => installLines.push(line),
  });
  later(() => runner.dispose());
  const events = (run: string) => batches.filter((batch) => batch.run === run).flatMap((batch) => batch.events);
  return {
    runner,
    stateDir,
    batches,
    installLines,
    debugMessages,
    events,
    run: async (spec, secrets = {}) => {
      const { run } = await runner.start({ spec, secrets });
      await runner.over(run);
      return { run, events: events(run), text: renderEvents(events(run)) };
    },
  };
}

export interface Task {
  readonly python: string;
  readonly file: string;
  readonly task: string;
  readonly inputs?: readonly Input[];
  readonly mode?: "local" | "remote";
}

/** A launch spec for a task of a file; its folder is root and working folder. */
export function taskSpec(
  { python, file, task, inputs = [], mode = "local" }: Task,
  more: Partial<LaunchSpec> = {},
): LaunchSpec {
  return spec(python, file, { kind: "run", mode, variable: task, name: task, inputs }, more);
}

export function spec(python: string, file: string, action: LaunchAction, more: Partial<LaunchSpec> = {}): LaunchSpec {
  const folder = join(file, "..");
  return {
    action,
    interpreter: { kind: "path", path: python },
    cwd: folder,
    rootDir: folder,
    env: {},
    file,
    secretNames: [],
    documents: {},
    ...more,
  };
}

/** One line per event, in order. Texts of one action and stream that follow each other are joined: how they are cut is no promise. */
export function renderEvents(events: readonly RunEvent[]): string {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (id: string | undefined): string => (id === undefined ? "run" : (names.get(id) ?? "?"));
  const lines: string[] = [];
  let open: string | undefined;
  for (const event of events) {
    if (event.kind === "log") {
      const key = `${nameOf(event.action)} ${event.stream}`;
      if (open === key) lines.push(`${lines.pop()}${event.text}`);
      else lines.push(`${key} | ${event.text}`);
      open = key;
      continue;
    }
    open = undefined;
    lines.push(...renderEvent(event));
  }
  return lines.map((line) => line.replace(/\n$/, "").replaceAll("\n", "\n  | ")).join("\n");

  function renderEvent(event: Exclude<RunEvent, { readonly kind: "log" }>): string[] {
    switch (event.kind) {
      case "runStarted":
        return [`started${event.python === undefined ? "" : " python"}${event.sdk === undefined ? "" : " flyte"}`];
      case "actionStarted": {
        const count = (counts.get(event.shortName) ?? 0) + 1;
        counts.set(event.shortName, count);
        names.set(event.action, count === 1 ? event.shortName : `${event.shortName}#${count}`);
        const parent = event.parent === undefined ? "" : ` in ${nameOf(event.parent)}`;
        const group = event.group === undefined ? "" : ` group ${event.group}`;
        return [`${nameOf(event.action)} started ${event.task}${parent}${group}${event.cacheHit ? " cached" : ""}`];
      }
      case "attemptStarted":
        return [`${nameOf(event.action)} attempt ${event.attempt}`];
      case "attemptFailed":
        return [`${nameOf(event.action)} attempt ${event.attempt} failed ${event.message}`];
      case "actionFinished":
        return [`${nameOf(event.action)} ${renderEnd(event.end)}`];
      case "report":
        return [`${nameOf(event.action)} report ${event.file}`];
      case "conditionWaiting": {
        const { type, prompt, seconds } = event.condition;
        return [`${nameOf(event.action)} waits ${type} ${prompt}${seconds === undefined ? "" : ` ${seconds} s`}`];
      }
      case "noEffect":
        return [`no effect ${event.settings.join(", ")}`];
      case "plainCall":
        return [
          `plain call of ${event.task}${event.at === undefined ? "" : ` ${basename(event.at.file)}:${event.at.line}`}`,
        ];
      case "codeLoaded":
        return [];
      case "logSkipped":
        return [`skipped ${event.toByte - event.fromByte} bytes`];
      case "serving":
        return [`serving ${event.url}`];
      case "step":
        return [`step ${event.step.kind}`];
      case "finished":
        return [`run ${renderEnd(event.end)}`];
      case "processExit":
        return [`exit ${event.signal ?? event.code}`];
    }
  }
}

export function renderEnd(end: RunEnd): string {
  switch (end.kind) {
    case "outputs":
      return ["succeeded", ...end.outputs.map(({ name, text }) => `${name}=${text}`)].join(" ");
    case "cancelled":
      return "cancelled";
    case "error":
      return renderError(end.error);
  }
}

export function renderError(error: RunError): string {
  const said = error.exception === undefined ? error.message : `${error.exception}: ${error.message}`;
  const frames = error.frames.filter((frame) => frame.user).map(renderFrame);
  return [`failed ${error.code} ${said}`, ...frames].join("\n");
}

function renderFrame({ file, line, function: name }: Frame): string {
  return `${basename(file)}:${line} ${name}`;
}
