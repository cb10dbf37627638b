/** Quiet marks behind tasks in the editor: how each did when it was run last. What they say is outcomeText.ts's. */

import { pathInFolder } from "../editor/folders.ts";
import { showsOutcomes } from "../editor/settings.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import type { RunHistory } from "../journal/runHistory.ts";
import type { Models } from "../processes/model.ts";
import { outcomesIn } from "./outcomeText.ts";
import { startText } from "./runRows.ts";

/** They are drawn again at most this often. */
const DRAW_MS = 500;

export function showOutcomes(
  history: RunHistory,
  models: Models,
  trace: Trace,
  subscriptions: vscode.Disposable[],
): void {
  const decoration = vscode.window.createTextEditorDecorationType({
    after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;

  function draw(): void {
    timer = undefined;
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document.languageId === "python") drawIn(editor);
    }
  }

  function drawIn(editor: vscode.TextEditor): void {
    const { document } = editor;
    const where = pathInFolder(document.uri);
    const file = where === undefined ? undefined : models.mirror(where.folder)?.files.get(where.path);
    if (file === undefined || file.tasks.length === 0 || !showsOutcomes(document.uri)) {
      editor.setDecorations(decoration, []);
      return;
    }
    ask();
    const started = (ms: number) => startText(ms, Date.now(), vscode.env.language);
    const outcomes = outcomesIn(file, document.uri.fsPath, history.runs(), started);
    editor.setDecorations(
      decoration,
      outcomes
        .filter(({ line }) => line < document.lineCount)
        .map(({ line, text, hover }) => ({
          range: new vscode.Range(document.lineAt(line).range.end, document.lineAt(line).range.end),
          // An error's message isn't Markdown.
          hoverMessage: new vscode.MarkdownString().appendText(hover),
          renderOptions: { after: { contentText: text } },
        })),
    );
  }

  /** Earlier runs are read once there is a task to show them at. */
  function ask(): void {
    if (isAsked || !vscode.workspace.isTrusted) return;
    isAsked = true;
    history.refresh().catch((error: unknown) => trace.warn(`runs could not be listed: ${String(error)}`));
  }

  function soon(): void {
    timer ??= setTimeout(draw, DRAW_MS);
  }

  subscriptions.push(
    decoration,
    { dispose: () => clearTimeout(timer) },
    history.onChange(soon),
    models.onChange(soon),
    vscode.window.onDidChangeVisibleTextEditors(soon),
    vscode.workspace.onDidGrantWorkspaceTrust(soon),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("flightdeck.outcomes")) soon();
    }),
  );
}
