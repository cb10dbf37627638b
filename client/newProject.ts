/** The command "New Flyte Project": writes a small project into a folder that the user picks, and opens it. */

import { l10n } from "vscode";
import { vscode } from "./editor/vscode.ts";
import { projectEntry, projectFiles } from "./projectTemplate.ts";

export async function newProject(): Promise<void> {
  const current = vscode.workspace.workspaceFolders?.[0]?.uri;
  const picked = await vscode.window.showOpenDialog({
    ...(current === undefined ? {} : { defaultUri: current }),
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    openLabel: l10n.t("Create Here"),
    title: l10n.t("Choose a folder for the new Flyte project"),
  });
  const folder = picked?.[0];
  if (folder === undefined) return;
  const present = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name));
  if (present.has(projectEntry)) {
    const message = l10n.t("{0} holds a file {1} already, so nothing was written.", folder.fsPath, projectEntry);
    const again = l10n.t("Choose Another Folder");
    if ((await vscode.window.showErrorMessage(message, again)) === again) await newProject();
    return;
  }
  // What is there already, such as a README, stays as it is.
  for (const [name, text] of Object.entries(projectFiles)) {
    if (present.has(name)) continue;
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  }
  const isOpen = vscode.workspace.workspaceFolders?.some(({ uri }) => uri.toString() === folder.toString()) ?? false;
  if (isOpen) await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, projectEntry));
  else await vscode.commands.executeCommand("vscode.openFolder", folder);
}
