/** The context keys that `when` clauses of the manifest use. */

import { vscode } from "./vscode.ts";

/** Why the Environments view is empty; each has a welcome view. */
export type ViewState =
  | "starting"
  /** A window without a folder, or a workspace that has none yet. */
  | "noFolder"
  | "indexing"
  /** There are no Python files. */
  | "noPython"
  /** No file imports flyte. */
  | "noFlyte"
  /** Files import flyte, and none defines anything. */
  | "noEnvironments"
  | "ready"
  | "failed";

export interface ContextKeys {
  /** Why the Environments view is empty, if it is. */
  readonly "flightdeck.view": ViewState;
  /** The Environments view shows what a filter leaves. */
  readonly "flightdeck.filtered": boolean;
  /** The Runs view does. */
  readonly "flightdeck.runsFiltered": boolean;
  /** The file in the active editor defines tasks. */
  readonly "flightdeck.fileHasTasks": boolean;
  /** It defines apps. */
  readonly "flightdeck.fileHasApps": boolean;
  /** It defines tasks or environments. */
  readonly "flightdeck.fileDefines": boolean;
  /** It does something when it is run as a script. */
  readonly "flightdeck.fileIsScript": boolean;
  /** A folder defines environments or tasks. */
  readonly "flightdeck.hasFlyte": boolean;
  /** The active folder's interpreter is known, and has no Flyte that is new enough. */
  readonly "flightdeck.sdkMissing": boolean;
  readonly "flightdeck.sdkReady": boolean;
  readonly "flightdeck.running": boolean;
  /** Something was run: it can be run again. */
  readonly "flightdeck.hasRun": boolean;
  /** A plan was shown: the walkthrough's step is done. */
  readonly "flightdeck.hasPlan": boolean;
}

const current = new Map<string, unknown>();

/** Sets a key when it changes. */
export function setContext<K extends keyof ContextKeys>(key: K, value: ContextKeys[K]): void {
  if (current.get(key) === value) return;
  current.set(key, value);
  void vscode.commands.executeCommand("setContext", key, value);
}
