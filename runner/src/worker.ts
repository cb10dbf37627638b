/** A Python worker: started with a run's id as its mark, warm once it has imported the SDK, used once. What it runs is run.ts's. */

import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../base/errorText.ts";
import type { InterpreterProblem, RunId } from "../../protocol/index.ts";
import type { DebugOptions } from "../../protocol/runner.ts";
import { type BridgeCommand, type BridgeEvent, lineSplitter, parseLine } from "./bridge.ts";
import { cleanEnvironment, RUN_MARK, RUNNER_MARK } from "./environment.ts";
import { wordNoMirror } from "./journalWords.ts";
import { keepLastLine } from "./lastLine.ts";
import { createMirror, type Received } from "./mirror.ts";
import { type ProcessEnd, startWorker, type WorkerProcess } from "./processes.ts";
import { kill, runnerIdentity, sweepRuns } from "./sweep.ts";

export interface WorkerStart {
  /** Folder that holds the package `flightdeck_bridge`. */
  readonly bridgeDir: string;
  readonly interpreter: string;
  readonly env: Readonly<Record<string, string>>;
  /** How long it may take until it is ready. */
  readonly readyMs: number;
  /** The worker that is started is to be debugged. */
  readonly debug?: DebugOptions;
}

/** What the worker found when it started. */
export type Readiness =
  | { readonly kind: "ready"; readonly python: string; readonly sdk: string }
  | { readonly kind: "problem"; readonly problem: InterpreterProblem; readonly python?: string };

export interface WorkerListener {
  readonly onEvent: (event: BridgeEvent) => void;
  /** Bytes that came through descriptor 1 or 2. */
  readonly onOutput: (stream: "stdout" | "stderr", data: Buffer) => void;
}

export interface Worker {
  /** The id of the run that will use this worker; its processes carry it. */
  readonly run: RunId;
  readonly readiness: Promise<Readiness>;
  /** The process has ended and all that it wrote has been heard. */
  readonly ended: Promise<ProcessEnd>;
  readonly isAlive: () => boolean;
  /** Hears everything from the beginning, also what came before. Once. */
  readonly listen: (listener: WorkerListener) => void;
  readonly send: (command: BridgeCommand) => void;
  /** What it says stays in its pipes while it is held, and it waits. */
  readonly hold: (isHeld: boolean) => void;
  /** The pipes of a worker's debugger. */
  readonly debug: WorkerProcess["debug"];
  /** Signals the worker's process group. */
  readonly signal: (signal: "SIGTERM" | "SIGKILL") => void;
  /** Kills the worker and everything that carries its mark. */
  readonly destroy: () => Promise<void>;
}

/** How long a pipe may stay open after the process ended: something it started holds it. */
const DRAIN_MS = 2_000;
const DRAIN_POLL_MS = 100;

/** Ids sort by time and need no place to count. */
export function newRunId(): RunId {
  return `r${Date.now().toString(36)}${randomBytes(3).toString("hex")}`;
}

/** The virtual environment of an interpreter: the folder above its own, when that has a pyvenv.cfg. */
export function virtualEnvOf(interpreter: string): string | undefined {
  const folder = dirname(dirname(interpreter));
  return existsSync(join(folder, "pyvenv.cfg")) ? folder : undefined;
}

export function createWorker(start: WorkerStart): Worker {
  const run = newRunId();
  const virtualEnv = virtualEnvOf(start.interpreter);
  const env = cleanEnvironment({
    base: process.env,
    interpreter: start.interpreter,
    ...(virtualEnv === undefined ? {} : { virtualEnv }),
    extra: start.env,
  });
  const mirror = createMirror(run);
  const entry = join(start.bridgeDir, "flightdeck_bridge", "__main__.py");
  const child = startWorker({
    file: start.interpreter,
    args: [...(start.debug === undefined ? [] : UNFROZEN), entry, ...argumentsOf(mirror !== undefined, start.debug)],
    cwd: start.bridgeDir,
    env: { ...env, [RUN_MARK]: run, [RUNNER_MARK]: runnerIdentity() },
    mirrorFd: mirror?.fd,
    isDebugged: start.debug !== undefined,
  });

  let alive = child.pid !== undefined;
  let listener: WorkerListener | undefined;
  const early: ((to: WorkerListener) => void)[] = [];
  const tell = (action: (to: WorkerListener) => void): void => {
    if (listener === undefined) early.push(action);
    else action(listener);
  };

  const killGroup = (name: "SIGTERM" | "SIGKILL"): void => {
    if (child.pid !== undefined) kill(process.platform === "win32" ? child.pid : -child.pid, name);
  };
  /** Once it has ended its id may be another's. */
  const signal = (name: "SIGTERM" | "SIGKILL"): void => {
    if (alive) killGroup(name);
  };

  let ready: (readiness: Readiness) => void = () => undefined;
  const readiness = new Promise<Readiness>((resolve) => {
    ready = resolve;
  });
  const onEvent = (event: BridgeEvent): void => {
    if (event.kind === "ready") ready({ kind: "ready", python: event.python, sdk: event.sdk });
    else if (event.kind === "problem") {
      const { problem, python } = event;
      ready({ kind: "problem", problem, ...(python === undefined ? {} : { python }) });
    } else tell((to) => to.onEvent(event));
  };
  const slow = setTimeout(() => {
    ready({ kind: "problem", problem: { kind: "notReady", seconds: start.readyMs / 1000 } });
    signal("SIGKILL");
  }, start.readyMs).unref();
  void readiness.then(() => clearTimeout(slow));
  let received: Received = { batch: 0, events: 0 };
  const split = lineSplitter((line) => {
    const event = parseLine(line);
    if (event === undefined) tell((to) => to.onOutput("stdout", Buffer.from(`${line}\n`)));
    else if (event.kind === "batch") received = { batch: event.batch, events: 0 };
    else {
      received = { batch: received.batch, events: received.events + 1 };
      onEvent(event);
    }
  });
  child.events.on("data", split);
  child.stdout.on("data", (data: Buffer) => tell((to) => to.onOutput("stdout", data)));
  child.stderr.on("data", (data: Buffer) => tell((to) => to.onOutput("stderr", data)));
  const said = keepLastLine();
  child.stderr.on("data", said.take);
  void readiness.then(() => child.stderr.off("data", said.take));
  const streams = [child.events, child.stdout, child.stderr];
  const drained = Promise.all(streams.map(closed)).then(() => true);
  let isHeld = false;
  /** While they are held nothing can come. */
  const drain = async (): Promise<void> => {
    for (let waitedMs = 0; waitedMs < DRAIN_MS; waitedMs += isHeld ? 0 : DRAIN_POLL_MS) {
      if (await Promise.race([drained, sleep(DRAIN_POLL_MS, false, { ref: false })])) return;
    }
  };

  const takeLeft = (): readonly BridgeEvent[] => {
    try {
      return mirror?.left(received) ?? [];
    } finally {
      mirror?.close();
    }
  };

  const ended = child.ended.then(async (end) => {
    alive = false;
    // Children that were left hold the pipes open; their words still count, as long as they are quick.
    killGroup("SIGKILL");
    child.commands.destroy();
    // What it can't end, the next runner does.
    await sweepRuns((each) => each.run === run).catch(() => undefined);
    await drain();
    try {
      for (const event of takeLeft()) onEvent(event);
    } catch (error) {
      const text = wordNoMirror(messageOf(error));
      tell((to) => to.onOutput("stderr", Buffer.from(`\n${text}\n`)));
    }
    ready({ kind: "problem", problem: stillborn(start.interpreter, end, said.text()) });
    return end;
  });

  return {
    run,
    readiness,
    ended,
    isAlive: () => alive,
    listen: (to) => {
      listener = to;
      for (const action of early.splice(0)) action(to);
    },
    send: (command) => {
      child.commands.write(`${JSON.stringify(command)}\n`);
    },
    hold: (isTo) => {
      isHeld = isTo;
      for (const stream of streams) {
        if (isHeld) stream.pause();
        else stream.resume();
      }
    },
    debug: child.debug,
    signal,
    destroy: async () => {
      signal("SIGKILL");
      await ended;
    },
  };
}

/** What is said of an interpreter that ended before it said what it is. One that says nothing of itself and succeeds is no Python. */
function stillborn(interpreter: string, { code }: ProcessEnd, said: string): InterpreterProblem {
  return code === null || code === 0 ? { kind: "notFound", path: interpreter } : { kind: "ended", code, said };
}

/** Python's frozen modules can't be stepped into. */
const UNFROZEN = ["-X", "frozen_modules=off"] as const;

function argumentsOf(hasMirror: boolean, debug: DebugOptions | undefined): readonly string[] {
  const debugging = debug?.debugpy === undefined ? "debug" : `debug=${debug.debugpy}`;
  return [...(hasMirror ? ["mirror"] : []), ...(debug === undefined ? [] : [debugging])];
}

function closed(stream: NodeJS.ReadableStream): Promise<void> {
  return new Promise((resolve) => {
    stream.once("close", resolve);
    stream.once("end", resolve);
  });
}
