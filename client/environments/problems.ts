/** Errors and warnings of Python files, whoever found them, and the colour and badge that the Environments view gives to what has some. */

import { pathInFolder } from "../editor/folders.ts";
import { vscode } from "../editor/vscode.ts";
import { problemsText } from "./treeLooks.ts";
import type { Problem, ProblemCounts } from "./treeNode.ts";

/** By the path of the file, of each folder's URI. */
export type FolderProblems = ReadonlyMap<string, ReadonlyMap<string, readonly Problem[]>>;

export interface Problems {
  current(): FolderProblems;
  readonly onChange: vscode.Event<unknown>;
}

/** No file has this scheme: colours are the view's own, and follow from the URI alone. */
const SCHEME = "flightdeck-item";

/** A badge has room for two characters. */
const BADGE = 9;

/** Reads the problems when they are asked for, after they changed. */
export function followProblems(subscriptions: vscode.Disposable[]): Problems {
  let known: FolderProblems | undefined;
  subscriptions.push(
    vscode.languages.onDidChangeDiagnostics(() => {
      known = undefined;
    }),
    vscode.window.registerFileDecorationProvider({ provideFileDecoration: decoration }),
  );
  return {
    current: () => {
      known ??= read();
      return known;
    },
    onChange: vscode.languages.onDidChangeDiagnostics,
  };
}

function read(): FolderProblems {
  const folders = new Map<string, Map<string, readonly Problem[]>>();
  for (const [uri, diagnostics] of vscode.languages.getDiagnostics()) {
    const problems = diagnostics.flatMap(({ severity, range }): Problem[] => {
      if (severity === vscode.DiagnosticSeverity.Error) return [{ severity: "error", range }];
      return severity === vscode.DiagnosticSeverity.Warning ? [{ severity: "warning", range }] : [];
    });
    const where = problems.length === 0 ? undefined : pathInFolder(uri);
    if (where === undefined) continue;
    const files = folders.get(where.folder) ?? new Map<string, readonly Problem[]>();
    folders.set(where.folder, files.set(where.path, problems));
  }
  return folders;
}

/** What an item's resource is, so that it is coloured. */
export function problemsUri({ errors, warnings }: ProblemCounts): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${errors}/${warnings}` });
}

function decoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
  if (uri.scheme !== SCHEME) return undefined;
  const [errors = 0, warnings = 0] = uri.path.split("/").slice(1).map(Number);
  const number = errors + warnings;
  return new vscode.FileDecoration(
    number > BADGE ? `${BADGE}+` : `${number}`,
    problemsText({ errors, warnings }),
    new vscode.ThemeColor(errors > 0 ? "list.errorForeground" : "list.warningForeground"),
  );
}
