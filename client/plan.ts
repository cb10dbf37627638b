/** Plans as read-only documents that follow the text: content, links and folds come from the server. */

import { l10n } from "vscode";
import { messageOf } from "../base/errorText.ts";
import type { LaunchTarget } from "../protocol/launch.ts";
import { plan as planRequest } from "../protocol/lsp.ts";
import type { PlanDocument } from "../protocol/plan.ts";
import { setContext } from "./editor/contextKeys.ts";
import { fileUri, folderOf } from "./editor/folders.ts";
import { vscode } from "./editor/vscode.ts";
import type { Models } from "./processes/model.ts";
import type { Server } from "./processes/server.ts";

const SCHEME = "flightdeck-plan";

/** A plan is made anew when the text has been quiet for this long. */
const QUIET_MS = 250;

export function createPlans(
  server: Server,
  models: Models,
  subscriptions: vscode.Disposable[],
): (target: LaunchTarget) => Promise<void> {
  const changes = new vscode.EventEmitter<vscode.Uri>();
  const shown = new Map<string, PlanDocument>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function content(uri: vscode.Uri): Promise<string> {
    const target = targetOf(uri);
    if (target === undefined)
      return l10n.t("This plan names no environment. Open it from a lens or the Environments view.");
    try {
      const answer = await server.request(planRequest, { target });
      if (answer.kind === "refused") {
        shown.delete(uri.toString());
        return answer.message;
      }
      shown.set(uri.toString(), answer.document);
      setContext("flightdeck.hasPlan", true);
      return answer.document.text;
    } catch (error) {
      const message = messageOf(error);
      return l10n.t("The plan could not be made: {0}", message);
    }
  }

  /** What the server said of exactly this text. */
  function describing(document: vscode.TextDocument): PlanDocument | undefined {
    const known = shown.get(document.uri.toString());
    return known !== undefined && known.text.replaceAll("\r\n", "\n") === document.getText().replaceAll("\r\n", "\n")
      ? known
      : undefined;
  }

  function refreshAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === SCHEME && !document.isClosed) changes.fire(document.uri);
    }
  }

  subscriptions.push(
    changes,
    { dispose: () => clearTimeout(timer) },
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changes.event,
      provideTextDocumentContent: content,
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: (document) => {
          const target = targetOf(document.uri);
          const folder = target === undefined ? undefined : folderOf(vscode.Uri.parse(target.uri));
          if (folder === undefined) return [];
          return (describing(document)?.links ?? []).map(({ line, start, end, target: { file, range } }) => {
            const fragment = `L${range.start.line + 1},${range.start.character + 1}`;
            const link = new vscode.DocumentLink(
              new vscode.Range(line, start, line, end),
              fileUri(folder.uri.toString(), file).with({ fragment }),
            );
            link.tooltip = `${file}:${range.start.line + 1}`;
            return link;
          });
        },
      },
    ),
    vscode.languages.registerFoldingRangeProvider(
      { scheme: SCHEME },
      {
        provideFoldingRanges: (document) =>
          (describing(document)?.folds ?? []).map(
            ({ startLine, endLine }) => new vscode.FoldingRange(startLine, endLine),
          ),
      },
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
    models.onChange(() => {
      clearTimeout(timer);
      timer = setTimeout(refreshAll, QUIET_MS);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("flightdeck")) refreshAll();
    }),
  );

  return async (target) => {
    const document = await vscode.workspace.openTextDocument(uriOf(target));
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside, preview: true });
  };
}

/** The file name is what the tab shows; the query says whose plan it is. */
function uriOf(target: LaunchTarget): vscode.Uri {
  const name = target.kind === "task" ? target.task : target.environment;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}.flyteplan`, query: JSON.stringify(target) });
}

function targetOf(uri: vscode.Uri): LaunchTarget | undefined {
  try {
    const target = JSON.parse(uri.query) as Partial<LaunchTarget> | null;
    return target?.kind === "task" || target?.kind === "environment" ? (target as LaunchTarget) : undefined;
  } catch {
    return undefined;
  }
}
