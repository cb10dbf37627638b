/** Installs the SDK, or debugpy, for a folder: into its interpreter, or into a virtual environment that is made for it. The runner chooses pip or uv and starts it. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { messageOf } from "../../base/errorText.ts";
import { type DescribedInterpreter, OLDEST_SDK } from "../../protocol/interpreter.ts";
import { type InstallKind, type InstallResult, install as installRequest } from "../../protocol/runner.ts";
import { folderOf } from "../editor/folders.ts";
import { isThere } from "../editor/isThere.ts";
import { setForFolder } from "../editor/settings.ts";
import type { Trace } from "../editor/trace.ts";
import { mayExecute } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import type { Interpreters } from "./interpreter.ts";

/** What is installed: the SDK as its state needs it, or the debugger. */
type Wanted = InstallKind | "debugpy";

const ENVIRONMENT = ".venv";

/** Installs for the resource's folder, or for the active editor's; answers whether the SDK is there now. */
export type Install = (resource?: vscode.Uri, wanted?: Wanted) => Promise<boolean>;

export function createInstall(runner: Runner, interpreters: Interpreters, trace: Trace): Install {
  const going = new Set<string>();

  async function installFor(
    folder: vscode.WorkspaceFolder,
    interpreter: DescribedInterpreter,
    wanted: Wanted,
    environment?: string,
  ): Promise<boolean> {
    const { product, requirement, kind } = packageOf(wanted);
    const key = folder.uri.toString();
    if (going.has(key)) return false;
    going.add(key);
    const name = environment === undefined ? interpreter.name : ENVIRONMENT;
    const result = await withProgress(titleOf(kind, product, name), interpreter.path, async (token) => {
      const params = { interpreter: interpreter.path, requirement, kind };
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
        // What debugpy was wanted for goes on now, which says enough.
        if (wanted === "debugpy") return true;
        const version = interpreters.of(key)?.interpreter?.sdk?.version ?? "";
        void vscode.window.showInformationMessage(l10n.t("flyte {0} is installed in {1}.", version, name));
        return true;
      }
      case "cancelled":
        await interpreters.refresh(key);
        return false;
      case "externallyManaged":
        return offerEnvironment(folder, interpreter, product);
      case "failed":
        await interpreters.refresh(key);
        void offerWaysOut(
          l10n.t("{0} could not be installed into {1}: {2}", product, name, result.message),
          folder.uri,
        );
        return false;
      default:
        return assertNever(result);
    }
  }

  /** The system's own Python: its packages are the system's, so the folder gets an environment of its own. */
  async function offerEnvironment(
    folder: vscode.WorkspaceFolder,
    interpreter: DescribedInterpreter,
    product: string,
  ): Promise<boolean> {
    const environment = vscode.Uri.joinPath(folder.uri, ENVIRONMENT);
    const isTaken = await isThere(environment);
    const create = l10n.t("Create {0} and Install", ENVIRONMENT);
    const choose = l10n.t("Choose Another Interpreter");
    const chosen = await vscode.window.showWarningMessage(
      l10n.t(
        "{0} can't be installed into {1}: the operating system manages that Python's packages. Flyte code runs in a virtual environment, such as {2} in this folder.",
        product,
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
          return { kind: "failed", message: messageOf(error) };
        } finally {
          listener.dispose();
        }
      }),
    );
  }

  async function offerWaysOut(message: string, folder: vscode.Uri): Promise<void> {
    const log = l10n.t("Show Flightdeck Log");
    const choose = l10n.t("Choose Another Interpreter");
    const chosen = await vscode.window.showErrorMessage(message, log, choose);
    if (chosen === log) trace.show();
    if (chosen === choose) await vscode.commands.executeCommand("flightdeck.chooseInterpreter", folder);
  }

  return async (resource, wanted) => {
    if (!mayExecute()) return false;
    const folder = folderOf(resource ?? vscode.window.activeTextEditor?.document.uri);
    if (folder === undefined) return false;
    const { interpreter } = await interpreters.settled(folder.uri.toString());
    if (interpreter === null) {
      await vscode.commands.executeCommand("flightdeck.chooseInterpreter", folder.uri);
      return false;
    }
    const needed = interpreter.obstacle?.kind === "sdkTooOld" ? "update" : "install";
    return installFor(folder, interpreter, wanted ?? needed);
  };
}

function packageOf(wanted: Wanted): {
  readonly product: string;
  readonly requirement: string;
  readonly kind: InstallKind;
} {
  return wanted === "debugpy"
    ? { product: "debugpy", requirement: "debugpy>=1.8", kind: "install" }
    : { product: "flyte", requirement: `flyte>=${OLDEST_SDK},<3`, kind: wanted };
}

function titleOf(kind: InstallKind, product: string, name: string): string {
  switch (kind) {
    case "install":
      return l10n.t("Installing {0} into {1}", product, name);
    case "update":
      return l10n.t("Updating {0} in {1}", product, name);
    case "repair":
      return l10n.t("Installing {0} into {1} again", product, name);
    default:
      return assertNever(kind);
  }
}
