/** What is being run or deployed: starts it, writes what happens, shows it in the status bar, cancels it. Which spec is started is decided elsewhere. */

import { l10n } from "vscode";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchSpec } from "../../protocol/launch.ts";
import type { RunEnd, RunError, RunEvent, RunId } from "../../protocol/run.ts";
import { cancel as cancelRequest, type DebugOptions, start as startRequest } from "../../protocol/runner.ts";
import { type RunLog, runLog } from "../../runner/log/runLog.ts";
import { specName } from "../../runner/log/runWords.ts";
import { setContext } from "../editor/contextKeys.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { failureOf } from "../output/failures.ts";
import type { RunOutput } from "../output/output.ts";
import { showFailure } from "../output/showFailure.ts";
import type { Runner } from "../processes/runner.ts";
import { type GivenInput, withheldInputs } from "./givenInputs.ts";
import { showPreparing } from "./preparing.ts";
import type { Secrets } from "./secrets.ts";

export interface Executions {
  /** Starts a spec as it is; of its `inputs` those that it leaves out are handed over beside it. `retry` does the same again, from its beginning. Undefined when it did not start, which has been told. */
  start(
    spec: LaunchSpec,
    retry: () => void,
    watch?: Watcher,
    inputs?: readonly GivenInput[],
  ): Promise<RunId | undefined>;
  /** Cancels a run, or what goes on; asks which when there are several. */
  cancel(run?: RunId): Promise<void>;
  /** Shows an error as a failure of `name`, as if it had been run. */
  fail(error: RunError, name: string, spec: Pick<LaunchSpec, "rootDir">, retry: () => void): void;
  /** Something starts, or what ran failed. */
  readonly onStart: vscode.Event<LaunchSpec>;
  readonly onFailure: vscode.Event<{ readonly error: RunError; readonly spec: LaunchSpec }>;
}

/** Who follows a run besides: a debugger, for which it waits, or a task's terminal. */
export interface Watcher {
  readonly debug?: DebugOptions;
  /** As they are written to the output panel. */
  readonly onLines?: (lines: readonly string[]) => void;
  readonly onOver: (end: RunEnd) => void;
}

interface Execution {
  readonly run: RunId;
  readonly name: string;
  readonly spec: LaunchSpec;
  readonly log: RunLog;
  readonly retry: () => void;
  readonly watch?: Watcher;
  readonly startedMs: number;
  isCancelling: boolean;
  isOver: boolean;
  hasSpoken: boolean;
  /** It serves an app: it goes on until somebody stops it. */
  isServing: boolean;
  flushTimer?: ReturnType<typeof setTimeout>;
}

/** A line that isn't ended, such as a question, is shown after this. */
const FLUSH_MS = 250;

export function createExecutions(
  runner: Runner,
  secrets: Secrets,
  output: RunOutput,
  trace: Trace,
  debugAgain: (spec: LaunchSpec) => void,
  subscriptions: vscode.Disposable[],
): Executions {
  const executions = new Map<RunId, Execution>();
  const starts = new vscode.EventEmitter<LaunchSpec>();
  const failures = new vscode.EventEmitter<{ readonly error: RunError; readonly spec: LaunchSpec }>();
  const early = new Map<RunId, RunEvent[]>();
  const status = vscode.window.createStatusBarItem("flightdeck.run", vscode.StatusBarAlignment.Left, 50);
  status.name = l10n.t("Flightdeck Run");
  status.command = "flightdeck.cancel";

  const active = (): readonly Execution[] => [...executions.values()].filter(({ isOver }) => !isOver);

  function showStatus(): void {
    const running = active();
    // What serves goes on for hours; what else runs is what one waits for.
    const first = running.find(({ isServing }) => !isServing) ?? running[0];
    setContext("flightdeck.running", first !== undefined);
    if (first === undefined) {
      status.hide();
      return;
    }
    const more = running.length > 1 ? ` +${running.length - 1}` : "";
    const what = first.isCancelling ? l10n.t("cancelling {0}", first.name) : first.name;
    const icon = first.isServing && !first.isCancelling ? "broadcast" : "loading~spin";
    status.text = `$(${icon}) ${what}${more}`;
    status.tooltip = first.isServing ? l10n.t("Stop {0}", first.name) : l10n.t("Cancel {0}", first.name);
    status.accessibilityInformation = {
      label: first.isServing
        ? l10n.t("{0} is served. Stop it.", first.name)
        : l10n.t("{0} is running. Cancel it.", first.name),
      role: "button",
    };
    status.show();
  }

  function write(execution: Execution, lines: readonly string[]): void {
    output.write(lines);
    execution.watch?.onLines?.(lines);
  }

  function receive(execution: Execution, events: readonly RunEvent[]): void {
    const lines = execution.log.lines(events);
    write(execution, lines);
    const [spoken] = events.flatMap((event) => (event.kind === "log" ? [event.text] : []));
    if (!execution.hasSpoken && spoken !== undefined) {
      execution.hasSpoken = true;
      performance.mark("flightdeck.run.firstLine", { detail: { text: spoken } });
      trace.info(
        `${execution.name}: first text ${Math.round(performance.now() - execution.startedMs)} ms after its start`,
      );
    }
    if (execution.log.pending()) {
      execution.flushTimer ??= setTimeout(() => {
        delete execution.flushTimer;
        write(execution, execution.log.flush());
      }, FLUSH_MS);
    }
    for (const event of events) {
      if (event.kind === "serving") {
        execution.isServing = true;
        showStatus();
      }
      if (event.kind === "finished") {
        performance.mark("flightdeck.run.finished", { detail: { atMs: event.atMs } });
        finish(execution, event.end);
      }
      if (event.kind === "processExit") executions.delete(execution.run);
    }
  }

  function finish(execution: Execution, end: RunEnd): void {
    if (execution.isOver) return;
    execution.isOver = true;
    execution.watch?.onOver(end);
    showStatus();
    if (end.kind !== "error") return;
    failures.fire({ error: end.error, spec: execution.spec });
    tell(end.error, execution.name, execution.spec, execution.retry, execution.spec);
  }

  function tell(
    error: RunError,
    name: string,
    spec: Pick<LaunchSpec, "rootDir">,
    retry: () => void,
    /** What was run, where it got so far that a debugger would see more. */
    ran?: LaunchSpec,
  ): void {
    const frame = error.frames.filter(({ user }) => user).at(-1);
    void showFailure(failureOf(error, name, spec.rootDir), {
      folder: vscode.Uri.file(spec.rootDir),
      ...(frame === undefined ? {} : { frame }),
      ...(ran?.action.kind === "run" && ran.action.mode === "local" ? { debug: () => debugAgain(ran) } : {}),
      showLog: output.show,
      retry: () => {
        runner.forgive();
        retry();
      },
    });
  }

  async function start(
    spec: LaunchSpec,
    retry: () => void,
    watch?: Watcher,
    inputs?: readonly GivenInput[],
  ): Promise<RunId | undefined> {
    const startedMs = performance.now();
    output.addRoot(spec.rootDir);
    // A task's own terminal shows the same.
    if (watch?.onLines === undefined) output.show();
    const name = specName(spec);
    let run: RunId;
    const cancelling = new vscode.CancellationTokenSource();
    const { token } = cancelling;
    try {
      const values = await secrets.valuesFor(spec);
      if (values === undefined) return undefined;
      const params = {
        spec,
        secrets: values,
        withheld: withheldInputs(inputs),
        ...(watch?.debug === undefined ? {} : { debug: watch.debug }),
      };
      const started = runner.request(startRequest, params, token);
      if (spec.interpreter.kind === "script") showPreparing(runner, spec.file, started, () => cancelling.cancel());
      ({ run } = await started);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      const message = messageOf(error);
      trace.error(`${name} did not start: ${message}`);
      tell(
        { code: "internal", message: l10n.t("it could not be started: {0}", message), frames: [] },
        name,
        spec,
        retry,
      );
      return undefined;
    } finally {
      cancelling.dispose();
    }
    const execution: Execution = {
      run,
      name,
      spec,
      log: runLog(run, spec),
      retry,
      ...(watch === undefined ? {} : { watch }),
      startedMs,
      isCancelling: false,
      isOver: false,
      hasSpoken: false,
      isServing: false,
    };
    executions.set(run, execution);
    starts.fire(spec);
    showStatus();
    const waiting = early.get(run);
    early.delete(run);
    if (waiting !== undefined) receive(execution, waiting);
    // It had begun when it was called off.
    if (token.isCancellationRequested) await cancelRun(run);
    return run;
  }

  async function cancel(run?: RunId): Promise<void> {
    const running = active().filter((execution) => run === undefined || execution.run === run);
    const items = running.map((execution) => ({ label: execution.name, description: execution.run, execution }));
    const [only] = items;
    if (only === undefined) return;
    const chosen =
      items.length === 1
        ? only
        : await vscode.window.showQuickPick(items, { placeHolder: l10n.t("Cancel which run?") });
    if (chosen === undefined) return;
    await cancelRun(chosen.execution.run);
  }

  async function cancelRun(run: RunId): Promise<void> {
    const execution = executions.get(run);
    if (execution === undefined || execution.isOver) return;
    execution.isCancelling = true;
    showStatus();
    await runner.request(cancelRequest, { run });
  }

  subscriptions.push(
    status,
    starts,
    failures,
    runner.onEvents(({ run, events }) => {
      const execution = executions.get(run);
      if (execution !== undefined) receive(execution, events);
      else early.set(run, [...(early.get(run) ?? []), ...events]);
    }),
    runner.onGone(() => {
      for (const execution of executions.values()) {
        if (execution.isOver) continue;
        const message = l10n.t("Flightdeck's runner ended, and the run with it. Its log is kept.");
        const error: RunError = { code: "processDied", message, frames: [] };
        receive(execution, [{ kind: "finished", atMs: Date.now(), end: { kind: "error", error } }]);
      }
      executions.clear();
      early.clear();
    }),
  );
  return { start, cancel, fail: tell, onStart: starts.event, onFailure: failures.event };
}
