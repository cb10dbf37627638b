/** What a run or one of its actions was given, as a read-only document, read from the journal when it is asked for. Its text is runner/log's. */

import { l10n } from "vscode";
import type { ActionId, RunEvent, RunId } from "../../protocol/run.ts";
import { inputsText } from "../../runner/log/inputsText.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import { eventsFrom } from "./runEvents.ts";

const SCHEME = "flightdeck-given";

/** Without an action, the run's. */
export async function openGiven(run: RunId, label: string, action: ActionId | undefined): Promise<void> {
  const path = `/${label.replaceAll("/", "_")} ${l10n.t("inputs")} ${run}`;
  const query = action === undefined ? run : `${run}/${action}`;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path, query }));
  await vscode.window.showTextDocument(document, { preview: true });
}

export function provideGiven(runner: Runner, subscriptions: vscode.Disposable[]): void {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: async ({ query, path }) => {
        const [run = "", ...rest] = query.split("/");
        const action = rest.length === 0 ? undefined : rest.join("/");
        const its: RunEvent[] = [];
        for await (const { events } of eventsFrom(runner, run, 0)) {
          const isIts = (event: RunEvent): boolean =>
            action === undefined ? event.kind === "runStarted" : "action" in event && event.action === action;
          its.push(...events.filter(isIts));
        }
        return inputsText(path.slice(1), its, action);
      },
    }),
  );
}
