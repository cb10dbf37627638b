/** One run: a worker's events become the run's events, in the journal first and then to whoever listens. Stopping is stop.ts's. */

import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { assertNever } from "../../base/assertNever.ts";
import { stackOf } from "../../base/errorText.ts";
import type {
  ActionId,
  DrawnImage,
  Input,
  LaunchSpec,
  Output,
  RunEnd,
  RunError,
  RunEvent,
  RunId,
  Stream,
} from "../../protocol/index.ts";
import type { AnswerParams, DebugMessage } from "../../protocol/runner.ts";
import { createBatcher, unpaced } from "./batches.ts";
import type { BridgeEnd, BridgeEvent, BridgeImage, BridgeOutput } from "./bridge.ts";
import { codeVersion } from "./codeVersion.ts";
import { connectDebugger } from "./debugger.ts";
import { hiddenValues } from "./envFile.ts";
import type { Journal } from "./journal.ts";
import { wordReportRefused } from "./journalWords.ts";
import { wordDeath, wordError, wordInternal, wordProblem } from "./messages.ts";
import { createRecord } from "./record.ts";
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
  readonly withheld: readonly Input[];
  readonly interpreter: string;
  readonly worker: Worker;
  readonly folder: string;
  readonly journal: Promise<Journal>;
  readonly send: (events: readonly RunEvent[]) => void;
  /** Hears the run's debugger. */
  readonly onDebug?: (message: DebugMessage["message"]) => void;
  /** Events are sent in bounded batches, else each as it comes. */
  readonly paced: boolean;
}

export function startRun(start: RunStart): Run {
  const { spec, secrets, withheld, interpreter, worker, folder, journal, send, paced } = start;
  let cancelled = false;
  let isReady = false;
  let isFinished = false;
  let stopping: Promise<void> | undefined;
  /** Actions that have no end yet, and those that wait for an answer. */
  const open = new Set<ActionId>();
  const waiting = new Set<ActionId>();

  let hasFailed = false;
  /** What goes wrong with one run ends no other: it is told, and the process is ended. */
  const onFailure = (error: unknown): void => {
    if (hasFailed) return;
    hasFailed = true;
    fail(wordInternal(stackOf(error)));
    void worker.destroy().catch(() => undefined);
  };
  const batcher = (paced ? createBatcher : unpaced)(send);
  const record = createRecord({ journal, batcher, onHold: worker.hold, onFailure });
  const tell = (event: Exclude<RunEvent, { readonly kind: "log" }>): void => record.record(() => event);
  /** Ends the run, and first the actions that have no end of their own. */
  const finish = (atMs: number, end: (journal: Journal) => RunEnd | Promise<RunEnd>, bytes = 0): void => {
    if (isFinished) return;
    isFinished = true;
    record.finish(atMs, [...open], end, bytes);
  };
  const fail = (error: RunError): void => {
    const end: RunEnd = cancelled ? { kind: "cancelled" } : { kind: "error", error };
    finish(Date.now(), () => end);
  };

  let kept = 0;
  const keepIn =
    (journal: Journal): Keep =>
    async (what, content) => {
      const name = `${what}-${kept}.${what === "image" ? "png" : "txt"}`;
      if (!(await journal.attach(name, content))) return undefined;
      kept++;
      return { name, path: join(journal.folder, name) };
    };

  const reports = new Map<ActionId, string>();
  const report = ({ atMs, action, html }: Extract<BridgeEvent, { readonly kind: "report" }>): void =>
    record.record(async (journal) => {
      const file = reports.get(action) ?? `report-${reports.size}.html`;
      if (!(await journal.attach(file, html))) return undefined;
      reports.set(action, file);
      return { kind: "report", atMs, action, file, path: join(journal.folder, file) };
    }, html.length);

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
        finish(event.atMs, () => ({ kind: "error", error: wordError(event.error) }));
        return;
      case "log": {
        const { atMs, action, stream, text } = event;
        record.log({ atMs, ...(action === undefined ? {} : { action }), stream }, Buffer.from(text), text);
        return;
      }
      case "conditionWaiting":
        waiting.add(event.action);
        tell(event);
        return;
      case "actionFinished":
        waiting.delete(event.action);
        open.delete(event.action);
        record.record(
          async (journal) => ({ ...event, end: await wordEnd(event.end, keepIn(journal)) }),
          carriedBy(event.end),
        );
        return;
      case "finished":
        // Whoever cancelled sees a cancelled run, also when the task's own way out was an exception.
        finish(
          event.atMs,
          cancelled ? () => ({ kind: "cancelled" }) : (journal) => wordEnd(event.end, keepIn(journal)),
          carriedBy(event.end),
        );
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
        tell({ ...rest, message: exception === undefined ? message : `${exception}: ${message}` });
        return;
      }
      case "actionStarted":
        open.add(event.action);
        tell(event);
        return;
      case "attemptStarted":
      case "noEffect":
      case "plainCall":
      case "codeLoaded":
      case "serving":
      case "step":
        tell(event);
        return;
      default:
        assertNever(event);
    }
  };

  /** What the user's code writes where the bridge's events go may look like one. */
  const guarded = (event: BridgeEvent): void => {
    try {
      onEvent(event);
    } catch (error) {
      onFailure(error);
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
      worker.send({ kind: "start", spec, secrets, hidden: hiddenValues(spec.envFile, process.env), withheld });
    }
    // Whoever started the run learns its id before its events.
    await new Promise((resolve) => setImmediate(resolve));
    const versions = readiness.kind === "ready" ? { python: readiness.python, sdk: readiness.sdk } : {};
    const code = codeVersion(spec.file);
    const atMs = Date.now();
    record.record((journal) => ({ kind: "runStarted", atMs, spec, ...versions, code, ...unrecorded(journal) }));
    worker.listen({ onEvent: guarded, onOutput });
    if (readiness.kind === "problem") fail(wordProblem(readiness.problem, interpreter, readiness.python));
    const end = await worker.ended;
    fail(wordDeath(end));
    await record.end({ kind: "processExit", atMs: Date.now(), code: end.code, signal: end.signal });
  };

  const debug = connectDebugger(worker.debug, (message) => start.onDebug?.(message));
  return {
    id: worker.run,
    debug,
    folder,
    over: go().catch((error: unknown) => {
      onFailure(error);
      return record.end({ kind: "processExit", atMs: Date.now(), code: null, signal: null });
    }),
    cancel: () => {
      if (isFinished) return;
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
export function failedRun(
  { spec, journal, paced, send }: Pick<RunStart, "spec" | "journal" | "paced" | "send">,
  error: RunError,
): Promise<void> {
  const batcher = (paced ? createBatcher : unpaced)(send);
  // Nothing is going on that its follower's failure should end.
  const record = createRecord({ journal, batcher, onFailure: () => undefined });
  const atMs = Date.now();
  record.record((opened) => ({ kind: "runStarted", atMs, spec, ...unrecorded(opened) }));
  record.finish(atMs, [], () => ({ kind: "error", error }));
  return record.end({ kind: "processExit", atMs, code: null, signal: null });
}

function unrecorded(journal: Journal): { readonly unrecorded?: true } {
  return journal.troubles().some(({ kind }) => kind !== "slow") ? { unrecorded: true } : {};
}

/** Puts a text or an image into the journal; answers under which name, and where it lies. */
type Keep = (
  what: "value" | "traceback" | "image",
  content: string | Buffer,
) => Promise<{ readonly name: string; readonly path: string } | undefined>;

async function wordEnd(end: BridgeEnd, keep: Keep): Promise<RunEnd> {
  switch (end.kind) {
    case "outputs":
      return { kind: "outputs", outputs: await inTurn(end.outputs, (output) => keepWhole(output, keep)) };
    case "error": {
      const { traceback } = end.error;
      const file = traceback === undefined ? undefined : await keep("traceback", traceback);
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

/** Characters of what goes into files of its own. */
function carriedBy(end: BridgeEnd): number {
  switch (end.kind) {
    case "outputs":
      return end.outputs
        .flatMap(({ whole = "", image, images = [] }) => [whole, image?.png ?? "", ...images.map(({ png }) => png)])
        .reduce((sum, text) => sum + text.length, 0);
    case "error":
      return end.error.traceback?.length ?? 0;
    case "cancelled":
      return 0;
    default:
      return assertNever(end);
  }
}

async function inTurn<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await act(item));
  return results;
}

/** Moves what an event doesn't carry into the journal. */
async function keepWhole(
  { characters, whole, image, images = [], ...output }: BridgeOutput,
  keep: Keep,
): Promise<Output> {
  // The text of what finds no room is told all the same.
  const [form] = await keepImages(image === undefined ? [] : [image], keep);
  if (form !== undefined) return { ...output, form: { kind: "image", ...form } };
  const drawn = await keepImages(images, keep);
  const shown = drawn.length === 0 ? output : { ...output, images: drawn };
  if (characters === undefined) return shown;
  const file = whole === undefined ? undefined : await keep("value", whole);
  return { ...shown, cut: { characters, ...(file === undefined ? {} : { file: file.name }) } };
}

async function keepImages<T extends BridgeImage>(
  images: readonly T[],
  keep: Keep,
): Promise<readonly (Omit<T, "png"> & Pick<DrawnImage, "file" | "path">)[]> {
  const drawn = await inTurn(images, async ({ png, ...about }) => {
    const file = await keep("image", Buffer.from(png, "base64"));
    return file === undefined ? [] : [{ ...about, file: file.name, path: file.path }];
  });
  return drawn.flat();
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
