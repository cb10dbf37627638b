/** Shows a file of the machine that runs happen on outside of the editor; where its user sits at another one, tells where it lies. */

import { l10n } from "vscode";
import { vscode } from "./vscode.ts";

/** In its system's file browser. */
export async function revealOutside(path: string): Promise<void> {
  if (isElsewhere()) await copyPath(path);
  else await vscode.commands.executeCommand("revealFileInOS", vscode.Uri.file(path));
}

/** With its system's program for such files. */
export async function openOutside(path: string): Promise<void> {
  if (isElsewhere() || !(await vscode.env.openExternal(vscode.Uri.file(path)))) await copyPath(path);
}

/** A browser or a file browser there would look for the file on the wrong machine. */
function isElsewhere(): boolean {
  return vscode.env.remoteName !== undefined || vscode.env.uiKind === vscode.UIKind.Web;
}

async function copyPath(path: string): Promise<void> {
  await vscode.env.clipboard.writeText(path);
  void vscode.window.showInformationMessage(
    l10n.t("This can't be opened from here. The file lies at {0}; the path was copied.", path),
  );
}
