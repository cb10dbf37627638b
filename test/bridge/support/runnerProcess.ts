/** The runner as a process of its own, spoken to as an editor does; what ships where it was built. */

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { build } from "esbuild";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { RunEvent } from "../../../protocol/index.ts";
import * as protocol from "../../../protocol/runner.ts";
import { bridgeDir, later } from "./runs.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const built = join(root, ".cache", "test", "runner");
const shipped = join(root, "dist", "runner.js");
// As it is before this suite in `npm test`.
const isShipped = existsSync(shipped);
const entry = isShipped ? shipped : join(built, "runner.cjs");
const bridge = isShipped ? {} : { FLIGHTDECK_BRIDGE: bridgeDir };

/** Stands between an editor's end of the pipes and the runner, as an extension host does. */
const HOST = `const child = require("node:child_process").spawn(process.execPath, [process.argv[2]], { stdio: ["pipe", "pipe", "inherit"] });
process.stdin.pipe(child.stdin);
child.stdout.pipe(process.stdout);
child.on("exit", () => process.exit(0));
require("node:fs").writeFileSync(process.argv[3], String(child.pid));
`;

/** To be called before the first process is started. */
export async function buildRunner(): Promise<void> {
  mkdirSync(built, { recursive: true });
  writeFileSync(join(built, "host.cjs"), HOST);
  if (isShipped) return;
  await build({
    entryPoints: [join(root, "runner", "src", "main.ts")],
    outfile: entry,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    define: { FLIGHTDECK_VERSION: '"0.0.0"' },
  });
}

export interface RunnerProcess {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  readonly gone: Promise<void>;
  readonly connection: MessageConnection;
  readonly events: RunEvent[];
}

/** `pidFile`: the runner is a child of a host, and its id is written there. */
export function startRunnerProcess(pidFile?: string): RunnerProcess {
  const args = pidFile === undefined ? [entry] : [join(built, "host.cjs"), entry, pidFile];
  const child = spawn(process.execPath, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...bridge, ELECTRON_RUN_AS_NODE: "1", VSCODE_PID: "1" },
  });
  later(() => {
    child.kill("SIGKILL");
  });
  child.stdin.on("error", () => undefined);
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onError(() => undefined);
  const events: RunEvent[] = [];
  connection.onNotification(protocol.events, (params) => void events.push(...params.events));
  connection.listen();
  return { child, gone, connection, events };
}

export async function initialise({ connection }: RunnerProcess, stateDir: string): Promise<protocol.InitializeResult> {
  return connection.sendRequest(protocol.initialize, {
    protocol: protocol.RUNNER_PROTOCOL,
    stateDir,
    locale: "en",
  });
}
