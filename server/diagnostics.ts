/** Findings of core/rules, and files that can't be read, as LSP diagnostics. */

import * as l10n from "@vscode/l10n";
import { type Diagnostic, DiagnosticSeverity } from "vscode-languageserver/node";
import { assertNever } from "../base/assertNever.ts";
import { checkModel, type Severity } from "../core/rules/index.ts";
import type { FileProblem, ProjectModel } from "../protocol/model.ts";
import type { Range } from "../protocol/place.ts";

/** By path relative to the folder; files without any are left out. */
export function diagnosticsOf(model: ProjectModel): ReadonlyMap<string, readonly Diagnostic[]> {
  const byPath = new Map<string, Diagnostic[]>();
  const add = (path: string, diagnostic: Diagnostic): void => {
    const list = byPath.get(path);
    if (list === undefined) byPath.set(path, [diagnostic]);
    else list.push(diagnostic);
  };
  for (const { code, severity, place, message } of checkModel(model)) {
    add(place.file, { range: copy(place.range), severity: SEVERITY[severity], code, source: "flightdeck", message });
  }
  for (const { path, problems } of model.files) {
    if (!path.endsWith(".py")) continue;
    for (const problem of problems) {
      const message = problemText(problem);
      if (message === undefined) continue;
      const range = problem.kind === "budget" ? startOf(problem.range) : FIRST;
      add(path, { range: copy(range), severity: DiagnosticSeverity.Information, source: "flightdeck", message });
    }
  }
  return byPath;
}

/** The rest of the statement needs no mark. */
const startOf = ({ start }: Range): Range => ({ start, end: { line: start.line + 1, character: 0 } });

const FIRST: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Syntax errors are told better by the editor's Python support. */
function problemText(problem: FileProblem): string | undefined {
  switch (problem.kind) {
    case "syntax":
      return undefined;
    case "budget":
      return l10n.t(
        "This is too much for Flightdeck to evaluate: environments, tasks and values that it leads to may be missing or unknown.",
      );
    case "encoding":
      return l10n.t("Flightdeck can't read this file: it is neither UTF-8 nor in the encoding that it declares.");
    case "tooLarge":
      return l10n.t(
        "Flightdeck reads Python files of up to {0} MiB; this one has {1} MiB, so its environments and tasks are not shown.",
        inMiB(problem.limit),
        inMiB(problem.bytes),
      );
    case "notebook":
      return undefined;
    case "unreadable":
      return l10n.t("Flightdeck can't read this file: {0}", problem.message);
    default:
      return assertNever(problem);
  }
}

const inMiB = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, "");

const copy = ({ start, end }: Range) => ({ start: { ...start }, end: { ...end } });
