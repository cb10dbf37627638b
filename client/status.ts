/** The language status item of Python files. What it says is decided in statusText.ts. */

import { l10n } from "vscode";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import type { Models } from "./model.ts";
import type { Server } from "./server.ts";
import { type StatusCommand, type StatusSubject, type StatusText, statusText } from "./statusText.ts";
import { vscode } from "./vscode.ts";

/** Shows the item for the folder of the active editor. */
export function showStatus(
  interpreters: Interpreters,
  models: Models,
  server: Server,
  subscriptions: vscode.Disposable[],
): void {
  const item = vscode.languages.createLanguageStatusItem("flightdeck.interpreter", {
    language: "python",
    scheme: "file",
  });
  item.name = l10n.t("Flyte SDK");
  let shown = "";
  const update = () => {
    const content = statusText(subject(interpreters, models, server));
    // The model changes with every edit, and what is said here hardly ever.
    const next = JSON.stringify(content);
    if (next === shown) return;
    shown = next;
    const { text, detail, severity, busy, command } = content;
    item.text = text;
    item.detail = detail;
    item.severity = SEVERITY[severity];
    item.busy = busy;
    item.command = { command: COMMAND[command.kind], title: command.title };
    item.accessibilityInformation = { label: `${text}, ${detail}` };
  };
  subscriptions.push(
    item,
    interpreters.onChange(update),
    models.onChange(update),
    server.onState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
  );
  update();
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

function subject(interpreters: Interpreters, models: Models, server: Server): StatusSubject {
  const state = server.state();
  if (state.kind === "failed") return { kind: "serverFailed", message: state.message };
  const folder = folderOf(vscode.window.activeTextEditor?.document.uri);
  if (folder === undefined) return { kind: "noFolder" };
  const { isTrusted } = vscode.workspace;
  const key = folder.uri.toString();
  const found = interpreters.of(key);
  return found === undefined
    ? { kind: "looking", isTrusted }
    : { kind: "found", ...found, isTrusted, hasFlyte: models.hasFlyte(key) };
}
