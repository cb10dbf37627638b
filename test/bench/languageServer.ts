/** The built language server over stdio, driven as an editor drives it. */

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { serverMemory } from "../../client/processes/processes.ts";
import { type FolderState, folderState, modelChanged, modelSnapshot } from "../../protocol/lsp.ts";
import type { ModelDelta, ProjectModel } from "../../protocol/model.ts";

const START_MS = 1_500;
/** An answer that doesn't come is a failure, not a measurement. */
const PATIENCE_MS = 60_000;

const dist = join(import.meta.dirname, "../../dist");

export interface LanguageServer {
  readonly connection: MessageConnection;
  readonly pid: number;
  /** Adds a folder; resolves when it is ready, with the milliseconds that took. */
  add(folder: string): Promise<number>;
  remove(folder: string): Promise<void>;
  /** Tells of files that came, changed or went; resolves when the models of so many files have changed, with the milliseconds that took. */
  touch(changes: readonly FileEvent[], changed: number): Promise<number>;
  snapshot(folder: string): Promise<ProjectModel>;
  stop(): Promise<void>;
}

/** `type`: 1 for a file that came, 2 changed, 3 went. */
export interface FileEvent {
  readonly uri: string;
  readonly type: 1 | 2 | 3;
}

/** Without a folder for caches it reads each folder anew. */
export async function startLanguageServer(cacheDir?: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [join(dist, "server.js"), "--stdio"], {
    env: { ...serverMemory, ...process.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest("workspace/configuration", ({ items }: { items: readonly unknown[] }) => items.map(() => null));
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/codeLens/refresh", () => null);
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [],
    capabilities: {
      workspace: { workspaceFolders: true, didChangeWatchedFiles: { dynamicRegistration: true } },
      experimental: { flightdeck: { commands: ["flightdeck.run", "flightdeck.plan", "flightdeck.deploy"] } },
    },
    initializationOptions: cacheDir === undefined ? {} : { cacheDir },
  });
  await connection.sendNotification("initialized", {});
  // It is running when its start is over; the threads that a start may leave behind are gone, too.
  await sleep(START_MS);
  return {
    connection,
    pid: child.pid ?? 0,
    add: (folder) => {
      const uri = pathToFileURL(folder).href;
      const ready = new Promise<void>((resolve, reject) => {
        const listening = connection.onNotification(
          folderState.method,
          (params: { folder: string; state: FolderState }) => {
            if (params.folder !== uri || params.state.kind === "indexing") return;
            listening.dispose();
            if (params.state.kind === "ready") resolve();
            else reject(new Error(params.state.message));
          },
        );
      });
      const started = performance.now();
      void connection.sendNotification("workspace/didChangeWorkspaceFolders", {
        event: { added: [{ uri, name: "bench" }], removed: [] },
      });
      return timed(ready, started, "the folder was not ready");
    },
    remove: (folder) =>
      connection.sendNotification("workspace/didChangeWorkspaceFolders", {
        event: { added: [], removed: [{ uri: pathToFileURL(folder).href, name: "bench" }] },
      }),
    touch: (changes, count) => {
      const waiting = new Set<string>();
      const changed = new Promise<void>((resolve) => {
        const listening = connection.onNotification(
          modelChanged.method,
          ({ delta }: { readonly delta: ModelDelta }) => {
            for (const path of [...delta.changed.map((each) => each.path), ...delta.removed]) waiting.add(path);
            if (waiting.size < count) return;
            listening.dispose();
            resolve();
          },
        );
      });
      const started = performance.now();
      void connection.sendNotification("workspace/didChangeWatchedFiles", { changes });
      return timed(changed, started, `the models of ${count} files did not change`);
    },
    snapshot: (folder) => connection.sendRequest(modelSnapshot.method, { folder: pathToFileURL(folder).href }),
    stop: async () => {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await exited;
      connection.dispose();
    },
  };
}

export interface Editing {
  /** Replaces a stretch of the document; resolves when the changed model has come, with the milliseconds that took. */
  replace(line: number, start: number, end: number, text: string): Promise<number>;
  /** Replaces a stretch and asks for the lenses; resolves when they have come, with the milliseconds that took. */
  type(line: number, start: number, end: number, text: string): Promise<number>;
  close(): Promise<void>;
}

/** Opens a file of a folder that was added. */
export async function openDocument(server: LanguageServer, path: string): Promise<Editing> {
  const { connection } = server;
  const uri = pathToFileURL(path).href;
  let version = 1;
  const text = readFileSync(path, "utf8");
  await connection.sendNotification("textDocument/didOpen", {
    textDocument: { uri, languageId: "python", version, text },
  });
  const change = (line: number, start: number, end: number, replacement: string) => {
    const range = { start: { line, character: start }, end: { line, character: end } };
    void connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range, text: replacement }],
    });
  };
  return {
    type: (line, start, end, replacement) => {
      const started = performance.now();
      change(line, start, end, replacement);
      const lenses = connection.sendRequest<readonly unknown[]>("textDocument/codeLens", { textDocument: { uri } });
      return timed(
        lenses.then(({ length }) => {
          if (length === 0) throw new Error(`${path} has no lenses`);
        }),
        started,
        "no lenses came",
      );
    },
    close: () => connection.sendNotification("textDocument/didClose", { textDocument: { uri } }),
    replace: (line, start, end, replacement) => {
      const changed = new Promise<void>((resolve) => {
        const listening = connection.onNotification(modelChanged.method, () => {
          listening.dispose();
          resolve();
        });
      });
      const started = performance.now();
      change(line, start, end, replacement);
      return timed(changed, started, "no changed model came");
    },
  };
}

async function timed(event: Promise<void>, started: number, otherwise: string): Promise<number> {
  const late = Symbol();
  const patience = new AbortController();
  const first = await Promise.race([event, sleep(PATIENCE_MS, late, { signal: patience.signal }).catch(() => late)]);
  const milliseconds = performance.now() - started;
  patience.abort();
  if (first === late) throw new Error(`${otherwise} in ${PATIENCE_MS / 1000} s`);
  return milliseconds;
}
