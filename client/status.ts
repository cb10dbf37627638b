/** The language status item of Python files: which interpreter, which SDK, and why that one. */

import { l10n } from "vscode";
import { assertNever } from "./assertNever.ts";
import { folderOf } from "./folders.ts";
import { type Interpreters, pythonText } from "./interpreter.ts";
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
    vscode.workspace.onDidChangeWorkspaceFolders(update),
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
  if (folder === undefined) {
    const open = { command: "vscode.openFolder", title: l10n.t("Open Folder") };
    return labelled({ text: l10n.t("Flyte"), detail: l10n.t("open a folder to run its Flyte code"), command: open });
  }
  const found = interpreters.of(folder.uri.toString());
  if (found === undefined) {
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
  const why = l10n.t("because {0}", interpreter.why);
  const detail = `${interpreter.name} · ${pythonText(interpreter)} · ${why}`;
  const version = interpreter.sdk?.version ?? "";
  if (interpreter.obstacle === undefined) return labelled({ text: `flyte ${version}`, detail });
  const warn = (text: string, command: vscode.Command) =>
    labelled({ text, detail, severity: vscode.LanguageStatusSeverity.Warning, command });
  const orChoose = (title: string) =>
    vscode.workspace.isTrusted ? { command: "flightdeck.installSdk", title } : choose;
  const { kind } = interpreter.obstacle;
  switch (kind) {
    case "pythonTooOld":
      return warn(l10n.t("Python is too old for Flyte"), choose);
    case "sdkMissing":
      return warn(l10n.t("Flyte isn't installed"), orChoose(l10n.t("Install flyte")));
    case "sdkTooOld":
      return warn(l10n.t("flyte {0} is too old", version), orChoose(l10n.t("Update flyte")));
    default:
      return assertNever(kind);
  }
}
