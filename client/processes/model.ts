/** The models of the workspace's folders, kept equal to the server's: a snapshot, then deltas, a snapshot again when one was missed. */

import { type FolderState, folderRescan, folderState, modelChanged, modelSnapshot } from "../../protocol/lsp.ts";
import type { ModelDelta } from "../../protocol/model.ts";
import { pathInFolder } from "../editor/folders.ts";
import type { Trace } from "../editor/trace.ts";
import { vscode } from "../editor/vscode.ts";
import { applyDelta, type Mirror, mirrorOf } from "./modelMirror.ts";
import { type FolderFiles, nearestFirst } from "./nearestFiles.ts";
import type { Server } from "./server.ts";

export interface Models {
  /** By the folder's URI; undefined until the first snapshot. */
  mirror(folder: string): Mirror | undefined;
  state(folder: string): FolderState | undefined;
  /** Whether a folder defines something of Flyte's. */
  hasFlyte(folder: string): boolean;
  /** Fires with the folder's URI when its model or state changed. */
  readonly onChange: vscode.Event<string>;
  /** Has every folder's files looked at again, and asks for their snapshots. */
  refresh(): Promise<void>;
}

/** Keeps the models; nothing is asked before the server speaks of a folder. */
export function mirrorModels(server: Server, trace: Trace, subscriptions: vscode.Disposable[]): Models {
  const mirrors = new Map<string, Mirror>();
  const states = new Map<string, FolderState>();
  const pending = new Map<string, ModelDelta[]>();
  const changes = new vscode.EventEmitter<string>();

  async function fetchSnapshot(folder: string): Promise<void> {
    if (pending.has(folder)) return;
    const deltas: ModelDelta[] = [];
    pending.set(folder, deltas);
    let missed = false;
    try {
      let mirror = mirrorOf(await server.request(modelSnapshot, { folder }));
      for (const delta of deltas) {
        const next = applyDelta(mirror, delta);
        if (next === "missed") missed = true;
        else mirror = next;
      }
      mirrors.set(folder, mirror);
    } catch (error) {
      trace.warn(`no snapshot of ${folder}: ${String(error)}`);
    } finally {
      pending.delete(folder);
    }
    changes.fire(folder);
    if (missed) await fetchSnapshot(folder);
  }

  function changed(folder: string, delta: ModelDelta): void {
    const waiting = pending.get(folder);
    const mirror = mirrors.get(folder);
    if (waiting !== undefined) {
      waiting.push(delta);
      return;
    }
    const next = mirror === undefined ? "missed" : applyDelta(mirror, delta);
    if (next === "missed") {
      void fetchSnapshot(folder);
      return;
    }
    mirrors.set(folder, next);
    changes.fire(folder);
  }

  subscriptions.push(
    changes,
    server.onNotification(folderState, ({ folder, state }) => {
      const isNew = !states.has(folder);
      states.set(folder, state);
      changes.fire(folder);
      if (isNew || (state.kind === "ready" && !mirrors.has(folder))) void fetchSnapshot(folder);
    }),
    server.onNotification(modelChanged, ({ folder, delta }) => changed(folder, delta)),
    server.onState((state) => {
      // A new server counts its revisions from the start; what is shown stays until it answers.
      if (state.kind === "starting") states.clear();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      for (const { uri } of removed) {
        mirrors.delete(uri.toString());
        states.delete(uri.toString());
        changes.fire(uri.toString());
      }
    }),
  );
  return {
    mirror: (folder) => mirrors.get(folder),
    state: (folder) => states.get(folder),
    hasFlyte: (folder) => {
      for (const { environments, tasks, flytekit } of mirrors.get(folder)?.files.values() ?? []) {
        if (environments.length > 0 || tasks.length > 0 || flytekit !== undefined) return true;
      }
      return false;
    },
    onChange: changes.event,
    refresh: async () => {
      const folders = vscode.workspace.workspaceFolders ?? [];
      await Promise.all(
        folders.map(async ({ uri }) => {
          await server.request(folderRescan, { folder: uri.toString() });
          await fetchSnapshot(uri.toString());
        }),
      );
    },
  };
}

/** The files of all folders, those nearest to a run's file first; without one, in the order of the folders. */
export function filesNear(models: Models, file: string | undefined): readonly FolderFiles[] {
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => {
    const folder = uri.toString();
    return { folder, files: [...(models.mirror(folder)?.files.values() ?? [])] };
  });
  return nearestFirst(folders, file === undefined ? undefined : pathInFolder(vscode.Uri.file(file)));
}
