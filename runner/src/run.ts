/** One run: a worker's events become the run's events, in the journal first and then to whoever listens. Stopping is stop.ts's. */

import { StringDecoder } from "node:string_decoder";
import type { LaunchSpec, RunEnd, RunError, RunEvent, RunId, Stream } from "../../protocol/index.ts";
import type { DebugMessage } from "../../protocol/runner.ts";
import { assertNever } from "../log/assertNever.ts";
import { type Batcher, createBatcher, unpaced } from "./batches.ts";
import type { BridgeEnd, BridgeEvent } from "./bridge.ts";
import { connectDebugger } from "./debugger.ts";
import type { Journal } from "./journal.ts";
import { wordDeath, wordError, wordProblem } from "./messages.ts";
import { type StopStep, stop } from "./stop.ts";
import type { Worker } from "./worker.ts";

/** How long a process may go on once its run is over: threads and exit handlers that the user's code left. */
const LINGER_MS = 10_000;

export interface Run {
  readonly id: RunId;
  readonly folder: string;
  /** Resolves when the process is gone and everything has been told. */
  readonly over: Promise<void>;
  readonly cancel: () => void;
  /** Passes a message on to the run's debugger. */
  readonly debug: (message: DebugMessage["message"]) => void;
  /** Ends the run at once: nobody is there any more to see it go. */
  readonly destroy: () => Promise<void>;
}

export interface RunStart {
  readonly spec: LaunchSpec;
  readonly secrets: Readonly<Record<string, string>>;
  readonly interpreter: string;
  readonly worker: Worker;
  readonly journal: Journal;
  readonly send: (events: readonly RunEvent[]) => void;
  /** Hears the run's debugger. */
  readonly onDebug?: (message: DebugMessage["message"]) => void;
  /** Events are sent in bounded batches, else each as it comes. */
  readonly paced: boolean;
}

/** The record of a run: keeps what is open, so that every beginning gets an end. */
function createRecord(journal: Journal, batcher: Batcher) {
  const open = new Set<string>();
  let finished = false;

  const record = (event: Exclude<RunEvent, { readonly kind: "log" }>): void => {
    if (event.kind === "actionStarted") open.add(event.action);
    if (event.kind === "actionFinished") open.delete(event.action);
    journal.append(event);
    batcher.push({ event });
  };
  return {
    record,
    log: (
      log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
      data: Buffer,
      text: string,
    ) => {
      const bytes = journal.appendLog(log, data);
      if (text !== "") batcher.push({ event: { kind: "log", ...log, text }, bytes });
    },
    isFinished: () => finished,
    /** Ends the run, and first the actions that have no end of their own. */
    finish: (atMs: number, end: RunEnd): void => {
      if (finished) return;
      finished = true;
      for (const action of open) record({ kind: "actionFinished", atMs, action, end: endOfOpen(end) });
      record({ kind: "finished", atMs, end });
    },
  };
}

/** What became of an action that was still running when its run ended. */
function endOfOpen(end: RunEnd): RunEnd {
  return end.kind === "outputs" ? { kind: "cancelled" } : end;
}

export function startRun(start: RunStart): Run {
  const { spec, secrets, interpreter, worker, journal, send, paced } = start;
  const batcher = (paced ? createBatcher : unpaced)(send);
  const record = createRecord(journal, batcher);
  let cancelled = false;
  let isReady = false;
  let stopping: Promise<void> | undefined;

  const climb = (first: StopStep): Promise<void> => {
    stopping ??= stop({ alive: worker.isAlive, send: (step) => sendStep(worker, step) }, first);
    return stopping;
  };

  const onEvent = (event: BridgeEvent): void => {
    switch (event.kind) {
      case "ready":
      case "problem":
      case "destination":
      case "described":
        return;
      case "failed":
        record.finish(event.atMs, { kind: "error", error: wordError(event.error) });
        return;
      case "log": {
        const { atMs, action, stream, text } = event;
        record.log({ atMs, ...(action === undefined ? {} : { action }), stream }, Buffer.from(text), text);
        return;
      }
      case "actionFinished":
        record.record({ ...event, end: wordEnd(event.end) });
        return;
      case "finished":
        // Whoever cancelled sees a cancelled run, also when the task's own way out was an exception.
        record.finish(event.atMs, cancelled ? { kind: "cancelled" } : wordEnd(event.end));
        setTimeout(() => void climb("terminate"), LINGER_MS).unref();
        return;
      case "actionStarted":
      case "attemptStarted":
      case "attemptFailed":
      case "step":
        record.record(event);
        return;
      default:
        assertNever(event);
    }
  };

  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };
  const onOutput = (stream: Stream, data: Buffer): void =>
    record.log({ atMs: Date.now(), stream }, data, decoders[stream].write(data));

  const go = async (): Promise<void> => {
    // Whoever started the run learns its id before its events.
    await new Promise((resolve) => setImmediate(resolve));
    const readiness = await worker.readiness;
    isReady = true;
    const versions = readiness.kind === "ready" ? { python: readiness.python, sdk: readiness.sdk } : {};
    record.record({ kind: "runStarted", atMs: Date.now(), spec, ...versions });
    if (readiness.kind === "ready" && !cancelled) worker.send({ kind: "start", spec, secrets });
    worker.listen({ onEvent, onOutput });
    if (readiness.kind === "problem") fail(wordProblem(readiness.problem, interpreter, readiness.python));
    // A program that says nothing of itself is no Python that starts.
    if (readiness.kind === "died") fail(wordProblem({ kind: "notFound", path: interpreter }, interpreter));
    const end = await worker.ended;
    if (!record.isFinished()) {
      record.finish(Date.now(), cancelled ? { kind: "cancelled" } : { kind: "error", error: wordDeath(end) });
    }
    record.record({ kind: "processExit", atMs: Date.now(), code: end.code, signal: end.signal });
    batcher.end();
    journal.close();
  };
  const fail = (error: RunError): void =>
    record.finish(Date.now(), cancelled ? { kind: "cancelled" } : { kind: "error", error });

  const debug = connectDebugger(worker.debug, (message) => start.onDebug?.(message));
  return {
    id: worker.run,
    debug,
    folder: journal.folder,
    over: go(),
    cancel: () => {
      if (record.isFinished()) return;
      cancelled = true;
      // Before it is ready it runs nothing of the user's and hears nothing.
      void (isReady ? climb("cancel") : worker.destroy());
    },
    destroy: async () => {
      cancelled = true;
      await worker.destroy();
    },
  };
}

/** A run that never had a process: its interpreter isn't there. */
export function failedRun(start: Omit<RunStart, "worker" | "interpreter" | "secrets">, error: RunError): void {
  const batcher = (start.paced ? createBatcher : unpaced)(start.send);
  const record = createRecord(start.journal, batcher);
  record.record({ kind: "runStarted", atMs: Date.now(), spec: start.spec });
  record.finish(Date.now(), { kind: "error", error });
  record.record({ kind: "processExit", atMs: Date.now(), code: null, signal: null });
  batcher.end();
  start.journal.close();
}

function wordEnd(end: BridgeEnd): RunEnd {
  return end.kind === "error" ? { kind: "error", error: wordError(end.error) } : end;
}

function sendStep(worker: Worker, step: StopStep): void {
  switch (step) {
    case "cancel":
      worker.send({ kind: "cancel" });
      return;
    case "terminate":
      worker.signal("SIGTERM");
      return;
    case "kill":
      worker.signal("SIGKILL");
      return;
    default:
      assertNever(step);
  }
}
