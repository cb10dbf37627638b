/** The log of a run, or of one of its actions, as a read-only document that follows the run: what the output panel holds only the last part of. Read from the runner by range. */

import { l10n } from "vscode";
import type { ActionId, ActionLink, RunId } from "../../protocol/run.ts";
import { readLog } from "../../protocol/runner.ts";
import { linkText } from "../../runner/log/runLog.ts";
import { bytesText, cleanLine } from "../../runner/log/text.ts";
import { vscode } from "../editor/vscode.ts";
import type { Runner } from "../processes/runner.ts";
import { readLogText } from "./logText.ts";

const SCHEME = "flightdeck-log";
/** Its grammar, in syntaxes/, colours levels and tracebacks in what is a program's own text. */
const LANGUAGE = "flightdeck-log";
const CHUNK_BYTES = 1_000_000;
/** The editor gives up on documents of 50 MB; of longer logs the last part is shown. */
const MOST_BYTES = 40_000_000;
/** While its run goes on a log is read again and again, so that it is the last part. */
const LIVE_BYTES = 500_000;
const LIVE_MS = 400;
/** In the address of a log that is shown as it is now, with all that an editor holds. */
const WHOLE = "whole";

/** Opening one of these shows the run's log, or an action's part of it, below the links that are given. */
export function wholeLogUri(
  run: string,
  action?: { readonly id: ActionId; readonly label: string },
  links: readonly ActionLink[] = [],
): vscode.Uri {
  const head = links.length === 0 ? "" : `?${encodeURIComponent(links.map(linkText).join("\n"))}`;
  if (action === undefined) return vscode.Uri.from({ scheme: SCHEME, path: `/${run}.log`, query: `${run}${head}` });
  const name = action.label.replaceAll("/", "_");
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name} ${run}.log`, query: `${run}/${action.id}${head}` });
}

export function provideWholeLogs(runner: Runner, subscriptions: vscode.Disposable[]): void {
  const changes = new vscode.EventEmitter<vscode.Uri>();
  /** What this window runs now. */
  const live = new Set<RunId>();
  const stale = new Set<RunId>();
  /** Documents whose reader stood at their end. */
  const following = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Of what goes on no more is shown, unless all of it was asked for. */
  const isLastPart = (uri: vscode.Uri): boolean => uri.fragment !== WHOLE && live.has(runOf(uri));

  function redraw(): void {
    timer = undefined;
    for (const document of vscode.workspace.textDocuments) {
      const { uri } = document;
      if (uri.scheme !== SCHEME || uri.fragment === WHOLE || !stale.has(runOf(uri))) continue;
      if (isAtEnd(document)) following.add(uri.toString());
      changes.fire(uri);
    }
    stale.clear();
  }

  // Those of an earlier session, too.
  for (const document of vscode.workspace.textDocuments) colour(document);
  subscriptions.push(
    changes,
    { dispose: () => clearTimeout(timer) },
    runner.onEvents(({ run, events }) => {
      for (const event of events) {
        if (event.kind === "runStarted") live.add(run);
        if (event.kind === "processExit") live.delete(run);
      }
      stale.add(run);
      timer ??= setTimeout(redraw, LIVE_MS);
    }),
    runner.onGone(() => live.clear()),
    vscode.workspace.onDidOpenTextDocument(colour),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (!following.delete(document.uri.toString())) return;
      for (const editor of vscode.window.visibleTextEditors) {
        if (editor.document !== document) continue;
        const { end } = document.lineAt(document.lineCount - 1).range;
        // The cursor stays at the end, too: by it is known later that the reader does.
        editor.selection = new vscode.Selection(end, end);
        editor.revealRange(new vscode.Range(end, end));
      }
    }),
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      onDidChange: changes.event,
      provideTextDocumentContent: async (uri, token) => {
        const [whose = "", links = ""] = uri.query.split("?", 2);
        const head = links === "" ? "" : `${decodeURIComponent(links)}\n`;
        const [run = "", ...rest] = whose.split("/");
        const of = rest.length === 0 ? { run } : { run, action: rest.join("/") };
        const isTail = isLastPart(uri);
        const { text, leftOut } = await readLogText({
          read: (from, to) => runner.request(readLog, { ...of, from, to }),
          isCancelled: () => token.isCancellationRequested,
          chunkBytes: CHUNK_BYTES,
          mostBytes: isTail ? LIVE_BYTES : MOST_BYTES,
        });
        if (text === "")
          return `${head}${live.has(run) ? l10n.t("Nothing was printed so far.") : l10n.t("Nothing was printed.")}`;
        if (leftOut === 0) return `${head}${plain(text)}`;
        const size = bytesText(leftOut);
        const note = isTail
          ? l10n.t("… {0} above are left out while it goes on: open all of it", size)
          : l10n.t("… {0} above are left out, since an editor holds no more: show the file", size);
        return `${note}\n${head}${plain(isTail ? text.slice(text.indexOf("\n") + 1) : text)}`;
      },
    }),
    vscode.languages.registerDocumentLinkProvider(
      { scheme: SCHEME },
      {
        provideDocumentLinks: ({ uri, lineAt }) => {
          const { text, range } = lineAt(0);
          if (!text.startsWith("… ")) return [];
          const run = runOf(uri);
          const given = encodeURIComponent(JSON.stringify([{ run, id: run }]));
          const file = vscode.Uri.parse(`command:flightdeck.showLogFile?${given}`);
          return [new vscode.DocumentLink(range, isLastPart(uri) ? uri.with({ fragment: WHOLE }) : file)];
        },
      },
    ),
  );
}

function colour(document: vscode.TextDocument): void {
  if (document.uri.scheme !== SCHEME || document.languageId === LANGUAGE) return;
  void vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
}

function runOf({ query }: vscode.Uri): RunId {
  return query.split(/[/?]/, 1)[0] ?? "";
}

/** Whether an editor's cursor is in the last line. */
function isAtEnd(document: vscode.TextDocument): boolean {
  return vscode.window.visibleTextEditors.some(
    (editor) => editor.document === document && editor.selection.active.line >= document.lineCount - 1,
  );
}

/** The text as a terminal would leave it; as it was where nothing in it is a terminal's business. */
function plain(text: string): string {
  const isPlain = !text.includes("\u001b") && !text.includes("\r");
  return isPlain ? text : text.split("\n").map(cleanLine).join("\n");
}
