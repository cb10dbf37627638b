/** The runner as a library: starts, follows, cancels and reads runs; keeps a worker warm per interpreter. main.ts says it in JSON-RPC, the CLI calls it in-process. */

import { mkdir } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { messageOf } from "../../base/errorText.ts";
import type { HistoryBounds, LaunchSpec, RunId } from "../../protocol/index.ts";
import type {
  AnswerParams,
  DebugMessage,
  DebugOptions,
  DescribeParams,
  DescribeResult,
  DestinationResult,
  EventsParams,
  InstallParams,
  InstallResult,
  ListRunsParams,
  ListRunsResult,
  ReadAttachmentParams,
  ReadAttachmentResult,
  ReadEventsParams,
  ReadEventsResult,
  ReadLogParams,
  ReadLogResult,
  StartParams,
  WarmParams,
  WarmResult,
} from "../../protocol/runner.ts";
import { askInputs } from "./describe.ts";
import { askDestination } from "./destination.ts";
import { ask } from "./disk.ts";
import { readEnvFile } from "./envFile.ts";
import { importRun, writeExport } from "./exported.ts";
import { deleteJournal, keepWithin, listRuns, readableFolder, readBounds, writeBounds } from "./history.ts";
import { installSdk } from "./install.ts";
import { interpreterState, resolveInterpreter } from "./interpreter.ts";
import { noJournal, openJournal } from "./journal.ts";
import { outputFile, readAttachment, readOutput, runFolder } from "./journalFiles.ts";
import { eventsLength, type Part, partsOf, readEventRange, readParts } from "./journalReader.ts";
import { wordNoState } from "./journalWords.ts";
import { failedRun, type Run, startRun } from "./run.ts";
import type { Preparing } from "./scriptEnvironment.ts";
import { stateFolder } from "./stateDir.ts";
import { isRunnerAlive, runnerIdentity, sweepRuns } from "./sweep.ts";
import { createWorker, newRunId, type Worker } from "./worker.ts";

export interface RunnerOptions {
  /** Folder for journals, absolute; made when it isn't there. Absent: the platform's. */
  readonly stateDir?: string;
  /** Folder that holds the package `flightdeck_bridge`: `python` beside the bundle, `runner/python` in the sources. */
  readonly bridgeDir: string;
  readonly onEvents: (params: EventsParams) => void;
  readonly onDebugMessage?: (message: DebugMessage) => void;
  readonly onInstallLine?: (params: { readonly interpreter: string; readonly line: string }) => void;
  /** Keep a worker ready after a run. A command that runs once has no use for it. */
  readonly keepWarm: boolean;
  /** Events come in bounded batches, and text that is too much is left to the journal. Default: true. */
  readonly paced?: boolean;
  /** How long a worker waits unused before it ends. */
  readonly idleMs?: number;
  /** How long an interpreter may take until it is ready, and then to say where it would deploy to. */
  readonly readyMs?: number;
  /** How long importing a file may take for its tasks' inputs. */
  readonly describeMs?: number;
  /** How much of the history is kept. Absent: what an editor has set last. */
  readonly history?: HistoryBounds;
  /** Something that no run can tell went wrong: what an editor sets for the history can't be kept. */
  readonly onTrouble?: (message: string) => void;
}

export interface Runner {
  readonly warm: (params: WarmParams) => Promise<WarmResult>;
  /** Rejects when `signal` calls it off before the run has begun. */
  readonly start: (params: StartParams, signal?: AbortSignal) => Promise<{ readonly run: RunId }>;
  readonly cancel: (run: RunId) => void;
  readonly answer: (params: AnswerParams) => boolean;
  readonly missingSecrets: (spec: LaunchSpec) => readonly string[];
  readonly debug: (message: DebugMessage) => void;
  /** Resolves when the run's process is gone and its last event has been told. */
  readonly over: (run: RunId) => Promise<void>;
  readonly readLog: (params: ReadLogParams) => Promise<ReadLogResult>;
  /** Where a run's whole log lies. */
  readonly logFile: (run: RunId) => Promise<string>;
  readonly readAttachment: (params: ReadAttachmentParams) => Promise<ReadAttachmentResult>;
  readonly list: (params: ListRunsParams) => Promise<ListRunsResult>;
  readonly readEvents: (params: ReadEventsParams) => Promise<ReadEventsResult>;
  readonly deleteRun: (run: RunId) => Promise<void>;
  /** Writes a run into one file. */
  readonly exportRun: (run: RunId, path: string) => Promise<void>;
  /** Takes an exported run into a folder's history. */
  readonly importRun: (path: string, folder: string) => Promise<{ readonly run: RunId }>;
  /** The history's bounds from now on, for whoever asks for none too. */
  readonly setBounds: (bounds: HistoryBounds) => void;
  /** How long workers wait unused from now on, those too that wait already. */
  readonly setIdle: (idleMs: number) => void;
  readonly destination: (spec: LaunchSpec) => Promise<DestinationResult>;
  readonly describe: (
    spec: LaunchSpec,
    signal?: AbortSignal,
    beside?: Omit<DescribeParams, "spec">,
  ) => Promise<DescribeResult>;
  readonly install: (params: InstallParams, signal?: AbortSignal) => Promise<InstallResult>;
  /** Ends every run and worker. */
  readonly dispose: () => Promise<void>;
}

/** The bridge's folder beside a bundle that was started as `node <entry>`. */
export function bridgeDirOf(entry: string): string {
  return join(dirname(entry), "python");
}

/** Python's hash seed decides the version that Flyte computes; fixed, unchanged code keeps its version. */
const DEPLOY_ENV = { PYTHONHASHSEED: "0" } as const;

/** Waiting workers in all; each holds some 70 MB. */
const MAX_IDLE = 2;

/** How long a waiting worker is kept that nobody uses. */
const IDLE_MS = 15 * 60_000;

/** Importing the SDK takes a second, on a cold network disk many. */
const READY_MS = 60_000;

/** A module may read models or data at its top. */
const DESCRIBE_MS = 60_000;

/** How long a run has the machine for itself before the next worker gets warm. */
const NEXT_WORKER_MS = 1_000;

/** Where the state folder refuses journals, runs go on without and say so. */
export function createRunner(options: RunnerOptions): Runner {
  const { bridgeDir, readyMs = READY_MS, paced = true } = options;
  const stateDir = options.stateDir ?? stateFolder(process.platform, process.env, homedir());
  const runs = new Map<RunId, Run>();
  const over = new Map<RunId, Promise<void>>();
  const idle = new Map<string, Worker>();
  const workers = new Set<Worker>();
  let disposed = false;
  /** Ends what is being installed when the runner ends. */
  const leaving = new AbortController();
  // Runs of runners that were killed leave processes behind when their bridge was stuck.
  const swept = sweepRuns((each) => each.runner !== undefined && !isRunnerAlive(each.runner)).catch(() => undefined);

  /** One after the other: none deletes what the last one is looking at. */
  let trimmed: Promise<void> = Promise.resolve();
  const trim = (): void => {
    trimmed = trimmed
      .then(async () => keepWithin(stateDir, await readBounds(stateDir), Date.now()))
      .catch(() => undefined);
  };
  const setBounds = (bounds: HistoryBounds): void => {
    trimmed = trimmed.then(async () => {
      try {
        await ask(() => mkdir(stateDir, { recursive: true }));
        await writeBounds(stateDir, bounds);
      } catch (error) {
        options.onTrouble?.(wordNoState(stateDir, messageOf(error)));
      }
    });
    trim();
  };
  if (options.history === undefined) trim();
  else setBounds(options.history);
  const partsRead = rememberParts();

  const create = (interpreter: string, env: Readonly<Record<string, string>>, debug?: DebugOptions): Worker => {
    const worker = createWorker({ bridgeDir, interpreter, env, readyMs, ...(debug === undefined ? {} : { debug }) });
    workers.add(worker);
    void worker.ended.then(() => {
      workers.delete(worker);
      for (const [key, each] of idle) if (each === worker) idle.delete(key);
    });
    // Who asked before the runner left gets it after.
    if (disposed) void worker.destroy();
    return worker;
  };
  // Any variable may count when Python or the SDK starts, so all of them do.
  const keyOf = (interpreter: string, env: Readonly<Record<string, string>>): string =>
    JSON.stringify([
      interpreter,
      interpreterState(interpreter),
      Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]);

  const keepReady = (interpreter: string, env: Readonly<Record<string, string>>): Worker => {
    const key = keyOf(interpreter, env);
    const waiting = idle.get(key);
    if (waiting?.isAlive() === true) return waiting;
    const worker = create(interpreter, env);
    idle.set(key, worker);
    for (const [oldKey, old] of [...idle].slice(0, -MAX_IDLE)) dismiss(oldKey, old);
    void worker.readiness.then(() => endUnused(key, worker));
    return worker;
  };
  let idleMs = options.idleMs ?? IDLE_MS;
  const endings = new WeakMap<Worker, ReturnType<typeof setTimeout>>();
  const endUnused = (key: string, worker: Worker): void => {
    clearTimeout(endings.get(worker));
    const unused = () => idle.get(key) === worker && dismiss(key, worker);
    endings.set(worker, setTimeout(unused, idleMs).unref());
  };
  const dismiss = (key: string, worker: Worker): void => {
    idle.delete(key);
    void worker.destroy();
  };
  const take = (interpreter: string, env: Readonly<Record<string, string>>): Worker => {
    const key = keyOf(interpreter, env);
    const waiting = idle.get(key);
    idle.delete(key);
    return waiting?.isAlive() === true ? waiting : create(interpreter, env);
  };

  /** Nothing waits for it but what it holds. */
  const journalOf = (spec: LaunchSpec, run: RunId) => {
    const folder = runFolder(stateDir, spec.rootDir, run);
    const journal = openJournal(folder, run, runnerIdentity()).catch((error: unknown) => noJournal(folder, error));
    return { folder, journal };
  };
  const sender = (run: RunId) => {
    let seq = 0;
    return (events: EventsParams["events"]) => options.onEvents({ run, seq: seq++, events });
  };

  const orLeaving = (signal: AbortSignal | undefined): AbortSignal =>
    signal === undefined ? leaving.signal : AbortSignal.any([signal, leaving.signal]);
  const preparing = ({ file }: LaunchSpec, signal?: AbortSignal): Preparing => ({
    onLine: (line) => options.onInstallLine?.({ interpreter: file, line }),
    signal: orLeaving(signal),
  });

  const start: Runner["start"] = async ({ spec, secrets, withheld = [], debug }, signal) => {
    const resolved = await resolveInterpreter(spec.interpreter, preparing(spec, signal));
    signal?.throwIfAborted();
    if (resolved.kind === "error") {
      const run = newRunId();
      const { journal } = journalOf(spec, run);
      // The answer with the run's id comes before its events.
      const told = new Promise<void>((resolve) => setImmediate(resolve));
      const failed = told.then(() => failedRun({ spec, journal, paced, send: sender(run) }, resolved.error));
      over.set(run, failed);
      void failed.finally(() => over.delete(run)).catch(() => undefined);
      return { run };
    }
    const interpreter = resolved.path;
    const isDeploy = spec.action.kind === "deploy";
    const own = withFile(spec);
    const env = isDeploy ? { ...own, ...DEPLOY_ENV } : own;
    // A debugger has to be there before the SDK starts threads: a worker that is warm is too late for it.
    const worker = debug === undefined ? take(interpreter, env) : create(interpreter, env, debug);
    const onDebug = (message: DebugMessage["message"]) => options.onDebugMessage?.({ run: worker.run, message });
    const kept = journalOf(spec, worker.run);
    const run = startRun({
      spec,
      secrets,
      withheld,
      interpreter,
      worker,
      ...kept,
      paced,
      send: sender(worker.run),
      onDebug,
    });
    runs.set(run.id, run);
    over.set(run.id, run.over);
    const next = (): void => {
      if (options.keepWarm && !disposed && !isDeploy && debug === undefined) keepReady(interpreter, env);
    };
    // The next one starts behind this run, not in the way of its first lines.
    const timer = setTimeout(next, NEXT_WORKER_MS).unref();
    void run.over.then(() => {
      runs.delete(run.id);
      over.delete(run.id);
      clearTimeout(timer);
      next();
      trim();
    });
    return { run: run.id };
  };

  return {
    start,
    missingSecrets: (spec) => {
      const there = { ...process.env, ...withFile(spec) };
      return spec.secretNames.filter((name) => (there[name] ?? "") === "");
    },
    warm: async ({ interpreter, ...variables }) => {
      const resolved = await resolveInterpreter(interpreter);
      if (resolved.kind === "error") return { problem: { kind: "notFound", path: pathOf(interpreter) } };
      const readiness = await keepReady(resolved.path, withFile(variables)).readiness;
      switch (readiness.kind) {
        case "ready":
          return { python: readiness.python, sdk: readiness.sdk };
        case "problem":
          return {
            ...(readiness.python === undefined ? {} : { python: readiness.python }),
            problem: readiness.problem,
          };
      }
    },
    cancel: (run) => runs.get(run)?.cancel(),
    answer: ({ run, ...answer }) => runs.get(run)?.answer(answer) ?? false,
    debug: ({ run, message }) => runs.get(run)?.debug(message),
    over: (run) => over.get(run) ?? Promise.resolve(),
    readLog: async ({ run, action, from, to }) => {
      const folder = await readableFolder(stateDir, run);
      if (action === undefined) return readOutput(folder, from, to);
      return readParts(folder, await partsRead(folder, action), from, to);
    },
    logFile: async (run) => outputFile(await readableFolder(stateDir, run)),
    readAttachment: async ({ run, name }) => {
      const folder = await readableFolder(stateDir, run);
      return { text: (await readAttachment(folder, name)).toString("utf8"), path: join(folder, name) };
    },
    list: ({ folders }) => listRuns(stateDir, folders),
    readEvents: async ({ run, ...range }) => readEventRange(await readableFolder(stateDir, run), range),
    deleteRun: (run) => deleteJournal(stateDir, run),
    exportRun: async (run, path) => writeExport(await readableFolder(stateDir, run), run, path),
    importRun: (path, folder) => importRun(stateDir, path, folder),
    setBounds,
    setIdle: (ms) => {
      idleMs = ms;
      for (const [key, worker] of idle) endUnused(key, worker);
    },
    destination: async (spec) => {
      const resolved = await resolveInterpreter(spec.interpreter, preparing(spec));
      if (resolved.kind === "error") return resolved;
      const worker = take(resolved.path, withFile(spec));
      const result = await askDestination(worker, spec, resolved.path, readyMs);
      if (options.keepWarm && !disposed) keepReady(resolved.path, withFile(spec));
      return result;
    },
    describe: async (spec, signal, beside = { secrets: {} }) => {
      const resolved = await resolveInterpreter(spec.interpreter, preparing(spec, signal));
      if (signal?.aborted === true) return { kind: "cancelled" };
      if (resolved.kind === "error") return resolved;
      const env = withFile(spec);
      const worker = take(resolved.path, env);
      // The run that follows finds one that is warm.
      if (options.keepWarm && !disposed) keepReady(resolved.path, env);
      return askInputs(worker, { spec, ...beside }, resolved.path, options.describeMs ?? DESCRIBE_MS, signal);
    },
    install: async (params, signal) => {
      const { interpreter } = params;
      const onLine = (line: string) => options.onInstallLine?.({ interpreter, line });
      const result = await installSdk(params, { onLine, signal: orLeaving(signal) });
      // A worker that found no SDK has ended; one with the old SDK must not be used.
      for (const [key, worker] of idle) {
        if (key.startsWith(JSON.stringify([interpreter]).slice(0, -1))) dismiss(key, worker);
      }
      return result;
    },
    dispose: async () => {
      disposed = true;
      leaving.abort();
      await Promise.all([...runs.values()].map((run) => run.destroy().then(() => run.over)));
      await Promise.all([...workers].map((worker) => worker.destroy()));
      // Those too that never had a process.
      await Promise.all(over.values());
      await swept;
      await trimmed;
    },
  };
}

/** Where an action's text lies; remembered of the last one that was asked for, since it is read range by range. */
function rememberParts(): (folder: string, action: string) => Promise<readonly Part[]> {
  let last: { readonly key: string; readonly parts: Promise<readonly Part[]> } | undefined;
  return async (folder, action) => {
    const key = JSON.stringify([folder, action, await eventsLength(folder)]);
    if (last?.key !== key) last = { key, parts: partsOf(folder, action) };
    return last.parts;
  };
}

function pathOf(choice: LaunchSpec["interpreter"]): string {
  return choice.kind === "path" ? choice.path : choice.file;
}

/** What a launch adds to the environment: its file's variables, and its own above them. */
function withFile({ env, envFile }: Pick<LaunchSpec, "env" | "envFile">): Readonly<Record<string, string>> {
  return { ...readEnvFile(envFile, process.env), ...env };
}
