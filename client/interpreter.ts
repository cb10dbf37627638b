/** Each folder's interpreter: collects what the user chose, lets the server read the facts, and tells everyone. Starts no Python. */

import * as os from "node:os";
import type { PythonExtension } from "@vscode/python-extension";
import type { InterpreterInfo } from "../protocol/interpreter.ts";
import { interpreters as interpretersRequest, setInterpreter } from "../protocol/lsp.ts";
import { type Choices, interpreterCandidates, otherCandidates, settingPath } from "./interpreterCandidates.ts";
import type { Server } from "./server.ts";
import { settingsOf } from "./settings.ts";
import type { Trace } from "./trace.ts";
import { vscode } from "./vscode.ts";

export interface FolderInterpreter {
  /** Null when none of the candidates exists. */
  readonly interpreter: InterpreterInfo | null;
  /** What `flightdeck.interpreter` names, when nothing is there. */
  readonly missingSetting?: string;
}

export interface Interpreters {
  /** By the folder's URI; undefined while it is being found. */
  of(folder: string): FolderInterpreter | undefined;
  /** The same, once it is found. */
  settled(folder: string): Promise<FolderInterpreter>;
  /** All that exist, for a choice; the folder's own among them. */
  known(folder: vscode.WorkspaceFolder): Promise<readonly InterpreterInfo[]>;
  /** Reads the facts again, of one folder or of all. */
  refresh(folder?: string): Promise<void>;
  /** Fires with the folder's URI. */
  readonly onChange: vscode.Event<string>;
}

/** How long the Python extensions may take before the next source counts; their later answer replaces it. */
const EXTENSIONS_MS = 3000;

/** The part of the Python Environments extension's API that is used here. */
interface EnvironmentsApi {
  getEnvironment(
    scope: vscode.Uri,
  ): Promise<{ readonly execInfo?: { readonly run?: { readonly executable?: string } } } | undefined>;
  readonly onDidChangeEnvironment?: vscode.Event<unknown>;
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
      searchPath: process.env.PATH ?? "",
      platform: process.platform,
      home: os.homedir(),
    };
  }

  async function search(folder: vscode.WorkspaceFolder): Promise<FolderInterpreter> {
    const key = folder.uri.toString();
    const choices = await choicesOf(folder);
    const infos = await server.request(interpretersRequest, {
      folder: key,
      candidates: interpreterCandidates(choices),
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
        searches.delete(key);
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
      const own = choices.setting === "" ? [] : interpreterCandidates(choices);
      const candidates = [...own, ...otherCandidates(choices)];
      return server.request(interpretersRequest, { folder: folder.uri.toString(), candidates });
    },
    refresh,
    onChange: changes.event,
  };
}

interface ChosenByExtensions {
  readonly pythonEnvironments?: string;
  readonly pythonExtension?: string;
}

/** Asks the two Python extensions where they are installed. They run the interpreters they find, so only in trusted workspaces. */
function pythonExtensions(trace: Trace, subscriptions: vscode.Disposable[], onChange: () => void) {
  let environments: Promise<EnvironmentsApi | undefined> | undefined;
  let python: Promise<PythonExtension | undefined> | undefined;

  async function activate<T>(id: string): Promise<T | undefined> {
    const extension = vscode.extensions.getExtension<T>(id);
    if (extension === undefined) return undefined;
    try {
      return await extension.activate();
    } catch (error) {
      trace.warn(`${id} did not start: ${String(error)}`);
      return undefined;
    }
  }

  async function environmentsApi(): Promise<EnvironmentsApi | undefined> {
    const api = await activate<EnvironmentsApi>("ms-python.vscode-python-envs");
    if (typeof api?.getEnvironment !== "function") return undefined;
    if (api.onDidChangeEnvironment !== undefined) subscriptions.push(api.onDidChangeEnvironment(onChange));
    return api;
  }

  async function pythonApi(): Promise<PythonExtension | undefined> {
    const api = await activate<PythonExtension>("ms-python.python");
    if (typeof api?.environments?.getActiveEnvironmentPath !== "function") return undefined;
    subscriptions.push(api.environments.onDidChangeActiveEnvironmentPath(onChange));
    return api;
  }

  async function ask(folder: vscode.WorkspaceFolder): Promise<ChosenByExtensions> {
    environments ??= environmentsApi();
    const chosen = await (await environments)?.getEnvironment(folder.uri);
    const executable = chosen?.execInfo?.run?.executable;
    if (executable !== undefined && executable !== "") return { pythonEnvironments: executable };
    python ??= pythonApi();
    const api = await python;
    const active = api?.environments.getActiveEnvironmentPath(folder.uri);
    if (api === undefined || active === undefined) return {};
    const resolved = await api.environments.resolveEnvironment(active);
    const path = resolved?.executable.uri?.fsPath;
    return path === undefined ? {} : { pythonExtension: path };
  }

  return {
    async chosen(folder: vscode.WorkspaceFolder): Promise<ChosenByExtensions> {
      if (!vscode.workspace.isTrusted) return {};
      let isLate = false;
      const answer = ask(folder).catch((error: unknown): ChosenByExtensions => {
        trace.warn(`the Python extensions did not answer: ${String(error)}`);
        return {};
      });
      void answer.then(({ pythonEnvironments, pythonExtension }) => {
        if (isLate && (pythonEnvironments ?? pythonExtension) !== undefined) onChange();
      });
      return await new Promise((resolve) => {
        const timer = setTimeout(() => {
          isLate = true;
          resolve({});
        }, EXTENSIONS_MS);
        void answer.then((chosen) => {
          clearTimeout(timer);
          resolve(chosen);
        });
      });
    },
  };
}
