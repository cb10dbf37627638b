/** The command "Collect Diagnostics": a document with what a bug report needs. It is shown, sent nowhere, and holds no secrets and no code. */

import * as os from "node:os";
import { l10n } from "vscode";
import { assertNever } from "../base/assertNever.ts";
import { diagnosticsText } from "./diagnosticsText.ts";
import { allSettings } from "./editor/settings.ts";
import type { Trace } from "./editor/trace.ts";
import { vscode } from "./editor/vscode.ts";
import type { Models } from "./processes/model.ts";
import type { Runner } from "./processes/runner.ts";
import type { Server, ServerState } from "./processes/server.ts";
import type { Interpreters } from "./python/interpreter.ts";

export async function collectDiagnostics(services: {
  readonly context: vscode.ExtensionContext;
  readonly server: Server;
  readonly runner: Runner;
  readonly models: Models;
  readonly interpreters: Interpreters;
  readonly trace: Trace;
}): Promise<void> {
  const { context, server, runner, models, interpreters, trace } = services;
  const folders = vscode.workspace.workspaceFolders ?? [];
  const content = diagnosticsText({
    home: os.homedir(),
    versions: {
      Flightdeck: String(context.extension.packageJSON.version),
      [vscode.env.appName]: vscode.version,
      Node: process.version,
      [l10n.t("operating system")]: `${os.type()} ${os.release()} ${process.arch}`,
      [l10n.t("remote")]: vscode.env.remoteName ?? l10n.t("none"),
      [l10n.t("language")]: vscode.env.language,
      [l10n.t("trusted")]: vscode.workspace.isTrusted ? l10n.t("yes") : l10n.t("no"),
      [l10n.t("language server")]: serverText(server.state().kind),
      [l10n.t("runner")]: runner.version() ?? l10n.t("not started"),
    },
    folders: folders.map(({ name, uri }) => {
      const key = uri.toString();
      const mirror = models.mirror(key);
      const files = [...(mirror?.files.values() ?? [])];
      return {
        name,
        facts: {
          path: uri.fsPath,
          state: models.state(key) ?? null,
          revision: mirror?.revision ?? null,
          environments: files.reduce((sum, file) => sum + file.environments.length, 0),
          tasks: files.reduce((sum, file) => sum + file.tasks.length, 0),
          problems: files.flatMap((file) => file.problems.map(({ kind }) => `${file.path}: ${kind}`)).slice(0, 20),
          interpreter: interpreters.of(key) ?? null,
          settings: allSettings(uri),
        },
      };
    }),
    log: trace.last(),
  });
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document);
}

function serverText(state: ServerState["kind"]): string {
  switch (state) {
    case "starting":
      return l10n.t("starting");
    case "running":
      return l10n.t("running");
    case "failed":
      return l10n.t("failed");
    default:
      return assertNever(state);
  }
}
