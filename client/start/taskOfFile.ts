/** The task that a configuration means which names a file alone: the one at the cursor where that file is seen, its only one, or the one that is chosen. */

import { l10n } from "vscode";
import type { LaunchTarget } from "../../protocol/launch.ts";
import type { FileModel } from "../../protocol/model.ts";
import { pathInFolder } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import { targetsAtCursor } from "../executions/launching.ts";
import type { Models } from "../processes/model.ts";
import type { Server } from "../processes/server.ts";

/** Undefined when none was chosen, or there is none, which has been told. */
export async function taskOfFile(
  { server, models }: { readonly server: Server; readonly models: Models },
  file: vscode.Uri,
): Promise<LaunchTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  const isSeen = editor?.document.uri.toString() === file.toString();
  const atCursor = isSeen ? (await targetsAtCursor(server, editor)).task : null;
  if (atCursor !== null) return atCursor;
  const where = pathInFolder(file);
  const model = where === undefined ? undefined : models.mirror(where.folder)?.files.get(where.path);
  const items = tasksToStart(model).map((task) => ({ label: task, task }));
  const [only] = items;
  const shown = vscode.workspace.asRelativePath(file);
  if (only === undefined) {
    void vscode.window.showErrorMessage(l10n.t("There is no task in {0} that could be started.", shown));
    return undefined;
  }
  const chosen =
    items.length === 1
      ? only
      : await vscode.window.showQuickPick(items, { title: l10n.t("Which task of {0}?", shown) });
  return chosen && { kind: "task", uri: file.toString(), task: chosen.task };
}

/** Names of the tasks that a file has once it is imported. */
function tasksToStart(model: FileModel | undefined): readonly string[] {
  const tasks = model?.tasks.filter(({ kind, when }) => kind === "function" && when === "import") ?? [];
  return tasks.map(({ name, function: own }) => (name.kind === "known" ? name.value : own));
}
