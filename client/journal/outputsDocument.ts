/** What a run or one of its actions answered, as a read-only document, and the whole of a value that it shows a part of. Both are read from the journal. */

import { l10n } from "vscode";
import type { ActionId, RunEnd, RunId } from "../../protocol/run.ts";
import { readAttachment } from "../../protocol/runner.ts";
import { outputsDocument } from "../../runner/log/outputText.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import { ATTACHMENTS, attachmentUri, RUN_LANGUAGE } from "./attachments.ts";
import { eventsFrom } from "./runEvents.ts";

/** Opens what an action answered; without an action, the run's. */
export async function openOutputs(run: RunId, label: string, action: ActionId | undefined): Promise<void> {
  const name = label.replaceAll("/", "_");
  const query = action === undefined ? run : `${run}/${action}`;
  const uri = vscode.Uri.from({ scheme: ATTACHMENTS, path: `/${name} ${l10n.t("outputs")} ${run}`, query });
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.languages.setTextDocumentLanguage(document, RUN_LANGUAGE);
  await vscode.window.showTextDocument(document, { preview: true });
}

/** Opens what a journal keeps in a file of its own. */
export async function openAttachment(run: RunId, file: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(attachmentUri(run, file));
  // Its mentions of files are links there.
  await vscode.languages.setTextDocumentLanguage(document, RUN_LANGUAGE);
  await vscode.window.showTextDocument(document, { preview: true });
}

export function provideOutputs(runner: Runner, subscriptions: vscode.Disposable[]): void {
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(ATTACHMENTS, {
      provideTextDocumentContent: async ({ query, path, fragment }) => {
        const [run = "", ...rest] = query.split("/");
        if (fragment !== "") return (await runner.request(readAttachment, { run, name: fragment })).text;
        const action = rest.length === 0 ? undefined : rest.join("/");
        const { end, rootDir } = await endOf(runner, run, action);
        const title = path.slice(1);
        if (end?.kind === "outputs") return `${outputsDocument(title, end.outputs, rootDir).join("\n")}\n`;
        return `${title}\n\n${l10n.t("It has no outputs: it goes on, failed or was cancelled.")}\n`;
      },
    }),
    vscode.languages.registerDocumentLinkProvider({ scheme: ATTACHMENTS }, { provideDocumentLinks: linksOf }),
  );
}

/** How an action ended, or its run. */
async function endOf(
  runner: Runner,
  run: RunId,
  action: ActionId | undefined,
): Promise<{ readonly end?: RunEnd; readonly rootDir: string }> {
  let rootDir = "";
  for await (const { events } of eventsFrom(runner, run, 0)) {
    for (const event of events) {
      if (event.kind === "runStarted") ({ rootDir } = event.spec);
      const isIt =
        action === undefined ? event.kind === "finished" : event.kind === "actionFinished" && event.action === action;
      if (isIt && "end" in event) return { end: event.end, rootDir };
    }
  }
  return { rootDir };
}

/** `(value-3.txt)` after a value that is cut opens the whole of it. */
function linksOf(document: vscode.TextDocument): vscode.DocumentLink[] {
  const links: vscode.DocumentLink[] = [];
  if (document.uri.fragment !== "") return links;
  const run = document.uri.query.split("/")[0] ?? "";
  for (const match of document.getText().matchAll(/^… .* \((value-\d+\.txt)\)$/gm)) {
    const name = match[1] ?? "";
    const end = match.index + match[0].length - 1;
    const range = new vscode.Range(document.positionAt(end - name.length), document.positionAt(end));
    const link = new vscode.DocumentLink(range, attachmentUri(run, name));
    link.tooltip = l10n.t("Open the whole value");
    links.push(link);
  }
  return links;
}
