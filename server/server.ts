/** The language server: joins the client at the other end of a connection with the folders it opened. Each request has a file of its own under features. */

import * as l10n from "@vscode/l10n";
import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { PythonParser } from "../core/analysis/index.ts";
import { type Cache, cacheOf, type GrammarFiles, loadGrammar, threadPool } from "../core/workspace/index.ts";
import { type Client, readClient } from "./client.ts";
import { openDocuments } from "./documents.ts";
import type { View } from "./feature.ts";
import { features } from "./features/index.ts";
import { folderSet } from "./folders.ts";
import { followModel } from "./follow.ts";
import { keepHouse } from "./memory.ts";
import { NOTEBOOK_SYNC, openNotebooks } from "./notebooks.ts";
import { openFolders } from "./openFolders.ts";
import { watchFiles } from "./watch.ts";

/** Where the server finds what was built beside it. */
export interface ServerHost {
  /** The bundle that this code is in. */
  readonly script: string;
  /** The bundle of core/workspace/worker.ts. */
  readonly workerScript: string;
  readonly grammar: GrammarFiles;
}

/** Serves one client until it says `exit`. Rejects nothing: what fails is told to the client. */
export function startServer(connection: Connection, host: ServerHost): void {
  // While the client gets ready to speak. Who waits for it hears of its failure.
  const parser = loadGrammar(host.grammar);
  parser.catch(() => {});
  connection.onInitialize(async (params): Promise<InitializeResult> => {
    const client = readClient(params);
    if (client.options.l10n !== undefined) l10n.config({ contents: { ...client.options.l10n } });
    serve(connection, host, await parser, client, params);
    return {
      serverInfo: { name: "flightdeck" },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        notebookDocumentSync: NOTEBOOK_SYNC,
        codeLensProvider: {},
        hoverProvider: true,
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.listen();
}

function serve(
  connection: Connection,
  host: ServerHost,
  parser: PythonParser,
  client: Client,
  params: InitializeParams,
): void {
  const work = threadPool(host.workerScript, { grammar: host.grammar });
  const folders = folderSet();
  const documents = openDocuments(parser, folders);
  const notebooks = openNotebooks(parser, folders);
  const view: View = { client, folders, documents, notebooks, opened: () => opening.opened() };
  const follow = followModel(connection, view);
  const house = keepHouse(async () => {
    for (const folder of folders.all()) await folder.rest();
  });
  const { cacheDir } = client.options;
  const cacheFor = (root: string): Cache | undefined =>
    cacheDir === undefined ? undefined : cacheOf(cacheDir, root, [host.workerScript, host.script]);
  const opening = openFolders(connection, view, { parser, work, cacheFor, follow, busy: house.busy });

  let touched = (): void => {};
  documents.listen(connection, () => touched(), house.busy);
  notebooks.listen(connection, () => touched(), house.busy);
  for (const feature of features) feature.listen(connection, view);

  connection.onInitialized(async () => {
    // Side by side: each waits for the client, and lenses wait for the folders.
    const watching = watchFiles(connection, client, folders);
    await opening.start(params);
    touched = (await watching).touched;
  });
  connection.onShutdown(() => {
    for (const folder of folders.all()) folder.dispose();
    work.dispose();
    house.dispose();
  });
}
