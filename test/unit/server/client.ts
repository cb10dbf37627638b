/** A bare LSP client at the other end of two streams, as small as an editor's can be. Reads the server as a user would: lenses and the model as text. */

import { PassThrough } from "node:stream";
import { pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";
import { createConnection } from "vscode-languageserver/node";
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  CodeLensRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DidChangeTextDocumentNotification,
  DidChangeWatchedFilesNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  InitializedNotification,
  type InitializeParams,
  InitializeRequest,
  LogMessageNotification,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
} from "vscode-languageserver-protocol/node";
import * as lsp from "../../../protocol/lsp.ts";
import type { ModelDelta } from "../../../protocol/model.ts";
import { startServer } from "../../../server/server.ts";
import { grammar, workerScript } from "../workspace/parts.ts";

/** What the extension's client announces. */
export const EDITOR: ClientCapabilities = {
  workspace: {
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
  },
  textDocument: { hover: { contentFormat: ["markdown"] } },
  experimental: {
    flightdeck: {
      commands: [
        "flightdeck.run",
        "flightdeck.debug",
        "flightdeck.plan",
        "flightdeck.deploy",
        "flightdeck.serve",
        "flightdeck.runScript",
      ],
    },
  },
};

export interface Options {
  readonly capabilities?: ClientCapabilities;
  /** Section `flightdeck`. */
  readonly settings?: unknown;
  /** The editor's own setting. */
  readonly filesExclude?: unknown;
  readonly initializationOptions?: unknown;
  readonly grammar?: typeof grammar;
  /** Names the folder as clients did before there were workspace folders. */
  readonly rootPath?: string;
  /** How long the client takes to tell its settings. */
  readonly settingsMs?: number;
}

const CHANGES: Readonly<Record<"created" | "changed" | "deleted", FileChangeType>> = {
  created: FileChangeType.Created,
  changed: FileChangeType.Changed,
  deleted: FileChangeType.Deleted,
};

export type Client = Awaited<ReturnType<typeof connect>>;

export const uriOf = (root: string, path = ""): string =>
  pathToFileURL(path === "" ? root : `${root}/${path}`).toString();

/** Connects to a server of its own and opens the folders; resolves once they are read. */
export async function connect(roots: readonly string[], options: Options = {}) {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)), {
    script: import.meta.filename,
    workerScript: workerScript(),
    grammar: options.grammar ?? grammar,
  });
  const wire = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  onTestFinished(async () => {
    await wire.sendRequest(ShutdownRequest.type).catch(() => {});
    wire.dispose();
  });

  const seen = {
    deltas: [] as { readonly folder: string; readonly delta: ModelDelta }[],
    states: [] as { readonly folder: string; readonly state: lsp.FolderState }[],
    logs: [] as string[],
    refreshes: 0,
    registrations: [] as string[],
    diagnostics: new Map<string, readonly Diagnostic[]>(),
  };
  let settings: unknown = options.settings ?? {};
  wire.onNotification(lsp.modelChanged, (delta) => void seen.deltas.push(delta));
  wire.onNotification(lsp.folderState, (state) => void seen.states.push(state));
  wire.onNotification(LogMessageNotification.type, ({ message }) => void seen.logs.push(message));
  wire.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    seen.diagnostics.set(uri, diagnostics);
  });
  wire.onRequest(CodeLensRefreshRequest.type, () => void seen.refreshes++);
  wire.onRequest(RegistrationRequest.type, ({ registrations }) => {
    seen.registrations.push(...registrations.map(({ method }) => method));
  });
  let filesExclude: unknown = options.filesExclude ?? null;
  wire.onRequest(ConfigurationRequest.type, async ({ items }) => {
    await new Promise((resolve) => setTimeout(resolve, options.settingsMs ?? 0));
    return items.map(({ section }) => (section === "files.exclude" ? filesExclude : settings));
  });
  wire.listen();

  const params: InitializeParams = {
    processId: null,
    rootUri: null,
    capabilities: options.capabilities ?? EDITOR,
    ...(options.rootPath === undefined
      ? { workspaceFolders: roots.map((root) => ({ uri: uriOf(root), name: root })) }
      : { rootPath: options.rootPath }),
    ...(options.initializationOptions === undefined ? {} : { initializationOptions: options.initializationOptions }),
  };
  const initialized = await wire.sendRequest(InitializeRequest.type, params);
  await wire.sendNotification(InitializedNotification.type, {});

  const client = { wire, seen, initialized, ...documentsOf(wire), ...viewsOf(wire) };
  const ready = () =>
    roots.every((root) => seen.states.some(({ folder, state }) => folder === uriOf(root) && state.kind === "ready"));
  if (params.capabilities.experimental !== undefined) await until(ready);
  return {
    ...client,
    hide: async (value: unknown) => {
      filesExclude = value;
      await wire.sendNotification("workspace/didChangeConfiguration", { settings: null });
    },
    configure: async (value: unknown) => {
      settings = value;
      await wire.sendNotification("workspace/didChangeConfiguration", { settings: null });
    },
  };
}

function documentsOf(wire: ProtocolConnection) {
  let version = 0;
  return {
    open: (uri: string, text: string, languageId = "python") =>
      wire.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: ++version, text },
      }),
    change: (uri: string, ...contentChanges: TextDocumentContentChangeEvent[]) =>
      wire.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: ++version },
        contentChanges,
      }),
    close: (uri: string) => wire.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } }),
    save: (uri: string) => wire.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } }),
    onDisk: (...changes: readonly (readonly [uri: string, kind: "created" | "changed" | "deleted"])[]) =>
      wire.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: changes.map(([uri, kind]) => ({ uri, type: CHANGES[kind] })),
      }),
  };
}

/** As it is seen. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

function viewsOf(wire: ProtocolConnection) {
  return {
    /** `line  titles`, lines from 1. */
    lenses: async (uri: string): Promise<readonly string[]> => {
      const found = (await wire.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
      const byLine = new Map<number, string[]>();
      for (const { range, command } of found) {
        const line = range.start.line + 1;
        byLine.set(line, [...(byLine.get(line) ?? []), plain(command?.title ?? "?")]);
      }
      return [...byLine].sort(([a], [b]) => a - b).map(([line, titles]) => `${line}  ${titles.join("  ")}`);
    },
    /** `path: environments | tasks`, one line a file. */
    model: async (root: string): Promise<readonly string[]> => {
      const { files } = await wire.sendRequest(lsp.modelSnapshot, { folder: uriOf(root) });
      return files.map(({ path, environments, tasks, problems }) =>
        [
          `${path}:`,
          ...environments.map(({ name }) => (name.kind === "known" ? name.value : "?")),
          "|",
          ...tasks.map(({ name, function: fn }) => (name.kind === "known" ? name.value : `?.${fn}`)),
          ...problems.map(({ kind }) => `!${kind}`),
        ].join(" "),
      );
    },
  };
}

/** Waits for something that the server does by itself. The limit only ends a test that hangs. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`still not so: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
