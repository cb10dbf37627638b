/** The connection to the language server: starting, restarting and giving up. What is asked over it is the surfaces' work. */

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { l10n } from "vscode";
import type { NotificationType, RequestType } from "vscode-jsonrpc";
import {
  CloseAction,
  type CodeLens,
  ErrorAction,
  IPCMessageReader,
  IPCMessageWriter,
  LanguageClient,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";
import { messageOf } from "../../base/errorText.ts";
import type { ClientCapability, ServerOptions } from "../../protocol/lsp.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { crashGuard } from "./crashGuard.ts";
import { keepEnd, lastWords } from "./lastWords.ts";
import { type ServerBundle, startServer } from "./processes.ts";

export type ServerState =
  | { readonly kind: "starting" }
  | { readonly kind: "running" }
  /** It is not started again by itself; the message is worded for people. */
  | { readonly kind: "failed"; readonly message: string };

export interface Server {
  request<P, R>(type: RequestType<P, R, void>, params: P, token?: vscode.CancellationToken): Promise<R>;
  notify<P>(type: NotificationType<P>, params: P): void;
  onNotification<P>(type: NotificationType<P>, handle: (params: P) => void): vscode.Disposable;
  /** The hover's markdown at a place; undefined where the server has none. */
  hover(uri: vscode.Uri, position: vscode.Position): Promise<vscode.MarkdownString | undefined>;
  /** The lenses of a document, once the server is there. */
  lenses(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]>;
  /** Lenses that were asked for may have changed. */
  readonly onLensesChange: vscode.Event<void>;
  state(): ServerState;
  readonly onState: vscode.Event<ServerState>;
  /** Stops the server if it runs and starts it anew. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const commands: ClientCapability = {
  commands: [
    "flightdeck.run",
    "flightdeck.debug",
    "flightdeck.plan",
    "flightdeck.deploy",
    "flightdeck.serve",
    "flightdeck.runScript",
  ],
};

/** The library would tell some failures by itself, with no way out: there is one notification about a server, ours. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** Connects to the server that was started ahead, or else to one that is started now, and to those that come after it. */
export function connectServer(context: vscode.ExtensionContext, trace: Trace, { module, ahead }: ServerBundle): Server {
  const guard = crashGuard();
  const states = new vscode.EventEmitter<ServerState>();
  const refreshes = new vscode.EventEmitter<void>();
  let state: ServerState = { kind: "starting" };
  let waiting = ahead;
  let child: ChildProcess | undefined;
  let said = "";
  let hasRun = false;
  let isWanted = true;
  const become = (next: ServerState) => {
    state = next;
    states.fire(next);
  };

  const transports = async () => {
    child = undefined;
    // One that has ended while nobody listened would never tell.
    const process = waiting !== undefined && isAlive(waiting) ? waiting : startServer(module);
    waiting = undefined;
    if (process.pid === undefined) await once(process, "spawn");
    child = process;
    said = "";
    process.stdout?.on("data", (data: Buffer) => trace.info(`server: ${data.toString().trimEnd()}`));
    process.stderr?.on("data", (data: Buffer) => {
      said = keepEnd(said, data.toString());
      trace.warn(`server: ${data.toString().trimEnd()}`);
    });
    process.on("exit", (code, signal) => trace.info(`server ended: ${signal ?? code}`));
    return { reader: new IPCMessageReader(process), writer: new IPCMessageWriter(process) };
  };

  const options: ServerOptions = {
    locale: vscode.env.language,
    cacheDir: vscode.Uri.joinPath(context.globalStorageUri, "cache").fsPath,
    ...(vscode.l10n.bundle === undefined ? {} : { l10n: vscode.l10n.bundle }),
  };
  const client = new QuietClient("flightdeck", "Flightdeck", transports, {
    documentSelector: [
      { scheme: "file", language: "python" },
      { notebook: { scheme: "file", notebookType: "jupyter-notebook" }, language: "python" },
    ],
    initializationOptions: options,
    outputChannel: trace.channel,
    traceOutputChannel: trace.channel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      // The library would start it again before it has put away the connection that ended: crashed() does, afterwards.
      closed: () => {
        setImmediate(() => void crashed());
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    },
    initializationFailedHandler: () => false,
    middleware: {
      // A server that would start nothing is asked for no lens that starts something.
      workspace: {
        configuration: async (params, token, next) => {
          const values = await next(params, token);
          return Array.isArray(values) ? values.map((value) => withoutExecution(value)) : values;
        },
      },
    },
  });
  client.registerFeature({
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...asObject(capabilities.experimental), flightdeck: commands };
    },
    // lenses.ts provides them: it has asked the editor to show them before the server is there.
    preInitialize: (capabilities) => {
      delete capabilities.codeLensProvider;
    },
    // After the library's own features, which would keep a refresh to themselves and have no lenses to refresh.
    initialize: () => {
      client.onRequest("workspace/codeLens/refresh", () => {
        refreshes.fire();
        return null;
      });
    },
    getState: () => ({ kind: "static" }),
    clear: () => {},
  });
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) {
      hasRun = true;
      // Who asked before there was a server got none.
      refreshes.fire();
      become({ kind: "running" });
    }
    if (newState === State.Starting && state.kind !== "starting") become({ kind: "starting" });
  });

  /** The connection ended although nobody asked for it. */
  async function crashed(): Promise<void> {
    if (!isWanted) return;
    const next = guard.crashed(Date.now());
    trace.error(`the connection to the server closed: ${next}`);
    if (next === "restart") {
      become({ kind: "starting" });
      return start();
    }
    const words = lastWords(said);
    const what = hasRun
      ? l10n.t("Flightdeck's language server crashed five times within three minutes, so it is not started again.")
      : l10n.t("Flightdeck's language server does not start.");
    giveUp(words === "" ? what : l10n.t("{0} It said: {1}", what, words));
  }

  function giveUp(message: string): void {
    if (state.kind === "failed") return;
    become({ kind: "failed", message });
    const restart = l10n.t("Restart Server");
    const log = l10n.t("Show Flightdeck Log");
    void vscode.window.showErrorMessage(message, restart, log).then((chosen) => {
      if (chosen === restart) void restartServer();
      if (chosen === log) trace.show();
    });
  }

  async function start(): Promise<void> {
    isWanted = true;
    try {
      await client.start();
    } catch (error) {
      trace.error(`the server did not start: ${messageOf(error)}`);
      if (child === undefined) giveUp(l10n.t("Flightdeck's language server does not start. {0}", messageOf(error)));
      // One that lives on without a connection is ended; its end, like that of one that died, is told to crashed().
      else child.kill("SIGKILL");
    }
  }

  async function stop(): Promise<void> {
    const process = child ?? waiting;
    waiting = undefined;
    isWanted = false;
    if (client.state === State.Running || client.state === State.Starting) await client.stop(2000).catch(() => {});
    // A server that ignores its exit notification is ended.
    if (process !== undefined && isAlive(process)) {
      setTimeout(() => process.kill("SIGKILL"), 1000).unref();
    }
  }

  async function restartServer(): Promise<void> {
    guard.forget();
    become({ kind: "starting" });
    await stop();
    await start();
  }

  context.subscriptions.push(
    states,
    refreshes,
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      client
        .sendNotification("workspace/didChangeConfiguration", { settings: null })
        .catch((error: unknown) => trace.warn(messageOf(error)));
    }),
  );
  // The activation doesn't wait for it.
  setImmediate(() => void start());

  return {
    // A token that is undefined would count as one more parameter.
    request: (type, params, token) =>
      token === undefined ? client.sendRequest(type.method, params) : client.sendRequest(type.method, params, token),
    notify: (type, params) => {
      client.sendNotification(type.method, params).catch((error: unknown) => trace.warn(messageOf(error)));
    },
    onNotification: (type, handle) => client.onNotification(type, handle),
    hover: async (uri, position) => {
      if (client.initializeResult?.capabilities.hoverProvider === undefined) return undefined;
      const hover = await client.sendRequest<{ readonly contents?: { readonly value?: unknown } } | null>(
        "textDocument/hover",
        { textDocument: { uri: uri.toString() }, position: { line: position.line, character: position.character } },
      );
      const text = hover?.contents?.value;
      return typeof text === "string" ? new vscode.MarkdownString(text, true) : undefined;
    },
    lenses: async ({ uri }, token) => {
      const lenses = await client.sendRequest<CodeLens[] | null>(
        "textDocument/codeLens",
        { textDocument: { uri: uri.toString() } },
        token,
      );
      return (await client.protocol2CodeConverter.asCodeLenses(lenses, token)) ?? [];
    },
    onLensesChange: refreshes.event,
    state: () => state,
    onState: states.event,
    restart: restartServer,
    stop,
  };
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

/** The server's section of the settings, without lenses that execute where nothing may be executed. */
function withoutExecution(value: unknown): unknown {
  const section = asObject(value);
  if (vscode.workspace.isTrusted || !("codeLens" in section)) return value;
  const off = { run: false, debug: false, deploy: false, serve: false, runScript: false };
  return { ...section, codeLens: { ...asObject(section.codeLens), ...off } };
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
