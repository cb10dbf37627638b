/** Tasks of type `flyte` in tasks.json: the same runs as Run's, in a terminal that ends with the run's exit code. */

import * as path from "node:path";
import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { messageOf } from "../../base/errorText.ts";
import type { LaunchTarget } from "../../protocol/launch.ts";
import type { RunEnd, RunId } from "../../protocol/run.ts";
import { attempt } from "../editor/attempt.ts";
import { folderOf } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import { meaningOf } from "./debugConfiguration.ts";
import { inputsOf } from "./inputFile.ts";
import { type PrepareServices, prepare } from "./prepare.ts";

export const TASK_TYPE = "flyte";

export function provideTasks(services: PrepareServices, subscriptions: vscode.Disposable[]): void {
  subscriptions.push(
    vscode.tasks.registerTaskProvider(TASK_TYPE, {
      // Those that somebody wrote down are resolved; a list of every task of the folder would bury them.
      provideTasks: () => [],
      resolveTask: ({ definition, scope = vscode.TaskScope.Workspace, name }) =>
        taskOf(services, definition, scope, name),
    }),
  );
}

function taskOf(
  services: PrepareServices,
  written: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  name: string,
): vscode.Task {
  const folder = typeof scope === "object" ? scope : undefined;
  // Its variables are replaced in what the terminal is given. Once more is the same, whichever file is open by then.
  const execution = new vscode.CustomExecution((definition) => {
    const again = async (): Promise<void> =>
      void (await vscode.tasks.executeTask(taskOf(services, definition, scope, name)));
    return Promise.resolve(terminal(services, folder, definition, () => void attempt(services.trace, "task", again)));
  });
  return new vscode.Task(written, scope, name, TASK_TYPE, execution, []);
}

function terminal(
  services: PrepareServices,
  folder: vscode.WorkspaceFolder | undefined,
  definition: vscode.TaskDefinition,
  again: () => void,
): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<number>();
  let run: RunId | undefined;
  let isClosed = false;
  const write = (lines: readonly string[]): void => {
    for (const line of lines) written.fire(`${line.replaceAll("\n", "\r\n")}\r\n`);
  };
  const end = (code: number, ...lines: readonly string[]): void => {
    write(lines);
    closed.fire(code);
  };

  async function start(): Promise<void> {
    const meaning = meaningOf(definition);
    if (meaning.kind === "wrong" || meaning.task === undefined) {
      const property = meaning.kind === "wrong" ? meaning.property : "task";
      return end(1, l10n.t("This task has no usable {0}. Correct it in tasks.json.", property));
    }
    const where = folder ?? folderOf(undefined);
    const uri = vscode.Uri.file(path.resolve(where?.uri.fsPath ?? "", meaning.file));
    const { task, environment } = meaning;
    const target: LaunchTarget = {
      kind: "task",
      uri: uri.toString(),
      task,
      ...(environment === undefined ? {} : { environment }),
    };
    const prepared = await prepare(services, target, await inputsOf(where, meaning), again);
    if (prepared === "noInputs") {
      return end(1, l10n.t("{0} was not started. Inputs that tasks.json names are not asked for.", task));
    }
    if (prepared === "told" || isClosed) return end(1, l10n.t("{0} was not started.", task));
    run = await services.executions.start(prepared.spec, again, {
      onLines: write,
      onOver: (how) => end(exitCode(how)),
    });
    if (run === undefined) end(1, l10n.t("{0} was not started.", task));
    else if (isClosed) await services.executions.cancel(run);
  }

  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open: () => {
      start().catch((error: unknown) => end(1, messageOf(error)));
    },
    close: () => {
      isClosed = true;
      written.dispose();
      closed.dispose();
      if (run !== undefined) void services.executions.cancel(run);
    },
  };
}

function exitCode(end: RunEnd): number {
  switch (end.kind) {
    case "outputs":
      return 0;
    case "error":
      return 1;
    case "cancelled":
      return 130;
    default:
      return assertNever(end);
  }
}
