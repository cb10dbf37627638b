/** Saves what a run would read: the unsaved Python files of its folder. */

import { l10n } from "vscode";
import { settingsOf } from "./settings.ts";
import { vscode } from "./vscode.ts";

/** Saves as the setting says; false when the user called it off or a file could not be saved. */
export async function saveBeforeRun(folder: vscode.WorkspaceFolder): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) =>
      document.isDirty &&
      document.languageId === "python" &&
      vscode.workspace.getWorkspaceFolder(document.uri)?.uri.toString() === folder.uri.toString(),
  );
  if (unsaved.length === 0) return true;
  const mode = settingsOf(folder.uri).saveBeforeRun;
  if (mode === "never") return true;
  if (mode === "ask") {
    const save = l10n.t("Save and Run");
    const run = l10n.t("Run What Is Saved");
    const names = unsaved.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join("\n");
    const chosen = await vscode.window.showInformationMessage(
      l10n.t("Save {0} Python files first?", unsaved.length),
      { modal: true, detail: names },
      save,
      run,
    );
    if (chosen !== save) return chosen === run;
  }
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  const failed = unsaved.filter((_, index) => saved[index] !== true);
  if (failed.length === 0) return true;
  const names = failed.map(({ uri }) => vscode.workspace.asRelativePath(uri)).join(", ");
  void vscode.window.showErrorMessage(l10n.t("{0} could not be saved, so nothing was run.", names));
  return false;
}
