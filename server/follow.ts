/** Tells the client what changed of a folder's model: deltas at once, lenses and diagnostics after a pause. */

import { CodeLensRefreshRequest, type Connection } from "vscode-languageserver/node";
import { stackOf } from "../base/errorText.ts";
import type { FolderState } from "../protocol/lsp.ts";
import * as lsp from "../protocol/lsp.ts";
import type { ModelDelta } from "../protocol/model.ts";
import { diagnosticsOf } from "./diagnostics.ts";
import type { View } from "./feature.ts";
import type { Folder } from "./folder.ts";
import { normalUri, uriOf } from "./place.ts";

/** Typing goes on; squiggles and other files' lenses can wait. */
const PAUSE_MS = 200;

export interface Follow {
  changed(folder: Folder, delta: ModelDelta): void;
  state(folder: Folder, state: FolderState): void;
  lensesChanged(): void;
  closed(folder: Folder): void;
}

export function followModel(connection: Connection, { client, documents }: View): Follow {
  const states = new Map<Folder, string>();
  /** What was published, as text, by URI. */
  const published = new Map<Folder, Map<string, string>>();
  const stale = new Set<Folder>();
  let lenses = false;
  let pending = false;

  const later = (): void => {
    if (pending) return;
    pending = true;
    setTimeout(() => {
      pending = false;
      if (lenses && client.refreshesLenses) void connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
      lenses = false;
      for (const folder of stale) publish(folder);
      stale.clear();
    }, PAUSE_MS);
  };

  const publish = (folder: Folder): void => {
    const before = published.get(folder) ?? new Map<string, string>();
    const now = new Map<string, string>();
    try {
      for (const [path, diagnostics] of diagnosticsOf(folder.model())) {
        const uri = uriOf(folder.root, path);
        const text = JSON.stringify(diagnostics);
        now.set(uri, text);
        if (before.get(uri) !== text) void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
      }
    } catch (error) {
      connection.console.error(`diagnostics: ${stackOf(error)}`);
      return;
    }
    for (const uri of before.keys()) if (!now.has(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
    published.set(folder, now);
  };

  return {
    changed: (folder, delta) => {
      if (client.listens) void connection.sendNotification(lsp.modelChanged, { folder: folder.uri, delta });
      const edited = documents.takeEdited();
      const paths = [...delta.changed.map(({ path }) => path), ...delta.removed];
      const uris = paths.map((path) => uriOf(folder.root, path));
      lenses ||= uris.some((uri) => documents.isOpen(uri) && !edited.has(normalUri(uri)));
      stale.add(folder);
      later();
    },
    state: (folder, state) => {
      const text = JSON.stringify(state);
      if (states.get(folder) === text) return;
      states.set(folder, text);
      if (client.listens) void connection.sendNotification(lsp.folderState, { folder: folder.uri, state });
      if (state.kind !== "ready") return;
      // Who asked while the folder was being read, before opening the document, got none.
      lenses = true;
      later();
    },
    lensesChanged: () => {
      lenses = true;
      later();
    },
    closed: (folder) => {
      states.delete(folder);
      stale.delete(folder);
      for (const uri of published.get(folder)?.keys() ?? []) void connection.sendDiagnostics({ uri, diagnostics: [] });
      published.delete(folder);
    },
  };
}
