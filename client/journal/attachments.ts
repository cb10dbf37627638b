/** Where the editor finds what a run's journal keeps in files of their own, and the language of it. Reading them is outputsDocument.ts's work. */

import type { RunId } from "../../protocol/run.ts";
import { vscode } from "../editor/vscode.ts";

/** The scheme of documents that are made of a journal's outputs and attachments. */
export const ATTACHMENTS = "flightdeck-outputs";

/** The language of what a run says: its grammar is in syntaxes/. */
export const RUN_LANGUAGE = "flightdeck-run";

/** A read-only document with an attachment: the whole of a value, or a traceback. */
export function attachmentUri(run: RunId, file: string): vscode.Uri {
  return vscode.Uri.from({ scheme: ATTACHMENTS, path: `/${file}`, query: run, fragment: file });
}
