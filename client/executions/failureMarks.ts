/** Marks the user's line that failed, unless its file was edited since the run began, and until the next run or such an edit. What is said of it is the run log's words. */

import type { LaunchSpec } from "../../protocol/launch.ts";
import type { RunError } from "../../protocol/run.ts";
import { errorText } from "../../runner/log/runLog.ts";
import { vscode } from "../editor/vscode.ts";
import type { Executions } from "./executions.ts";

const SOURCE = "flyte";

export function markFailures(executions: Executions, subscriptions: vscode.Disposable[]): void {
  const marks = vscode.languages.createDiagnosticCollection("flightdeck-run");
  let starts = 0;
  /** Counts edits: files by the last of theirs, runs by the last one before them. */
  let edits = 0;
  const edited = new Map<string, number>();
  const began = new WeakMap<LaunchSpec, number>();
  /** Lines are where they were when the run read the file; an edit moves them. */
  subscriptions.push(
    marks,
    executions.onStart((spec) => {
      starts += 1;
      began.set(spec, edits);
      marks.clear();
    }),
    executions.onFailure(({ error, spec }) => void mark(error, spec)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length === 0) return;
      edits += 1;
      edited.set(document.uri.toString(), edits);
      marks.delete(document.uri);
    }),
  );

  /** Whether lines are no longer where the run read them. */
  function isMoved(document: vscode.TextDocument, spec: LaunchSpec): boolean {
    const key = document.uri.toString();
    // What was typed between the making of the spec and the start is told by the version alone.
    const read = spec.documents[key];
    return (edited.get(key) ?? 0) > (began.get(spec) ?? 0) || (read !== undefined && read !== document.version);
  }

  async function mark(error: RunError, spec: LaunchSpec): Promise<void> {
    const frames = error.frames.filter(({ user }) => user).reverse();
    const [failed, ...callers] = frames;
    if (failed === undefined) return;
    const uri = vscode.Uri.file(failed.file);
    const before = starts;
    const document = await vscode.workspace.openTextDocument(uri).then(
      (found) => found,
      () => undefined,
    );
    // Another run has begun meanwhile, and taken the marks away.
    if (before !== starts || (document !== undefined && isMoved(document, spec))) return;
    const range = rangeOf(document, failed.line);
    const { rootDir } = spec;
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
function rangeOf(document: vscode.TextDocument | undefined, line: number): vscode.Range {
  const row = Math.max(0, line - 1);
  if (document === undefined) return new vscode.Range(row, 0, row, 0);
  const found = document.lineAt(Math.min(row, document.lineCount - 1));
  const { lineNumber, text, firstNonWhitespaceCharacterIndex } = found;
  return new vscode.Range(lineNumber, firstNonWhitespaceCharacterIndex, lineNumber, text.trimEnd().length);
}
