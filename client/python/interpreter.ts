/** Each folder's interpreter: collects what the user chose, lets the server read the facts, and tells everyone. Starts no Python. */

import * as os from "node:os";
import type { DescribedInterpreter } from "../../protocol/interpreter.ts";
import { interpreters as interpretersRequest, setInterpreter } from "../../protocol/lsp.ts";
import { settingsOf } from "../editor/settings.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import type { Server } from "../processes/server.ts";
import { type Choices, extensionCandidates, settingCandidate, settingPath } from "./interpreterCandidates.ts";
import { pythonExtensions } from "./pythonExtensions.ts";

export interface FolderInterpreter {
  /** Null when none of the candidates exists. */
  readonly interpreter: DescribedInterpreter | null;
  /** What `flightdeck.interpreter` names, when nothing is there. */
  readonly missingSetting?: string;
}

export interface Interpreters {
  /** By the folder's URI; undefined while it is being found. */
  of(folder: string): FolderInterpreter | undefined;
  /** The same, once it is found. */
  settled(folder: string): Promise<FolderInterpreter>;
  /** All that exist, for a choice; the folder's own among them. */
  known(folder: vscode.WorkspaceFolder): Promise<readonly DescribedInterpreter[]>;
  /** Reads the facts again, of one folder or of all. */
  refresh(folder?: string): Promise<void>;
  /** Fires with the folder's URI. */
  readonly onChange: vscode.Event<string>;
}

export function createInterpreters(server: Server, trace: Trace, subscriptions: vscode.Disposable[]): Interpreters {
  const found = new Map<string, FolderInterpreter>();
  const searches = new Map<string, Promise<FolderInterpreter>>();
  const changes = new vscode.EventEmitter<string>();
  const extensions = pythonExtensions(trace, subscriptions, () => void refresh());

  async function choicesOf(folder: vscode.WorkspaceFolder): Promise<Choices> {
    const { pythonEnvironments, pythonExtension } = await extensions.chosen(folder);
    return {
      folder: folder.uri.fsPath,
      setting: settingsOf(folder.uri).interpreter,
      ...(pythonEnvironments === undefined ? {} : { pythonEnvironments }),
      ...(pythonExtension === undefined ? {} : { pythonExtension }),
      platform: process.platform,
      home: os.homedir(),
    };
  }

  async function search(folder: vscode.WorkspaceFolder): Promise<FolderInterpreter> {
    const key = folder.uri.toString();
    const choices = await choicesOf(folder);
    const setting = settingCandidate(choices);
    const infos = await server.request(interpretersRequest, {
      folder: key,
      candidates: setting === undefined ? extensionCandidates(choices) : [setting],
      defaults: setting === undefined,
    });
    const interpreter = infos[0] ?? null;
    const isMissing = interpreter === null && choices.setting !== "";
    return isMissing ? { interpreter, missingSetting: settingPath(choices) } : { interpreter };
  }

  function find(folder: vscode.WorkspaceFolder): Promise<FolderInterpreter> {
    const key = folder.uri.toString();
    const searching = search(folder).then(
      (result) => {
        if (searches.get(key) !== searching) return searches.get(key) ?? result;
        found.set(key, result);
        trace.info(`interpreter of ${folder.name}: ${result.interpreter?.path ?? "none"}`);
        server.notify(setInterpreter, { folder: key, interpreter: result.interpreter });
        changes.fire(key);
        return result;
      },
      (error: unknown) => {
        trace.warn(`the interpreter of ${folder.name} was not found: ${String(error)}`);
        const result = found.get(key) ?? { interpreter: null };
        if (searches.get(key) !== searching) return searches.get(key) ?? result;
        // A search that failed is over, too: who waits for it hears that nothing was found.
        searches.delete(key);
        found.set(key, result);
        changes.fire(key);
        return result;
      },
    );
    searches.set(key, searching);
    return searching;
  }

  async function refresh(only?: string): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    await Promise.all(folders.filter(({ uri }) => only === undefined || uri.toString() === only).map(find));
  }

  subscriptions.push(
    changes,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("flightdeck.interpreter")) void refresh();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      for (const { uri } of removed) {
        found.delete(uri.toString());
        searches.delete(uri.toString());
      }
      void refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void refresh()),
    // A new server knows no interpreters.
    server.onState(({ kind }) => {
      if (kind === "running") void refresh();
    }),
  );
  const watcher = vscode.workspace.createFileSystemWatcher("**/{.venv,venv}/pyvenv.cfg");
  subscriptions.push(
    watcher,
    watcher.onDidCreate(() => void refresh()),
    watcher.onDidDelete(() => void refresh()),
  );
  if (server.state().kind === "running") void refresh();

  return {
    of: (folder) => found.get(folder),
    settled: (key) => {
      const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === key);
      const result = found.get(key);
      if (result !== undefined) return Promise.resolve(result);
      return searches.get(key) ?? (folder === undefined ? Promise.resolve({ interpreter: null }) : find(folder));
    },
    known: async (folder) => {
      const choices = await choicesOf(folder);
      const setting = settingCandidate(choices);
      const candidates = [...(setting === undefined ? [] : [setting]), ...extensionCandidates(choices)];
      return server.request(interpretersRequest, { folder: folder.uri.toString(), candidates, defaults: true });
    },
    refresh,
    onChange: changes.event,
  };
}
