/** Installs the SDK into a folder's interpreter, with progress. The runner chooses pip or uv and starts it. */

import { l10n } from "vscode";
import { install as installRequest } from "../protocol/runner.ts";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import { interpreterName } from "./interpreterText.ts";
import type { Runner } from "./runner.ts";
import type { Trace } from "./trace.ts";
import { mayExecute } from "./trust.ts";
import { vscode } from "./vscode.ts";

/** Flyte 2, in any of its versions. */
const REQUIREMENT = "flyte>=2,<3";

/** Installs into the interpreter of the resource's folder, or of the active editor's; answers whether it is there now. */
export type Install = (resource?: vscode.Uri) => Promise<boolean>;

export function createInstall(runner: Runner, interpreters: Interpreters, trace: Trace): Install {
  const going = new Set<string>();

  return async (resource) => {
    if (!mayExecute()) return false;
    const folder = folderOf(resource ?? vscode.window.activeTextEditor?.document.uri);
    if (folder === undefined) return false;
    const key = folder.uri.toString();
    const { interpreter } = await interpreters.settled(key);
    if (interpreter === null) {
      await vscode.commands.executeCommand("flightdeck.chooseInterpreter");
      return false;
    }
    if (going.has(interpreter.path)) return false;
    going.add(interpreter.path);
    const name = interpreterName(interpreter, folder.uri.fsPath);
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: l10n.t("Installing flyte into {0}", name) },
      async (progress) => {
        const listener = runner.onInstallProgress(({ interpreter: path, line }) => {
          if (path !== interpreter.path) return;
          trace.info(`install: ${line}`);
          progress.report({ message: line });
        });
        try {
          return await runner.request(installRequest, { interpreter: interpreter.path, requirement: REQUIREMENT });
        } catch (error) {
          return { kind: "failed", message: error instanceof Error ? error.message : String(error) } as const;
        } finally {
          listener.dispose();
          going.delete(interpreter.path);
        }
      },
    );
    await interpreters.refresh(key);
    if (result.kind === "installed") {
      const version = interpreters.of(key)?.interpreter?.sdk?.version ?? "";
      void vscode.window.showInformationMessage(l10n.t("flyte {0} is installed in {1}.", version, name));
      return true;
    }
    void offerWaysOut(trace, l10n.t("flyte could not be installed into {0}: {1}", name, result.message));
    return false;
  };
}

async function offerWaysOut(trace: Trace, message: string): Promise<void> {
  const log = l10n.t("Show Log");
  const choose = l10n.t("Choose Another Interpreter");
  const chosen = await vscode.window.showErrorMessage(message, log, choose);
  if (chosen === log) trace.show();
  if (chosen === choose) await vscode.commands.executeCommand("flightdeck.chooseInterpreter");
}
