/** Installs the SDK for a folder: into its interpreter, or into a virtual environment that is made for it. The runner chooses pip or uv and starts it. */

import { l10n } from "vscode";
import { type DescribedInterpreter, OLDEST_SDK } from "../protocol/interpreter.ts";
import { type InstallKind, type InstallResult, install as installRequest } from "../protocol/runner.ts";
import { assertNever } from "./assertNever.ts";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import type { Runner } from "./runner.ts";
import { setForFolder } from "./settings.ts";
import type { Trace } from "./trace.ts";
import { mayExecute } from "./trust.ts";
import { vscode } from "./vscode.ts";

const REQUIREMENT = `flyte>=${OLDEST_SDK},<3`;
const ENVIRONMENT = ".venv";

/** Installs for the resource's folder, or for the active editor's; answers whether the SDK is there now. */
export type Install = (resource?: vscode.Uri, kind?: InstallKind) => Promise<boolean>;

export function createInstall(runner: Runner, interpreters: Interpreters, trace: Trace): Install {
  const going = new Set<string>();

  async function installFor(
    folder: vscode.WorkspaceFolder,
    interpreter: DescribedInterpreter,
    kind: InstallKind,
    environment?: string,
  ): Promise<boolean> {
    const key = folder.uri.toString();
    if (going.has(key)) return false;
    going.add(key);
    const name = environment === undefined ? interpreter.name : ENVIRONMENT;
    const result = await withProgress(titleOf(kind, name), interpreter.path, async (token) => {
      const params = { interpreter: interpreter.path, requirement: REQUIREMENT, kind };
      return runner.request(installRequest, environment === undefined ? params : { ...params, environment }, token);
    }).finally(() => going.delete(key));
    switch (result.kind) {
      case "installed": {
        await interpreters.refresh(key);
        // Another choice than the new environment would stand in its way.
        if (environment !== undefined && interpreters.of(key)?.interpreter?.path !== result.interpreter) {
          await setForFolder(folder.uri, "interpreter", ENVIRONMENT);
          await interpreters.refresh(key);
        }
        const version = interpreters.of(key)?.interpreter?.sdk?.version ?? "";
        void vscode.window.showInformationMessage(l10n.t("flyte {0} is installed in {1}.", version, name));
        return true;
      }
      case "cancelled":
        await interpreters.refresh(key);
        return false;
      case "externallyManaged":
        return offerEnvironment(folder, interpreter);
      case "failed":
        await interpreters.refresh(key);
        void offerWaysOut(l10n.t("flyte could not be installed into {0}: {1}", name, result.message), folder.uri);
        return false;
      default:
        return assertNever(result);
    }
  }

  /** The system's own Python: its packages are the system's, so the folder gets an environment of its own. */
  async function offerEnvironment(folder: vscode.WorkspaceFolder, interpreter: DescribedInterpreter): Promise<boolean> {
    const environment = vscode.Uri.joinPath(folder.uri, ENVIRONMENT);
    const isTaken = await vscode.workspace.fs.stat(environment).then(
      () => true,
      () => false,
    );
    const create = l10n.t("Create {0} and Install", ENVIRONMENT);
    const choose = l10n.t("Choose Another Interpreter");
    const chosen = await vscode.window.showWarningMessage(
      l10n.t(
        "flyte can't be installed into {0}: the operating system manages that Python's packages. Flyte code runs in a virtual environment, such as {1} in this folder.",
        interpreter.name,
        ENVIRONMENT,
      ),
      ...(isTaken ? [choose] : [create, choose]),
    );
    if (chosen === create) return installFor(folder, interpreter, "install", environment.fsPath);
    if (chosen === choose) await vscode.commands.executeCommand("flightdeck.chooseInterpreter", folder.uri);
    return false;
  }

  function withProgress(
    title: string,
    interpreter: string,
    act: (token: vscode.CancellationToken) => Promise<InstallResult>,
  ): Promise<InstallResult> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return Promise.resolve(
      vscode.window.withProgress(options, async (progress, token): Promise<InstallResult> => {
        const listener = runner.onInstallProgress(({ interpreter: path, line }) => {
          if (path !== interpreter) return;
          trace.info(`install: ${line}`);
          progress.report({ message: line });
        });
        try {
          return await act(token);
        } catch (error) {
          return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
        } finally {
          listener.dispose();
        }
      }),
    );
  }

  async function offerWaysOut(message: string, folder: vscode.Uri): Promise<void> {
    const log = l10n.t("Show Log");
    const choose = l10n.t("Choose Another Interpreter");
    const chosen = await vscode.window.showErrorMessage(message, log, choose);
    if (chosen === log) trace.show();
    if (chosen === choose) await vscode.commands.executeCommand("flightdeck.chooseInterpreter", folder);
  }

  return async (resource, kind) => {
    if (!mayExecute()) return false;
    const folder = folderOf(resource ?? vscode.window.activeTextEditor?.document.uri);
    if (folder === undefined) return false;
    const { interpreter } = await interpreters.settled(folder.uri.toString());
    if (interpreter === null) {
      await vscode.commands.executeCommand("flightdeck.chooseInterpreter", folder.uri);
      return false;
    }
    const needed = interpreter.obstacle?.kind === "sdkTooOld" ? "update" : "install";
    return installFor(folder, interpreter, kind ?? needed);
  };
}

function titleOf(kind: InstallKind, name: string): string {
  switch (kind) {
    case "install":
      return l10n.t("Installing flyte into {0}", name);
    case "update":
      return l10n.t("Updating flyte in {0}", name);
    case "repair":
      return l10n.t("Installing flyte into {0} again", name);
    default:
      return assertNever(kind);
  }
}
