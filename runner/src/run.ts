/** One run: a worker's events become the run's events, in the journal first and then to whoever listens. Stopping is stop.ts's. */

import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { assertNever } from "../../base/assertNever.ts";
import { stackOf } from "../../base/errorText.ts";
import type { ActionId, LaunchSpec, Output, RunEnd, RunError, RunEvent, RunId, Stream } from "../../protocol/index.ts";
import type { AnswerParams, DebugMessage } from "../../protocol/runner.ts";
import { type Batcher, createBatcher, unpaced } from "./batches.ts";
import type { BridgeEnd, BridgeEvent, BridgeOutput } from "./bridge.ts";
import { codeVersion } from "./codeVersion.ts";
import { connectDebugger } from "./debugger.ts";
import { hiddenValues } from "./envFile.ts";
import type { Journal } from "./journal.ts";
import { wordJournal, wordReportRefused } from "./journalWords.ts";
import { wordDeath, wordError, wordInternal, wordProblem } from "./messages.ts";
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
  /** Hands an answer to a condition; false where it doesn't wait for one. */
  readonly answer: (answer: Omit<AnswerParams, "run">) => boolean;
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
  let told = 0;

  /** Whoever follows the run learns what nobody can read later. */
  const tellTrouble = (atMs: number): void => {
    for (const trouble of journal.troubles().slice(told)) {
      told++;
      const text = `\n${wordJournal(journal.folder, trouble)}\n`;
      batcher.push({ event: { kind: "log", atMs, stream: "stderr", text } });
    }
  };

  const record = (event: Exclude<RunEvent, { readonly kind: "log" }>): void => {
    if (event.kind === "actionStarted") open.add(event.action);
    if (event.kind === "actionFinished") open.delete(event.action);
    journal.append(event);
    // Which run it is comes first.
    if (event.kind !== "runStarted") tellTrouble(event.atMs);
    batcher.push({ event });
    if (event.kind === "runStarted") tellTrouble(event.atMs);
  };
  return {
    record,
    tellTrouble,
    log: (
      log: { readonly atMs: number; readonly action?: string; readonly stream: Stream },
      data: Buffer,
      text: string,
    ) => {
      const bytes = journal.appendLog(log, data);
      tellTrouble(log.atMs);
      // What the journal doesn't have must not be left out.
      const held = bytes === undefined ? {} : { bytes };
      if (text !== "") batcher.push({ event: { kind: "log", ...log, text }, ...held });
    },
    isFinished: () => finished,
    /** The process is gone: nothing follows. */
    end: (event: Extract<RunEvent, { readonly kind: "processExit" }>): void => {
      journal.append(event);
      journal.close();
      tellTrouble(event.atMs);
      batcher.push({ event });
      batcher.end();
    },
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
  /** Actions that wait for an answer. */
  const waiting = new Set<ActionId>();

  let kept = 0;
  const keep: Keep = (what, content) => {
    const name = `${what}-${kept}.${what === "image" ? "png" : "txt"}`;
    if (!journal.attach(name, content)) return undefined;
    kept++;
    return { name, path: join(journal.folder, name) };
  };

  const reports = new Map<ActionId, string>();
  const report = ({ atMs, action, html }: Extract<BridgeEvent, { readonly kind: "report" }>): void => {
    const file = reports.get(action) ?? `report-${reports.size}.html`;
    if (!journal.attach(file, html)) {
      record.tellTrouble(atMs);
      return;
    }
    reports.set(action, file);
    record.record({ kind: "report", atMs, action, file, path: join(journal.folder, file) });
  };

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
      case "conditionWaiting":
        waiting.add(event.action);
        record.record(event);
        return;
      case "actionFinished":
        waiting.delete(event.action);
        record.record({ ...event, end: wordEnd(event.end, keep) });
        return;
      case "finished":
        // Whoever cancelled sees a cancelled run, also when the task's own way out was an exception.
        record.finish(event.atMs, cancelled ? { kind: "cancelled" } : wordEnd(event.end, keep));
        setTimeout(() => void climb("terminate"), LINGER_MS).unref();
        return;
      case "report":
        report(event);
        return;
      case "reportRefused": {
        const { atMs, action, mostCharacters } = event;
        const text = `\n${wordReportRefused(mostCharacters)}\n`;
        record.log({ atMs, action, stream: "stderr" }, Buffer.from(text), text);
        return;
      }
      case "attemptFailed": {
        const { error, ...rest } = event;
        const { exception, message } = wordError(error);
        record.record({ ...rest, message: exception === undefined ? message : `${exception}: ${message}` });
        return;
      }
      case "actionStarted":
      case "attemptStarted":
      case "noEffect":
      case "plainCall":
      case "codeLoaded":
      case "serving":
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
    const readiness = await worker.readiness;
    isReady = true;
    // First of all: it works while the rest is written.
    if (readiness.kind === "ready" && !cancelled) {
      worker.send({ kind: "start", spec, secrets, hidden: hiddenValues(spec.envFile, process.env) });
    }
    // Whoever started the run learns its id before its events.
    await new Promise((resolve) => setImmediate(resolve));
    const versions = readiness.kind === "ready" ? { python: readiness.python, sdk: readiness.sdk } : {};
    const code = codeVersion(spec.file);
    record.record({ kind: "runStarted", atMs: Date.now(), spec, ...versions, code, ...unrecorded(journal) });
    worker.listen({ onEvent, onOutput });
    if (readiness.kind === "problem") fail(wordProblem(readiness.problem, interpreter, readiness.python));
    // A program that says nothing of itself is no Python that starts.
    if (readiness.kind === "died") fail(wordProblem({ kind: "notFound", path: interpreter }, interpreter));
    const end = await worker.ended;
    if (!record.isFinished()) {
      record.finish(Date.now(), cancelled ? { kind: "cancelled" } : { kind: "error", error: wordDeath(end) });
    }
    record.end({ kind: "processExit", atMs: Date.now(), code: end.code, signal: end.signal });
  };
  /** What goes wrong with one run ends no other: it is told, and the process is ended. */
  const goSafely = (): Promise<void> =>
    go().catch(async (error: unknown) => {
      const reason = stackOf(error);
      await worker.destroy().catch(() => undefined);
      try {
        fail(wordInternal(reason));
        record.end({ kind: "processExit", atMs: Date.now(), code: null, signal: null });
      } catch {
        // Nobody is left who could be told.
      }
    });
  const fail = (error: RunError): void =>
    record.finish(Date.now(), cancelled ? { kind: "cancelled" } : { kind: "error", error });

  const debug = connectDebugger(worker.debug, (message) => start.onDebug?.(message));
  return {
    id: worker.run,
    debug,
    folder: journal.folder,
    over: goSafely(),
    cancel: () => {
      if (record.isFinished()) return;
      cancelled = true;
      // Before it is ready it runs nothing of the user's and hears nothing.
      void (isReady ? climb("cancel") : worker.destroy());
    },
    answer: (answer) => {
      if (!waiting.delete(answer.action)) return false;
      worker.send({ kind: "answer", ...answer });
      return true;
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
  record.record({ kind: "runStarted", atMs: Date.now(), spec: start.spec, ...unrecorded(start.journal) });
  record.finish(Date.now(), { kind: "error", error });
  record.end({ kind: "processExit", atMs: Date.now(), code: null, signal: null });
}

function unrecorded(journal: Journal): { readonly unrecorded?: true } {
  return journal.troubles().some(({ kind }) => kind !== "slow") ? { unrecorded: true } : {};
}

/** Puts a text or an image into the journal; answers under which name, and where it lies. */
type Keep = (
  what: "value" | "traceback" | "image",
  content: string | Buffer,
) => { readonly name: string; readonly path: string } | undefined;

function wordEnd(end: BridgeEnd, keep: Keep): RunEnd {
  switch (end.kind) {
    case "outputs":
      return { kind: "outputs", outputs: end.outputs.map((output) => keepWhole(output, keep)) };
    case "error": {
      const { traceback } = end.error;
      const file = traceback === undefined ? undefined : keep("traceback", traceback);
      return {
        kind: "error",
        error: { ...wordError(end.error), ...(file === undefined ? {} : { traceback: file.name }) },
      };
    }
    case "cancelled":
      return end;
    default:
      return assertNever(end);
  }
}

/** Moves what an event doesn't carry into the journal. */
function keepWhole({ characters, whole, image, ...output }: BridgeOutput, keep: Keep): Output {
  if (image !== undefined) {
    const { png, ...about } = image;
    const drawn = keep("image", Buffer.from(png, "base64"));
    // Its text is told all the same.
    if (drawn === undefined) return output;
    return { ...output, form: { kind: "image", ...about, file: drawn.name, path: drawn.path } };
  }
  if (characters === undefined) return output;
  const file = whole === undefined ? undefined : keep("value", whole);
  return { ...output, cut: { characters, ...(file === undefined ? {} : { file: file.name }) } };
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
