/** Why the Environments view is empty: the welcome view of this name says so, and what to do. Pure. */

import type { FolderState } from "../../protocol/lsp.ts";
import type { ViewState } from "../editor/contextKeys.ts";

/** How many Python files were read, and how many of them import flyte. */
export interface ReadFiles {
  readonly files: number;
  readonly flyte: number;
}

/** `folders` has one entry a folder, undefined until the server spoke of it. `defines`: the models hold something to show. */
export function viewState(
  server: "starting" | "running" | "failed",
  folders: readonly (FolderState | undefined)[],
  defines: boolean,
): ViewState {
  if (server === "failed") return "failed";
  if (folders.some((folder) => folder?.kind === "indexing")) return "indexing";
  if (defines) return "ready";
  if (folders.length === 0) return "noFolder";
  if (folders.every((folder) => folder?.kind === "failed")) return "failed";
  if (folders.some((folder) => folder === undefined)) return "starting";
  const { files, flyte } = readFiles(folders);
  return files === 0 ? "noPython" : flyte === 0 ? "noFlyte" : "noEnvironments";
}

/** What was read of all folders together. */
export function readFiles(folders: readonly (FolderState | undefined)[]): ReadFiles {
  const ready = folders.filter((folder) => folder?.kind === "ready");
  return {
    files: ready.reduce((sum, { files }) => sum + files, 0),
    flyte: ready.reduce((sum, { flyte }) => sum + flyte, 0),
  };
}
