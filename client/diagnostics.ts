/** The command "Collect Diagnostics": a document with what a bug report needs. It is shown, sent nowhere, and holds no secrets and no code. */

import * as os from "node:os";
import { diagnosticsText } from "./diagnosticsText.ts";
import type { Interpreters } from "./interpreter.ts";
import type { Models } from "./model.ts";
import type { Runner } from "./runner.ts";
import type { Server } from "./server.ts";
import { allSettings } from "./settings.ts";
import type { Trace } from "./trace.ts";
import { vscode } from "./vscode.ts";

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
      "operating system": `${os.type()} ${os.release()} ${process.arch}`,
      remote: vscode.env.remoteName ?? "none",
      language: vscode.env.language,
      trusted: String(vscode.workspace.isTrusted),
      server: server.state().kind,
      runner: runner.version() ?? "not started",
    },
    folders: folders.map(({ name, uri }) => {
      const key = uri.toString();
      const mirror = models.mirror(key);
      const files = [...(mirror?.files.values() ?? [])];
      return {
        name,
        facts: {
          path: uri.fsPath,
          state: models.state(key) ?? "unknown",
          revision: mirror?.revision ?? "none",
          environments: files.reduce((sum, file) => sum + file.environments.length, 0),
          tasks: files.reduce((sum, file) => sum + file.tasks.length, 0),
          problems: files.flatMap((file) => file.problems.map(({ kind }) => `${file.path}: ${kind}`)).slice(0, 20),
          interpreter: interpreters.of(key) ?? "unknown",
          settings: allSettings(uri),
        },
      };
    }),
    log: trace.last(),
  });
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document);
}
