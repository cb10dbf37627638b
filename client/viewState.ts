/** What the Environments view has to say when it is empty. Pure. */

import type { FolderState } from "../protocol/lsp.ts";

export type ViewState = "starting" | "indexing" | "noFlyte" | "ready" | "failed";

/** `folders` has one entry a folder, undefined until the server spoke of it. `defines`: the models hold something to show. */
export function viewState(
  server: "starting" | "running" | "failed",
  folders: readonly (FolderState | undefined)[],
  defines: boolean,
): ViewState {
  if (server === "failed") return "failed";
  if (folders.some((folder) => folder?.kind === "indexing")) return "indexing";
  if (defines) return "ready";
  if (folders.length > 0 && folders.every((folder) => folder?.kind === "failed")) return "failed";
  return folders.length > 0 && folders.every((folder) => folder !== undefined) ? "noFlyte" : "starting";
}
