/** Words the question whether unsaved files are saved first. Pure: asking is save.ts's work. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";

/** What the files are saved for. */
export type Purpose = "run" | "deploy";

export interface SaveQuestion {
  readonly question: string;
  /** The button that saves first. */
  readonly save: string;
  /** The button that goes on with what is on the disk. */
  readonly goOn: string;
}

/** `files` are named as the user knows them; there is at least one. */
export function saveQuestion(purpose: Purpose, files: readonly string[]): SaveQuestion {
  const [only = ""] = files;
  const question =
    files.length === 1 ? l10n.t("Save {0} first?", only) : l10n.t("Save {0} Python files first?", files.length);
  switch (purpose) {
    case "run":
      return { question, save: l10n.t("Save and Run"), goOn: l10n.t("Run What Is Saved") };
    case "deploy":
      return { question, save: l10n.t("Save and Deploy"), goOn: l10n.t("Deploy What Is Saved") };
    default:
      return assertNever(purpose);
  }
}

export function saveFailed(purpose: Purpose, files: readonly string[]): string {
  const names = files.join(", ");
  switch (purpose) {
    case "run":
      return l10n.t("{0} could not be saved, so nothing was run.", names);
    case "deploy":
      return l10n.t("{0} could not be saved, so nothing was deployed.", names);
    default:
      return assertNever(purpose);
  }
}
