/** What listening to open documents tells, over a real connection. */

import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { createConnection } from "vscode-languageserver/node";
import {
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DidSaveTextDocumentNotification,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node";
import { loadGrammar } from "../../../core/workspace/index.ts";
import { openDocuments } from "../../../server/documents.ts";
import { folderSet } from "../../../server/folders.ts";
import { grammar } from "../workspace/parts.ts";

test("opening and saving touch a document, and each edit is heard though it changes no model", async () => {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const connection = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
  const client = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const heard: string[] = [];
  openDocuments(await loadGrammar(grammar), folderSet()).listen(
    connection,
    () => heard.push("touched"),
    () => heard.push("edited"),
  );
  connection.listen();
  client.listen();
  const uri = "file:///p/notes.py";
  await client.sendNotification(DidOpenTextDocumentNotification.type, {
    textDocument: { uri, languageId: "python", version: 1, text: "x = 1\n" },
  });
  await client.sendNotification(DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: "x = 2\n" }],
  });
  await client.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri } });
  await expect.poll(() => heard).toEqual(["touched", "edited", "touched"]);
  client.dispose();
  connection.dispose();
});
