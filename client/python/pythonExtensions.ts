/** Asks the Python Environments extension and the Python extension what they have selected. Whether that counts is interpreter.ts's work. */

import type { PythonExtension } from "@vscode/python-extension";
import { firstAnswer } from "../editor/firstAnswer.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";

export interface ChosenByExtensions {
  readonly pythonEnvironments?: string;
  readonly pythonExtension?: string;
}

export interface PythonExtensions {
  /** What they have selected for a folder; nothing in an untrusted workspace, because they run the interpreters they find. */
  chosen(folder: vscode.WorkspaceFolder): Promise<ChosenByExtensions>;
}

/** How long they may take before the next source counts. What they said later counts from then on. */
const PATIENCE_MS = 3000;

const IDS = ["ms-python.vscode-python-envs", "ms-python.python"] as const;

/** The part of the Python Environments extension's API that is used here. */
interface EnvironmentsApi {
  getEnvironment(
    scope: vscode.Uri,
  ): Promise<{ readonly execInfo?: { readonly run?: { readonly executable?: string } } } | undefined>;
  readonly onDidChangeEnvironment?: vscode.Event<unknown>;
}

/** `onChange` hears of another choice: also of an extension that was installed, enabled or disabled meanwhile. */
export function pythonExtensions(
  trace: Trace,
  subscriptions: vscode.Disposable[],
  onChange: () => void,
): PythonExtensions {
  let environments: Promise<EnvironmentsApi | undefined> | undefined;
  let python: Promise<PythonExtension | undefined> | undefined;
  let present = presentIds();
  /** The last answer for each folder: it stands in for one that takes too long. */
  const answers = new Map<string, ChosenByExtensions>();

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
    const api = await activate<EnvironmentsApi>(IDS[0]);
    if (typeof api?.getEnvironment !== "function") return undefined;
    if (api.onDidChangeEnvironment !== undefined) subscriptions.push(api.onDidChangeEnvironment(onChange));
    return api;
  }

  async function pythonApi(): Promise<PythonExtension | undefined> {
    const api = await activate<PythonExtension>(IDS[1]);
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

  subscriptions.push(
    vscode.extensions.onDidChange(() => {
      const now = presentIds();
      if (now === present) return;
      present = now;
      environments = undefined;
      python = undefined;
      answers.clear();
      onChange();
    }),
  );

  return {
    async chosen(folder) {
      if (!vscode.workspace.isTrusted) return {};
      const key = folder.uri.toString();
      const answer = ask(folder).catch((error: unknown): ChosenByExtensions => {
        trace.warn(`the Python extensions did not answer: ${String(error)}`);
        return {};
      });
      return firstAnswer({
        answer,
        before: answers.get(key) ?? {},
        patienceMs: PATIENCE_MS,
        remember: (chosen) => answers.set(key, chosen),
        onLate: onChange,
      });
    },
  };
}

function presentIds(): string {
  return IDS.filter((id) => vscode.extensions.getExtension(id) !== undefined).join();
}
