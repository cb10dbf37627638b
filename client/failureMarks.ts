/** Marks the user's line that failed, until the next run or an edit of its file. What is said of it is the run log's words. */

import type { RunError } from "../protocol/run.ts";
import { errorText } from "../runner/log/runLog.ts";
import type { Executions } from "./executions.ts";
import { vscode } from "./vscode.ts";

const SOURCE = "flyte";

export function markFailures(executions: Executions, subscriptions: vscode.Disposable[]): void {
  const marks = vscode.languages.createDiagnosticCollection("flightdeck-run");
  let starts = 0;
  /** Lines are where they were when the run read the file; an edit moves them. */
  subscriptions.push(
    marks,
    executions.onStart(() => {
      starts += 1;
      marks.clear();
    }),
    executions.onFailure(({ error, spec }) => void mark(error, spec.rootDir)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) marks.delete(document.uri);
    }),
  );

  async function mark(error: RunError, rootDir: string): Promise<void> {
    const frames = error.frames.filter(({ user }) => user).reverse();
    const [failed, ...callers] = frames;
    if (failed === undefined) return;
    const uri = vscode.Uri.file(failed.file);
    const began = starts;
    const range = await rangeOf(uri, failed.line);
    // Another run has begun meanwhile, and taken the marks away.
    if (began !== starts) return;
    const said = [errorText({ ...error, frames: [] }, { rootDir }), error.hint].filter((each) => each !== undefined);
    const diagnostic = new vscode.Diagnostic(range, said.join("\n"), vscode.DiagnosticSeverity.Error);
    diagnostic.source = SOURCE;
    diagnostic.relatedInformation = callers.map(({ file, line, function: name }) => {
      const start = new vscode.Position(Math.max(0, line - 1), 0);
      return new vscode.DiagnosticRelatedInformation(new vscode.Location(vscode.Uri.file(file), start), name);
    });
    marks.set(uri, [diagnostic]);
  }
}

/** The line without its indentation; of a file that can't be read its beginning. */
async function rangeOf(uri: vscode.Uri, line: number): Promise<vscode.Range> {
  const row = Math.max(0, line - 1);
  try {
    const document = await vscode.workspace.openTextDocument(uri);
    const found = document.lineAt(Math.min(row, document.lineCount - 1));
    const { lineNumber, text, firstNonWhitespaceCharacterIndex } = found;
    return new vscode.Range(lineNumber, firstNonWhitespaceCharacterIndex, lineNumber, text.trimEnd().length);
  } catch {
    return new vscode.Range(row, 0, row, 0);
  }
}
