/** Workspace folders and the files in them, as URIs and paths. */

import type { Place } from "../../protocol/place.ts";
import { vscode } from "./vscode.ts";

/** The folder that a file belongs to; without one, the only or first folder. */
export function folderOf(uri: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  const own = uri === undefined ? undefined : vscode.workspace.getWorkspaceFolder(uri);
  return own ?? vscode.workspace.workspaceFolders?.[0];
}

/** Whether a file lies somewhere below a folder, be it in another folder of the workspace that lies there, too. */
export function liesBelow(folder: vscode.WorkspaceFolder, uri: vscode.Uri): boolean {
  // The editor knows which paths are the same on this system; it names the innermost folder.
  let owner = vscode.workspace.getWorkspaceFolder(uri);
  while (owner !== undefined && owner.uri.toString() !== folder.uri.toString()) {
    const outside = vscode.Uri.joinPath(owner.uri, "..");
    owner = outside.path === owner.uri.path ? undefined : vscode.workspace.getWorkspaceFolder(outside);
  }
  return owner !== undefined;
}

export function folderByUri(uri: string): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.workspaceFolders?.find((folder) => folder.uri.toString() === uri);
}

/** A file's path relative to its folder, with `/` between the parts; undefined outside of all folders. */
export function pathInFolder(uri: vscode.Uri): { readonly folder: string; readonly path: string } | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return undefined;
  const prefix = folder.uri.path.endsWith("/") ? folder.uri.path : `${folder.uri.path}/`;
  return uri.path.startsWith(prefix)
    ? { folder: folder.uri.toString(), path: uri.path.slice(prefix.length) }
    : undefined;
}

export function fileUri(folder: string, file: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.parse(folder), file);
}

/** Opens a place of a folder in the editor and selects its beginning; in a notebook, its cell. */
export async function openPlace(
  folder: string,
  place: Place,
  options: Pick<vscode.TextDocumentShowOptions, "viewColumn" | "preserveFocus" | "preview"> = {},
): Promise<void> {
  const uri = fileUri(folder, place.file);
  const { line, character } = place.range.start;
  const selection = new vscode.Range(line, character, line, character);
  if (place.cell === undefined) {
    await vscode.window.showTextDocument(uri, { ...options, selection });
    return;
  }
  const notebook = await vscode.workspace.openNotebookDocument(uri);
  // It may have lost cells since it was read.
  const cell = Math.min(place.cell, notebook.cellCount - 1);
  const range = new vscode.NotebookRange(Math.max(0, cell), cell + 1);
  const editor = await vscode.window.showNotebookDocument(notebook, { ...options, selections: [range] });
  editor.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}
