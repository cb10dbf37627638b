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

/** Where a debugger finds the server of an extension under development: .vscode/launch.json attaches there. */
const INSPECT = "--inspect=6009";

/** Starts the language server; it speaks over Node's IPC channel. `module` is an absolute path. */
export function startServer(module: string, isInspected: boolean): ChildProcess {
  return fork(module, ["--node-ipc", `--clientProcessId=${process.pid}`], {
    env: { ...serverMemory, ...process.env, ...ownNode },
    execArgv: isInspected ? [INSPECT] : [],
    silent: true,
  });
}

/** Starts the runner; it speaks JSON-RPC over stdin and stdout. `module` is an absolute path. */
export function startRunner(module: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [module], {
    env: { ...process.env, ...ownNode },
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
}
