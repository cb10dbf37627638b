/** The language status of Python files. What it says is decided in statusText.ts. */

import { l10n } from "vscode";
import { folderOf } from "../editor/folders.ts";
import { settingsOf } from "../editor/settings.ts";
import { vscode } from "../editor/vscode.ts";
import type { Models } from "../processes/model.ts";
import type { Server } from "../processes/server.ts";
import type { Interpreters } from "./interpreter.ts";
import { type StatusCommand, type StatusSubject, type StatusText, statusText } from "./statusText.ts";

const SELECTOR: vscode.DocumentSelector = { language: "python", scheme: "file" };

/** Shows the items for the folder of the active editor. */
export function showStatus(
  interpreters: Interpreters,
  models: Models,
  server: Server,
  subscriptions: vscode.Disposable[],
): void {
  const sdk = vscode.languages.createLanguageStatusItem("flightdeck.sdk", SELECTOR);
  sdk.name = l10n.t("Flyte SDK");
  const interpreter = vscode.languages.createLanguageStatusItem("flightdeck.interpreter", []);
  interpreter.name = l10n.t("Flyte's Interpreter");
  let shown = "";
  const update = () => {
    const texts = statusText(subject(interpreters, models, server));
    // The model changes with every edit, and what is said here hardly ever.
    const next = JSON.stringify(texts);
    if (next === shown) return;
    shown = next;
    fill(sdk, texts.sdk, texts.sdk.text);
    // An item can't be hidden: it is none of any document's.
    interpreter.selector = texts.interpreter === undefined ? [] : SELECTOR;
    if (texts.interpreter !== undefined) fill(interpreter, texts.interpreter, texts.interpreter.name);
  };
  subscriptions.push(
    sdk,
    interpreter,
    interpreters.onChange(update),
    models.onChange(update),
    server.onState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
  );
  update();
}

function fill(item: vscode.LanguageStatusItem, content: StatusText, name: string): void {
  const { text, detail, severity, busy, command } = content;
  item.text = text;
  item.detail = detail;
  item.severity = SEVERITY[severity];
  item.busy = busy;
  item.command = command === undefined ? undefined : { command: COMMAND[command.kind], title: command.title };
  item.accessibilityInformation = { label: `${name}, ${detail}` };
}

const SEVERITY: Readonly<Record<StatusText["severity"], vscode.LanguageStatusSeverity>> = {
  information: vscode.LanguageStatusSeverity.Information,
  warning: vscode.LanguageStatusSeverity.Warning,
  error: vscode.LanguageStatusSeverity.Error,
};

const COMMAND: Readonly<Record<StatusCommand, string>> = {
  chooseInterpreter: "flightdeck.chooseInterpreter",
  installSdk: "flightdeck.installSdk",
  manageTrust: "workbench.trust.manage",
  openFolder: "vscode.openFolder",
  restartServer: "flightdeck.restartServer",
};

/** The file's name where it has an environment of its own. */
function scriptOf(models: Models, folder: vscode.WorkspaceFolder, file: vscode.Uri): { readonly script?: string } {
  const path = vscode.workspace.asRelativePath(file, false);
  const isScript = models.mirror(folder.uri.toString())?.files.get(path)?.script !== undefined;
  return isScript && settingsOf(file).scriptEnvironments ? { script: path } : {};
}

function subject(interpreters: Interpreters, models: Models, server: Server): StatusSubject {
  const state = server.state();
  if (state.kind === "failed") return { kind: "serverFailed", message: state.message };
  const document = vscode.window.activeTextEditor?.document;
  const folder = folderOf(document?.uri);
  if (document === undefined || folder === undefined) return { kind: "noFolder" };
  const key = folder.uri.toString();
  const found = interpreters.of(key);
  return found === undefined
    ? { kind: "looking" }
    : {
        kind: "found",
        ...found,
        isTrusted: vscode.workspace.isTrusted,
        hasFlyte: models.hasFlyte(key),
        ...scriptOf(models, folder, document.uri),
      };
}
