/** Starts processes: the only module of the runner that does. No shell, no console window, nothing inherited but what is given. */

import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { execa } from "execa";

/** How a process ended. `failure` says why it could not be started at all. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly failure?: string;
}

export interface WorkerProcess {
  /** Absent when the process could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Descriptor 3: events of the bridge. */
  readonly events: Readable;
  /** Descriptor 4: commands to the bridge. */
  readonly commands: Writable;
  /** Descriptors 6 and 7 of a worker that is debugged. */
  readonly debug: { readonly requests: Writable; readonly answers: Readable } | undefined;
  readonly ended: Promise<ProcessEnd>;
}

export interface ProcessStart {
  /** Absolute path of the executable. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface WorkerProcessStart extends ProcessStart {
  /** An open file that the worker gets as descriptor 5. */
  readonly mirrorFd: number | undefined;
  readonly isDebugged: boolean;
}

/**
 * Starts a Python worker in a process group of its own. Its stdin is empty; events and commands have descriptors of their own.
 * On Windows descriptors 3 and 4 reach the child through the C runtime's handle list, which CPython's reads.
 */
export function startWorker(start: WorkerProcessStart): WorkerProcess {
  const child = execa(start.file, [...start.args], {
    cwd: start.cwd,
    env: start.env,
    extendEnv: false,
    stdio: [
      "ignore",
      "pipe",
      "pipe",
      "pipe",
      "pipe",
      // Any descriptor may be passed on; execa's types stop at the single digits.
      start.mirrorFd === undefined ? "ignore" : (start.mirrorFd as 9),
      ...(start.isDebugged ? ["pipe" as const, "pipe" as const] : []),
    ],
    buffer: false,
    reject: false,
    cleanup: false,
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once("exit", (code, signal) => resolve({ code, signal }));
    void child.then((result) => {
      if (result.exitCode === undefined && result.signal === undefined) {
        resolve({ code: null, signal: null, failure: result.code ?? result.shortMessage ?? "unknown" });
      }
    });
  });
  const [, , , events, commands, , requests, answers] = child.stdio as unknown as readonly [
    ...[null, Readable, Readable, Readable, Writable, null],
    ...[(Writable | undefined)?, (Readable | undefined)?],
  ];
  // A process that dies closes its ends under our hands; its end is told by `ended`.
  for (const stream of [child.stdout, child.stderr, events, commands, requests, answers]) {
    stream?.on("error", () => undefined);
  }
  const debug = requests === undefined || answers === undefined ? undefined : { requests, answers };
  return { pid: child.pid, stdout: child.stdout, stderr: child.stderr, events, commands, debug, ended };
}

export interface ToolResult {
  readonly code: number | null;
  readonly output: string;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** Runs a program to its end and collects what it prints; `onLine` hears each line as it comes. `signal` ends it and what it started. */
export async function runTool(
  start: ProcessStart,
  options: {
    readonly onLine?: (line: string) => void;
    readonly signal?: AbortSignal;
    readonly timeoutMs?: number;
  } = {},
): Promise<ToolResult> {
  const hasGroup = options.signal !== undefined && process.platform !== "win32";
  const child = execa(start.file, [...start.args], {
    cwd: start.cwd,
    env: start.env,
    extendEnv: false,
    stdin: "ignore",
    all: true,
    reject: false,
    windowsHide: true,
    // An installer runs builds in processes of their own: the group ends with it. Windows has no groups.
    detached: hasGroup,
    ...(options.signal === undefined || hasGroup ? {} : { cancelSignal: options.signal }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
  });
  if (options.onLine !== undefined) createInterface({ input: child.all }).on("line", options.onLine);
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has just ended; nobody would catch this from a listener.
    }
  };
  if (hasGroup && options.signal?.aborted === true) endGroup();
  if (hasGroup) options.signal?.addEventListener("abort", endGroup, { once: true });
  const result = await child;
  options.signal?.removeEventListener("abort", endGroup);
  return {
    code: result.exitCode ?? null,
    output: result.all,
    ...(result.exitCode === undefined ? { failure: result.code ?? result.shortMessage ?? "unknown" } : {}),
  };
}
