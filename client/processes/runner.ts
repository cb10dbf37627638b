/** The connection to the runner process: started at its first use, and again after its end. Never in an untrusted workspace. */

import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { l10n } from "vscode";
import type { NotificationType, RequestType } from "vscode-jsonrpc";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import * as protocol from "../../protocol/runner.ts";
import { historyBounds, workerIdleMs } from "../editor/settings.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { crashGuard } from "./crashGuard.ts";
import { keepEnd, lastWords } from "./lastWords.ts";
import { startRunner } from "./processes.ts";
import { unless } from "./unless.ts";

export interface Runner {
  request<P, R>(type: RequestType<P, R, void>, params: P, token?: vscode.CancellationToken): Promise<R>;
  /** Sends to the process if it runs. */
  notify<P>(type: NotificationType<P>, params: P): Promise<void>;
  readonly onDebugMessage: vscode.Event<protocol.DebugMessage>;
  readonly onEvents: vscode.Event<protocol.EventsParams>;
  readonly onInstallProgress: vscode.Event<{ readonly interpreter: string; readonly line: string }>;
  /** The process ended by itself; what it ran is over. After too many crashes requests are refused, with the reason. */
  readonly onGone: vscode.Event<void>;
  /** The user wants it tried again: earlier crashes don't count. */
  forgive(): void;
  /** Its version once it has answered. */
  version(): string | undefined;
  stop(): Promise<void>;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
  /** An answer, unless the process ends before it: then it fails with the reason. */
  readonly during: <T>(answer: Promise<T>) => Promise<T>;
}

/** How long the runner may take to end its runs when the window closes. */
const SHUTDOWN_MS = 3000;

export function createRunner(module: string, trace: Trace, subscriptions: vscode.Disposable[]): Runner {
  const events = new vscode.EventEmitter<protocol.EventsParams>();
  const debugMessages = new vscode.EventEmitter<protocol.DebugMessage>();
  const progress = new vscode.EventEmitter<{ readonly interpreter: string; readonly line: string }>();
  const gone = new vscode.EventEmitter<void>();
  const guard = crashGuard();
  let running: Promise<Running> | undefined;
  let version: string | undefined;
  let stopping = false;
  let refusal: string | undefined;
  subscriptions.push(
    events,
    debugMessages,
    progress,
    gone,
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      const isIdle = change.affectsConfiguration("flightdeck.workerIdleTime");
      if (!isIdle && !change.affectsConfiguration("flightdeck.history")) return;
      const current = await running?.catch(() => undefined);
      const told = isIdle
        ? current?.connection.sendNotification(protocol.setIdle, { idleMs: workerIdleMs() })
        : current?.connection.sendNotification(protocol.setBounds, historyBounds());
      await told?.catch(() => {});
    }),
  );

  async function begin(): Promise<Running> {
    const child = startRunner(module);
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    let said = "";
    child.stderr.on("data", (data: Buffer) => {
      said = keepEnd(said, data.toString());
      trace.warn(`runner: ${data.toString().trimEnd()}`);
    });
    const ended = new Promise<never>((_, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => {
        const words = lastWords(said);
        const end = l10n.t("the runner ended with {0}", signal ?? String(code));
        reject(new Error(words === "" ? end : `${end}: ${words}`));
      });
    });
    ended.catch((error: Error) => {
      trace.info(error.message);
      connection.dispose();
      running = undefined;
      if (stopping) return;
      if (guard.crashed(Date.now()) === "giveUp") {
        refusal = l10n.t(
          "Flightdeck's runner crashed five times within three minutes, so it is not started again by itself: {0}",
          error.message,
        );
        trace.error(refusal);
      }
      gone.fire();
    });
    connection.onError(([error]) => trace.warn(`runner: ${error.message}`));
    connection.onNotification(protocol.events, (params) => events.fire(params));
    connection.onNotification(protocol.debugMessage, (params) => debugMessages.fire(params));
    connection.onNotification(protocol.installProgress, (params) => progress.fire(params));
    connection.listen();
    const during = unless(ended);
    const answer = await during(
      connection
        .sendRequest(protocol.initialize, {
          protocol: protocol.RUNNER_PROTOCOL,
          locale: vscode.env.language,
          history: historyBounds(),
          idleMs: workerIdleMs(),
        })
        .catch((error: unknown) => {
          child.kill();
          if (error instanceof ResponseError) throw error;
          // Nobody reads at the other end: how the process ended says more than that writing failed.
          return ended;
        }),
    );
    if (answer.protocol !== protocol.RUNNER_PROTOCOL) {
      child.kill();
      throw new Error(l10n.t("the runner speaks protocol {0}, not {1}", answer.protocol, protocol.RUNNER_PROTOCOL));
    }
    version = answer.version;
    trace.info(`runner ${answer.version} started, process ${child.pid}`);
    return { child, connection, during };
  }

  function ensure(): Promise<Running> {
    if (!vscode.workspace.isTrusted)
      return Promise.reject(new Error(l10n.t("nothing is executed in an untrusted workspace")));
    if (refusal !== undefined) return Promise.reject(new Error(refusal));
    if (running === undefined) {
      const starting = begin();
      running = starting;
      starting.catch(() => {
        if (running === starting) running = undefined;
      });
    }
    return running;
  }

  return {
    request: async <P, R>(type: RequestType<P, R, void>, params: P, token?: vscode.CancellationToken) => {
      const { connection, during } = await ensure();
      return during(connection.sendRequest<R>(type.method, params, token));
    },
    notify: async <P>(type: NotificationType<P>, params: P) => {
      const current = await running?.catch(() => undefined);
      await current?.connection.sendNotification(type.method, params).catch(() => undefined);
    },
    onDebugMessage: debugMessages.event,
    onEvents: events.event,
    onInstallProgress: progress.event,
    onGone: gone.event,
    forgive: () => {
      refusal = undefined;
      guard.forget();
    },
    version: () => version,
    stop: async () => {
      stopping = true;
      const current = await running?.catch(() => undefined);
      if (current === undefined) return;
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref());
      await Promise.race([current.connection.sendRequest(protocol.shutdown).catch(() => {}), timeout]);
      current.connection.dispose();
      current.child.stdin.end();
      setTimeout(() => current.child.kill("SIGKILL"), 500).unref();
    },
  };
}
