/** Starts the two processes of the extension: the language server and the runner. The only module of the client that starts any. */

import { type ChildProcess, type ChildProcessWithoutNullStreams, fork, spawn } from "node:child_process";

/** Both run on the editor's own Node; inside Electron this variable makes it one. */
const ownNode = { ELECTRON_RUN_AS_NODE: "1", ELECTRON_NO_ASAR: "1" };

/**
 * Reading a folder takes threads and large messages. glibc gives each thread memory of its own, and keeps that and the
 * room of what was freed, some 20 MB, unless it is told to share and to give back.
 */
export const serverMemory = {
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "65536",
  MALLOC_TRIM_THRESHOLD_: "65536",
};

/** Language servers of one bundle. */
export interface ServerBundle {
  /** Its absolute path. */
  readonly module: string;
  /** One that was started before anybody could connect to it; undefined where that was not wanted, or failed. */
  readonly ahead: ChildProcess | undefined;
}

/** Starts a server for whoever connects later. Where that fails the next one fails too, and is asked why. */
export function startAhead(module: string): ChildProcess | undefined {
  try {
    return startServer(module);
  } catch {
    return undefined;
  }
}

/**
 * Starts the language server; it speaks over Node's IPC channel, and only when it is spoken to. `module` is an absolute path.
 * What the system refuses is thrown; but a missing program, and having no right or no room to start one, end it at once:
 * it has no `pid`, and says why to who listens for its `error`.
 */
export function startServer(module: string): ChildProcess {
  // Where a debugger finds it: .vscode/launch.json says the port, and attaches there.
  const port = process.env.FLIGHTDECK_INSPECT_SERVER;
  const child = fork(module, ["--node-ipc", `--clientProcessId=${process.pid}`], {
    env: { ...serverMemory, ...process.env, ...ownNode },
    execArgv: port === undefined ? [] : [`--inspect=${port}`],
    silent: true,
  });
  // With nobody listening it would be the host's own error.
  return child.on("error", () => {});
}

/** Starts the runner; it speaks JSON-RPC over stdin and stdout. `module` is an absolute path. */
export function startRunner(module: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [module], {
    env: { ...process.env, ...ownNode },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
