/** The gate before everything that executes: in an untrusted workspace it asks for trust, and nothing is started. */

import { l10n } from "vscode";
import { vscode } from "./vscode.ts";

/** Whether something may be executed; if not, says so once and offers the editor's trust page. */
export function mayExecute(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = l10n.t("Manage Workspace Trust");
  void vscode.window
    .showWarningMessage(
      l10n.t("This executes code of the folder, and the folder isn't trusted. Reading works without trust."),
      manage,
    )
    .then((chosen) => {
      if (chosen === manage) void vscode.commands.executeCommand("workbench.trust.manage");
    });
  return false;
}
