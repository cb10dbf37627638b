/** The runner process: the library of runner.ts over JSON-RPC on stdio. Ends with its parent and takes every worker with it. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import {
  type CancellationToken,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { messageOf } from "../../base/errorText.ts";
import * as protocol from "../../protocol/runner.ts";
import { exit } from "./disk.ts";
import { bridgeDirOf, createRunner, type Runner, type RunnerOptions } from "./runner.ts";

/** The build puts the manifest's in. */
declare const FLIGHTDECK_VERSION: string;
/** stdin's end tells that the parent is gone; where something else holds stdin open, its id does. */
const PARENT_POLL_MS = 2_000;
/** Time for the last answer to leave. */
const ANSWER_MS = 200;

const entry = process.argv[1] ?? "";
const connection = createMessageConnection(
  new StreamMessageReader(process.stdin),
  new StreamMessageWriter(process.stdout),
);
let runner: Runner | undefined;
let leaving = false;

const started = (): Runner => {
  if (runner === undefined) throw new ResponseError(-32002, "initialize comes first");
  return runner;
};

/** Tells the client; one that is gone hears nothing, and the journal still has it. */
function tell(send: () => Promise<void>): void {
  if (!leaving) send().catch(() => undefined);
}

function signalOf(token: CancellationToken): AbortSignal {
  const cancelling = new AbortController();
  token.onCancellationRequested(() => cancelling.abort());
  return cancelling.signal;
}

function create(options: RunnerOptions): Runner {
  try {
    return createRunner(options);
  } catch (error) {
    // The client shows it as it is.
    throw new ResponseError(-32603, messageOf(error));
  }
}

connection.onRequest(protocol.initialize, ({ protocol: version, stateDir, locale, history, idleMs }) => {
  if (version !== protocol.RUNNER_PROTOCOL) {
    throw new ResponseError(
      -32600,
      `Protocol ${version} was asked for; this runner speaks ${protocol.RUNNER_PROTOCOL}`,
    );
  }
  const texts = join(dirname(entry), "l10n", `bundle.l10n.${locale}.json`);
  if (existsSync(texts)) l10n.config({ fsPath: texts });
  runner = create({
    ...(stateDir === undefined ? {} : { stateDir }),
    bridgeDir: process.env.FLIGHTDECK_BRIDGE ?? bridgeDirOf(entry),
    keepWarm: true,
    ...(history === undefined ? {} : { history }),
    ...(idleMs === undefined ? {} : { idleMs }),
    onEvents: (params) => tell(() => connection.sendNotification(protocol.events, params)),
    onDebugMessage: (message) => tell(() => connection.sendNotification(protocol.debugMessage, message)),
    onInstallLine: (params) => tell(() => connection.sendNotification(protocol.installProgress, params)),
    onTrouble: (message) => process.stderr.write(`${message}\n`),
  });
  return { protocol: protocol.RUNNER_PROTOCOL, version: FLIGHTDECK_VERSION };
});
connection.onRequest(protocol.warm, (params) => started().warm(params));
connection.onRequest(protocol.start, (params, token) => started().start(params, signalOf(token)));
connection.onRequest(protocol.cancel, ({ run }) => {
  started().cancel(run);
  return null;
});
connection.onRequest(protocol.missingSecrets, ({ spec }) => [...started().missingSecrets(spec)]);
connection.onRequest(protocol.answer, (params) => started().answer(params));
connection.onNotification(protocol.debugMessage, (message) => runner?.debug(message));
connection.onRequest(protocol.readLog, (params) => started().readLog(params));
connection.onRequest(protocol.logFile, async ({ run }) => ({ path: await started().logFile(run) }));
connection.onRequest(protocol.readAttachment, (params) => started().readAttachment(params));
connection.onRequest(protocol.destination, ({ spec }) => started().destination(spec));
connection.onRequest(protocol.describeInputs, ({ spec, ...beside }, token) => {
  return started().describe(spec, signalOf(token), beside);
});
connection.onRequest(protocol.install, (params, token) => {
  return started().install(params, signalOf(token));
});
connection.onRequest(protocol.listRuns, (params) => started().list(params));
connection.onRequest(protocol.readEvents, (params) => started().readEvents(params));
connection.onRequest(protocol.deleteRun, async ({ run }) => {
  await started().deleteRun(run);
  return null;
});
connection.onRequest(protocol.exportRun, async ({ run, path }) => {
  await started().exportRun(run, path);
  return null;
});
connection.onRequest(protocol.importRun, ({ path, folder }) => started().importRun(path, folder));
connection.onNotification(protocol.setBounds, (bounds) => started().setBounds(bounds));
connection.onNotification(protocol.setIdle, ({ idleMs }) => runner?.setIdle(idleMs));
connection.onRequest(protocol.shutdown, async () => {
  await runner?.dispose();
  setTimeout(() => exit(0), ANSWER_MS);
  return null;
});

async function leave(): Promise<void> {
  if (leaving) return;
  leaving = true;
  await runner?.dispose();
  exit(0);
}
connection.onClose(() => void leave());
process.stdin.on("end", () => void leave());
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => void leave());
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) void leave();
}, PARENT_POLL_MS).unref();

connection.listen();
