/** The command "Open the Manual": the pages that ship with the extension, in the editor's preview, where links lead from one to another. */

import { vscode } from "./editor/vscode.ts";

export async function openManual(extension: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, "docs", "manual.md"));
}
