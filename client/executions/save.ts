/** Saves what a run or a deployment would read: the unsaved Python files below its folder. What is asked is worded in saveText.ts. */

import { liesBelow } from "../editor/folders.ts";
import { settingsOf } from "../editor/settings.ts";
import { vscode } from "../editor/vscode.ts";
import { type Purpose, saveFailed, saveQuestion } from "./saveText.ts";

/** Saves as the setting says; false when the user called it off or a file could not be saved. */
export async function saveBeforeRun(folder: vscode.WorkspaceFolder, purpose: Purpose): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter(
    (document) => document.isDirty && document.languageId === "python" && liesBelow(folder, document.uri),
  );
  if (unsaved.length === 0) return true;
  const mode = settingsOf(folder.uri).saveBeforeRun;
  if (mode === "never") return true;
  if (mode === "ask") {
    const { question, save, goOn } = saveQuestion(purpose, unsaved.map(nameOf));
    const names = unsaved.map(nameOf).join("\n");
    const options = { modal: true, ...(unsaved.length === 1 ? {} : { detail: names }) };
    const chosen = await vscode.window.showInformationMessage(question, options, save, goOn);
    if (chosen !== save) return chosen === goOn;
  }
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  const failed = unsaved.filter((_, index) => saved[index] !== true);
  if (failed.length === 0) return true;
  void vscode.window.showErrorMessage(saveFailed(purpose, failed.map(nameOf)));
  return false;
}

function nameOf({ uri }: vscode.TextDocument): string {
  return vscode.workspace.asRelativePath(uri);
}
