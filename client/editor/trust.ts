/** The gate before everything that executes or decides what will: in an untrusted workspace it asks for trust, and nothing is done. */

import { l10n } from "vscode";
import { vscode } from "./vscode.ts";

/** Whether something may be executed; if not, says so once and offers the editor's trust page. */
export function mayExecute(): boolean {
  if (vscode.workspace.isTrusted) return true;
  askForTrust(l10n.t("This executes code of the folder, and the folder isn't trusted. Reading works without trust."));
  return false;
}

/** Whether a folder's own choice counts: the editor ignores settings that could execute something in a folder that isn't trusted. */
export function mayChoose(): boolean {
  if (vscode.workspace.isTrusted) return true;
  askForTrust(l10n.t("An interpreter is chosen once the folder is trusted: until then its own settings don't count."));
  return false;
}

function askForTrust(message: string): void {
  const manage = l10n.t("Manage Workspace Trust");
  void vscode.window.showWarningMessage(message, manage).then((chosen) => {
    if (chosen === manage) void vscode.commands.executeCommand("workbench.trust.manage");
  });
}
