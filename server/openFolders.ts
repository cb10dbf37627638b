/** Opens and closes workspace folders as the client tells, with their settings. */

import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type WorkspaceFolder,
} from "vscode-languageserver/node";
import { stackOf } from "../base/errorText.ts";
import type { PythonParser } from "../core/analysis/index.ts";
import type { Cache, Worklist } from "../core/workspace/index.ts";
import type { ServerSettings } from "../protocol/lsp.ts";
import type { View } from "./feature.ts";
import { type Folder, openFolder } from "./folder.ts";
import type { Follow } from "./follow.ts";
import { pathOfUri, uriOfPath } from "./place.ts";
import { readSettings } from "./settings.ts";

export interface Parts {
  readonly parser: PythonParser;
  readonly work: Worklist;
  /** Of a root, where the client gave a folder for caches. */
  readonly cacheFor: (root: string) => Cache | undefined;
  readonly follow: Follow;
  /** Hears that something was read. */
  readonly busy: () => void;
}

/** What is asked of the client's configuration, and heard of when it changes. */
const SECTIONS = ["flightdeck", "files.exclude"] as const;

export interface Opening {
  /** Opens the folders that `initialize` named, and follows changes of folders and settings from then on. Settles once all are read. */
  start(params: InitializeParams): Promise<void>;
  /** Settles once the folders that the client has told of are open. */
  opened(): Promise<void>;
}

export function openFolders(
  connection: Connection,
  view: View,
  { parser, work, cacheFor, follow, busy }: Parts,
): Opening {
  const { client, folders, documents, notebooks } = view;
  /** What a client without `workspace/configuration` sent last. */
  let pushed: unknown = client.settings;
  let indexed: Promise<unknown> = Promise.resolve();
  let begin: (opening: Promise<void>) => void = () => {};
  let opened = new Promise<void>((resolve) => {
    begin = resolve;
  });

  const settingsOf = async (uri: string): Promise<ServerSettings> => {
    if (!client.configuration) return readSettings(pushed, undefined);
    try {
      const sections = SECTIONS.map((section) => ({ scopeUri: uri, section }));
      const [own, filesExclude]: readonly unknown[] = await connection.workspace.getConfiguration(sections);
      return readSettings(own, filesExclude);
    } catch {
      // The client failed to answer; what holds by default is better than no folder.
      return readSettings(undefined, undefined);
    }
  };

  /** Settles once they are read. Whose an open document is tells what they exclude now. */
  const index = (some: readonly Folder[]): Promise<unknown> => {
    const reading = some.map((each) => each.index([...excludedBy(each.settings), ...folders.nested(each)]));
    documents.handOver();
    notebooks.handOver();
    return Promise.all(reading);
  };

  const open = async ({ uri }: WorkspaceFolder): Promise<Folder | undefined> => {
    const root = pathOfUri(uri);
    if (root === undefined || folders.get(uri) !== undefined) return undefined;
    const folder = openFolder(
      {
        uri,
        root,
        work,
        parser,
        cache: cacheFor(root),
        onDelta: (delta) => {
          busy();
          follow.changed(folder, delta);
        },
        onState: (state) => {
          busy();
          follow.state(folder, state);
        },
        onError: (what, error) => connection.console.error(`${what}: ${stackOf(error)}`),
      },
      await settingsOf(uri),
    );
    folders.add(folder);
    return folder;
  };

  /** Rejects nothing: requests wait for it. */
  const openAndClose = async (
    added: readonly WorkspaceFolder[],
    removed: readonly WorkspaceFolder[],
  ): Promise<void> => {
    try {
      for (const { uri } of removed) {
        const folder = folders.remove(uri);
        folder?.dispose();
        if (folder !== undefined) follow.closed(folder);
      }
      await Promise.all(added.map(open));
      // Nested folders change what belongs to the ones around them, so all are looked at again.
      indexed = index(folders.all());
    } catch (error) {
      connection.console.error(`opening folders: ${stackOf(error)}`);
    }
  };

  /** One change after the other: a folder may go while its settings are still asked for. */
  const change = async (added: readonly WorkspaceFolder[], removed: readonly WorkspaceFolder[]): Promise<void> => {
    opened = opened.then(() => openAndClose(added, removed));
    await opened;
    await indexed;
  };

  const reconfigure = async (settings: unknown): Promise<void> => {
    pushed = sectionOf(settings) ?? pushed;
    await opened;
    const differing: Folder[] = [];
    for (const folder of folders.all()) {
      const before = folder.settings;
      folder.settings = await settingsOf(folder.uri);
      if (excludedBy(before).join("\n") !== excludedBy(folder.settings).join("\n")) differing.push(folder);
    }
    if (differing.length > 0) await index(differing);
    follow.lensesChanged();
  };

  return {
    opened: () => opened,
    start: async ({ workspaceFolders, rootUri, rootPath }) => {
      if (client.workspaceFolders) {
        connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => change(added, removed));
      }
      connection.onDidChangeConfiguration(({ settings }) => reconfigure(settings));
      if (client.registersConfiguration) {
        // Without it the client may still tell by itself.
        void connection.client
          .register(DidChangeConfigurationNotification.type, { section: [...SECTIONS] })
          .catch(() => {});
      }
      const single = rootUri ?? (rootPath ? uriOfPath(rootPath) : undefined);
      begin(openAndClose(workspaceFolders ?? (single === undefined ? [] : [{ uri: single, name: "" }]), []));
      await opened;
      await indexed;
    },
  };
}

/** Of what is excluded by setting; what only a search leaves out is still the project's. */
const excludedBy = ({ exclude, hidden }: ServerSettings): readonly string[] => [...exclude, ...hidden];

/** Some clients push the whole configuration, some the section alone. */
function sectionOf(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null) return undefined;
  return "flightdeck" in settings ? settings.flightdeck : settings;
}
