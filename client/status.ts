/** The language status item of Python files: which interpreter, which SDK, and why that one. */

import { l10n } from "vscode";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import { interpreterName, obstacle, pythonText, whyText } from "./interpreterText.ts";
import type { Server } from "./server.ts";
import { vscode } from "./vscode.ts";

/** Shows the item for the folder of the active editor. */
export function showStatus(interpreters: Interpreters, server: Server, subscriptions: vscode.Disposable[]): void {
  const item = vscode.languages.createLanguageStatusItem("flightdeck.interpreter", {
    language: "python",
    scheme: "file",
  });
  item.name = l10n.t("Flyte SDK");
  const update = () => {
    Object.assign(item, content(interpreters, server));
  };
  subscriptions.push(
    item,
    interpreters.onChange(update),
    server.onState(update),
    vscode.window.onDidChangeActiveTextEditor(update),
  );
  update();
}

type Content = Pick<
  vscode.LanguageStatusItem,
  "text" | "detail" | "severity" | "busy" | "command" | "accessibilityInformation"
>;

function content(interpreters: Interpreters, server: Server): Content {
  const folder = folderOf(vscode.window.activeTextEditor?.document.uri);
  const state = server.state();
  const choose = { command: "flightdeck.chooseInterpreter", title: l10n.t("Choose Interpreter") };
  const base = {
    severity: vscode.LanguageStatusSeverity.Information,
    busy: false,
    command: choose,
    accessibilityInformation: undefined,
  };
  const labelled = (rest: Partial<Content> & Pick<Content, "text" | "detail">): Content => ({
    ...base,
    ...rest,
    accessibilityInformation: { label: `${rest.text.replace(/\$\([^)]*\) ?/g, "")}, ${rest.detail ?? ""}` },
  });
  if (state.kind === "failed") {
    const restart = { command: "flightdeck.restartServer", title: l10n.t("Restart Server") };
    const text = l10n.t("Flightdeck stopped");
    return labelled({ text, detail: state.message, severity: vscode.LanguageStatusSeverity.Error, command: restart });
  }
  const found = folder === undefined ? undefined : interpreters.of(folder.uri.toString());
  if (found === undefined || folder === undefined) {
    return labelled({ text: l10n.t("Flyte"), detail: l10n.t("looking for the interpreter"), busy: true });
  }
  const { interpreter, missingSetting } = found;
  if (interpreter === null) {
    return labelled({
      text: l10n.t("No Python"),
      detail:
        missingSetting === undefined
          ? l10n.t("no interpreter was found for this folder")
          : l10n.t("flightdeck.interpreter names {0}, and there is no Python", missingSetting),
      severity: vscode.LanguageStatusSeverity.Error,
    });
  }
  const path = folder.uri.fsPath;
  const why = l10n.t("because {0}", whyText(interpreter.source, path));
  const detail = `${interpreterName(interpreter, path)} · ${pythonText(interpreter)} · ${why}`;
  const stands = obstacle(interpreter, path);
  if (stands.kind === "none") return labelled({ text: `flyte ${interpreter.sdk?.version ?? ""}`, detail });
  const install = { command: "flightdeck.installSdk", title: l10n.t("Install flyte") };
  const isMissing = stands.kind === "sdkMissing";
  return labelled({
    text: isMissing ? l10n.t("Flyte isn't installed") : l10n.t("Python is too old for Flyte"),
    detail,
    severity: vscode.LanguageStatusSeverity.Warning,
    command: isMissing && vscode.workspace.isTrusted ? install : choose,
  });
}
