/** The command that chooses a folder's interpreter: a pick of those that exist, or a file. Writes the setting and nothing else. */

import { l10n } from "vscode";
import { folderOf } from "../editor/folders.ts";
import { setForFolder, settingsOf } from "../editor/settings.ts";
import { mayChoose } from "../editor/trust.ts";
import { vscode } from "../editor/vscode.ts";
import type { Interpreters } from "./interpreter.ts";
import { pythonText } from "./statusText.ts";

interface Item extends vscode.QuickPickItem {
  /** A path to write, empty to unset. */
  readonly path?: string;
  readonly browse?: boolean;
}

/** Asks for the resource's folder, or for the active editor's. */
export async function chooseInterpreter(interpreters: Interpreters, resource: vscode.Uri | undefined): Promise<void> {
  const folder = folderOf(resource ?? vscode.window.activeTextEditor?.document.uri);
  if (folder === undefined) return offerFolder();
  if (!mayChoose()) return;
  const current = interpreters.of(folder.uri.toString())?.interpreter?.path;
  const items = interpreters.known(folder).then((known): Item[] => {
    const unique = known.filter((info, index) => known.findIndex(({ path }) => path === info.path) === index);
    const own = settingsOf(folder.uri).interpreter !== "";
    return [
      ...unique.map(
        (info): Item => ({
          label: `${info.path === current ? "$(check) " : ""}${info.name}`,
          description: `${pythonText(info)} · ${info.sdk === undefined ? l10n.t("no Flyte") : `flyte ${info.sdk.version}`}`,
          detail: info.source.kind === "path" ? l10n.t("on the PATH") : info.why,
          path: info.path,
        }),
      ),
      { label: l10n.t("Browse…"), browse: true, alwaysShow: true },
      ...(own ? [{ label: l10n.t("Let Flightdeck find it"), path: "", alwaysShow: true }] : []),
    ];
  });
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Interpreter of {0}", folder.name),
    placeHolder: l10n.t("Choose the Python that runs this folder's Flyte code"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined) return;
  const path = chosen.browse === true ? await browse(folder.uri) : chosen.path;
  if (path === undefined) return;
  await setForFolder(folder.uri, "interpreter", path === "" ? undefined : path);
}

/** The walkthrough has a button for this command also where no folder is open. */
async function offerFolder(): Promise<void> {
  const open = l10n.t("Open Folder");
  const message = l10n.t("An interpreter is chosen for a folder, and none is open.");
  const chosen = await vscode.window.showInformationMessage(message, open);
  if (chosen === open) await vscode.commands.executeCommand("vscode.openFolder");
}

async function browse(start: vscode.Uri): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({
    defaultUri: start,
    canSelectMany: false,
    openLabel: l10n.t("Use This Python"),
    title: l10n.t("Choose a Python executable"),
  });
  return picked?.[0]?.fsPath;
}
