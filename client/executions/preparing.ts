/** Shows that the environment of a file is being made, while uv does that before a run, with a way to stop it. Making it is the runner's work. */

import { basename } from "node:path";
import { l10n } from "vscode";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";

/** Shows nothing where the environment is there: then uv says nothing before `started`. */
export function showPreparing(runner: Runner, file: string, started: Promise<unknown>, cancel: () => void): void {
  let report: ((line: string) => void) | undefined;
  const listening = runner.onInstallProgress(({ interpreter, line }) => {
    if (interpreter !== file) return;
    if (report === undefined) {
      report = () => {};
      const title = l10n.t("Making the environment of {0}", basename(file));
      const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
      void vscode.window.withProgress(options, async (progress, token) => {
        token.onCancellationRequested(cancel);
        report = (message) => progress.report({ message });
        await started.catch(() => {});
      });
    }
    report(line);
  });
  void started.catch(() => {}).finally(() => listening.dispose());
}
