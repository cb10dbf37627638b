/** HTML reports of tasks in editor tabs: reads them from the journal, and again whenever the task flushes. How one is shown safely is the webview's work. */

import { l10n } from "vscode";
import { assertNever } from "../../base/assertNever.ts";
import { messageOf } from "../../base/errorText.ts";
import type { ReportName, ReportViewMessage, ReportViewRequest, ReportViewState } from "../../protocol/reportView.ts";
import type { RunId } from "../../protocol/run.ts";
import { readAttachment } from "../../protocol/runner.ts";
import { openOutside } from "../editor/outside.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { pageRoot, webviewPage } from "../editor/webviewPage.ts";
import type { Runner } from "../processes/runner.ts";

/** Shows a report, or brings its tab to the front. */
export type OpenReport = (report: ReportName) => void;

interface Services {
  readonly context: vscode.ExtensionContext;
  readonly runner: Runner;
  readonly trace: Trace;
}

const VIEW = "flightdeck.report";

export function createReports({ context, runner, trace }: Services, subscriptions: vscode.Disposable[]): OpenReport {
  const shown = new Map<string, { readonly panel: vscode.WebviewPanel; readonly refresh: () => void }>();
  const keyOf = ({ run, file }: Pick<ReportName, "run" | "file">): string => `${run}/${file}`;

  function open(name: ReportName): void {
    const there = shown.get(keyOf(name));
    if (there !== undefined) there.panel.reveal();
    else {
      const title = l10n.t("Report: {0}", name.label);
      adopt(vscode.window.createWebviewPanel(VIEW, title, vscode.ViewColumn.Beside), name);
    }
  }

  /** Shows a report in a tab, be it one of an earlier window. */
  function adopt(panel: vscode.WebviewPanel, name: ReportName): void {
    const { run, file } = name;
    const key = keyOf(name);
    panel.webview.options = { enableScripts: true, localResourceRoots: [pageRoot(context.extensionUri)] };
    let isReady = false;
    let reading: Promise<void> | undefined;
    let isStale = false;

    /** Nothing is shown in place of what was there. */
    let hasShown = false;
    const post = (message: ReportViewMessage): Thenable<boolean> => panel.webview.postMessage(message);

    const read = async (): Promise<void> => {
      const { text } = await runner.request(readAttachment, { run, name: file });
      await post({
        kind: "report",
        name,
        html: text,
        note: l10n.t("This report has scripts. They don't run here, where nothing reaches the network."),
        openInBrowser: l10n.t("Open in Browser"),
      });
      hasShown = true;
    };
    /** One reading at a time; a flush during one is read after it. */
    const refresh = (): void => {
      if (!isReady) return;
      if (reading !== undefined) {
        isStale = true;
        return;
      }
      isStale = false;
      reading = read()
        .catch((error: unknown) => {
          const why = messageOf(error);
          trace.warn(`report ${key}: ${why}`);
          if (!hasShown) void post({ kind: "failed", message: l10n.t("This report can't be read any more: {0}", why) });
        })
        .finally(() => {
          reading = undefined;
          if (isStale) refresh();
        });
    };
    shown.set(key, { panel, refresh });
    panel.webview.onDidReceiveMessage(async (message: ReportViewRequest) => {
      switch (message.kind) {
        case "ready":
          isReady = true;
          refresh();
          return;
        case "openInBrowser":
          return openInBrowser(run, file);
        default:
          return assertNever(message);
      }
    });
    panel.onDidChangeViewState(() => {
      // A hidden page is thrown away; the next one says that it is ready.
      if (!panel.visible) [isReady, hasShown] = [false, false];
    });
    panel.onDidDispose(() => shown.delete(key));
    panel.webview.html = webviewPage(panel.webview, context.extensionUri, {
      title: l10n.t("Report"),
      bundle: "report",
      policy: POLICY,
      styles: "'unsafe-inline'",
    });
  }

  async function openInBrowser(run: RunId, file: string): Promise<void> {
    const { path } = await runner.request(readAttachment, { run, name: file });
    await openOutside(path);
  }

  subscriptions.push(
    runner.onEvents(({ run, events }) => {
      const flushed = new Set(
        events.flatMap((event) => (event.kind === "report" ? [keyOf({ run, file: event.file })] : [])),
      );
      for (const key of flushed) shown.get(key)?.refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      for (const { refresh } of shown.values()) refresh();
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel: async (panel, state) => {
        const name = nameIn(state);
        if (name === undefined) panel.dispose();
        else adopt(panel, name);
      },
    }),
  );
  return open;
}

/** Of what a page kept; a tab that was closed before its page had loaded kept nothing. */
function nameIn(state: unknown): ReportName | undefined {
  if (typeof state !== "object" || state === null) return undefined;
  const { name } = state as Partial<ReportViewState>;
  const isName = [name?.run, name?.file, name?.label].every((each) => typeof each === "string");
  return isName ? name : undefined;
}

/** The page runs our script alone, and loads nothing else; what is in the frame falls under the same policy. */
const POLICY: readonly string[] = [
  "img-src data:",
  "font-src data:",
  "media-src data:",
  "form-action 'none'",
  "base-uri 'none'",
];
