/** Shows a failure once, and does what its buttons say. What it says is decided in failures.ts. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import type { Frame } from "../../protocol/run.ts";
import type { InstallKind } from "../../protocol/runner.ts";
import { setForFolder } from "../editor/settings.ts";
import { vscode } from "../editor/vscode.ts";
import type { Failure, NextStep } from "./failures.ts";

export const GUIDE = vscode.Uri.parse("https://www.union.ai/docs/v2/flyte/user-guide/");

/** What the buttons need, where they need something. */
export interface FailureContext {
  readonly folder?: vscode.Uri;
  /** The user's innermost frame. */
  readonly frame?: Pick<Frame, "file" | "line">;
  readonly showLog: () => void;
  readonly retry?: () => void;
  /** The same once more under the debugger, where that can be. */
  readonly debug?: () => void;
}

export async function showFailure(failure: Failure, context: FailureContext): Promise<void> {
  const can = (step: NextStep): boolean =>
    (step !== "retry" || context.retry !== undefined) && (step !== "debug" || context.debug !== undefined);
  const steps = failure.steps.filter(can).slice(0, 3);
  const titles = steps.map(titleOf);
  const chosen = await vscode.window.showErrorMessage(failure.message, ...titles);
  const step = chosen === undefined ? undefined : steps[titles.indexOf(chosen)];
  if (step !== undefined) await take(step, context);
}

function titleOf(step: NextStep): string {
  switch (step) {
    case "showLog":
      return l10n.t("Show Log");
    case "goToLine":
      return l10n.t("Go to Line");
    case "debug":
      return l10n.t("Debug");
    case "installSdk":
      return l10n.t("Install flyte");
    case "updateSdk":
      return l10n.t("Update flyte");
    case "repairSdk":
      return l10n.t("Install flyte Again");
    case "chooseInterpreter":
      return l10n.t("Choose Another Interpreter");
    case "installDebugpy":
      return l10n.t("Install debugpy");
    case "chooseConfigFile":
      return l10n.t("Choose Configuration File");
    case "openGuide":
      return l10n.t("Open the Guide");
    case "contact":
      return l10n.t("Run and Contact…");
    case "retry":
      return l10n.t("Try Again");
    default:
      return assertNever(step);
  }
}

async function take(step: NextStep, context: FailureContext): Promise<void> {
  switch (step) {
    case "showLog":
      context.showLog();
      return;
    case "goToLine":
      if (context.frame !== undefined) {
        const start = new vscode.Position(Math.max(0, context.frame.line - 1), 0);
        const selection = new vscode.Range(start, start);
        await vscode.window.showTextDocument(vscode.Uri.file(context.frame.file), { selection });
      }
      return;
    case "debug":
      context.debug?.();
      return;
    case "installSdk":
      return installSdk("install", context);
    case "updateSdk":
      return installSdk("update", context);
    case "repairSdk":
      return installSdk("repair", context);
    case "installDebugpy":
      return installSdk("debugpy", context);
    case "chooseInterpreter":
      await vscode.commands.executeCommand("flightdeck.chooseInterpreter", context.folder);
      return;
    case "chooseConfigFile":
      await chooseConfigFile(context.folder, context.retry);
      return;
    case "openGuide":
      await vscode.env.openExternal(GUIDE);
      return;
    case "contact":
    case "retry":
      context.retry?.();
      return;
    default:
      return assertNever(step);
  }
}

/** What was asked for goes on once the SDK is there. */
async function installSdk(kind: InstallKind | "debugpy", { folder, retry }: FailureContext): Promise<void> {
  if ((await vscode.commands.executeCommand("flightdeck.installSdk", folder, kind)) === true) retry?.();
}

/** Asks for a configuration file, remembers it as the folder's, and goes on. */
async function chooseConfigFile(folder: vscode.Uri | undefined, goOn: (() => void) | undefined): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    ...(folder === undefined ? {} : { defaultUri: folder }),
    canSelectMany: false,
    filters: { YAML: ["yaml", "yml"] },
    title: l10n.t("Choose the configuration file of your control plane"),
    openLabel: l10n.t("Use This File"),
  });
  const file = picked?.[0];
  if (file === undefined) return;
  if (folder !== undefined) await setForFolder(folder, "configFile", file.fsPath);
  goOn?.();
}
