/** What goes wrong stays where it went wrong: one request, one file, one notification. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { CancellationTokenSource, CodeLensRequest, ResponseError } from "vscode-languageserver-protocol/node";
import * as lsp from "../../../protocol/lsp.ts";
import { folder } from "../workspace/folder.ts";
import { grammar } from "../workspace/parts.ts";
import { connect, EDITOR, until, uriOf } from "./client.ts";
import { FEATURES, project } from "./project.ts";

test("a request that fails is an error of that request alone", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const broken = client.wire.sendRequest("flightdeck/launch", {});
  await expect(broken).rejects.toBeInstanceOf(ResponseError);
  await until(() => client.seen.logs.some((line) => line.includes("flightdeck/launch")));
  expect(await client.lenses(uriOf(root, "features.py"))).toHaveLength(2);
});

test("notifications that make no sense change nothing", async () => {
  const root = folder(project);
  const client = await connect([root]);
  await client.wire.sendNotification("textDocument/didChange", { textDocument: {}, contentChanges: [{}] });
  await client.wire.sendNotification("textDocument/didOpen", {});
  await client.wire.sendNotification("workspace/didChangeWatchedFiles", { changes: [{ uri: 1, type: "x" }] });
  await client.wire.sendNotification(lsp.setInterpreter.method, {});
  await client.configure({ codeLens: "no", exclude: { a: 1 }, project: 7 });
  expect(await client.model(root)).toHaveLength(2);
});

test("a request that is cancelled is answered as cancelled, or whole", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const source = new CancellationTokenSource();
  const asked = client.wire.sendRequest(
    CodeLensRequest.type,
    { textDocument: { uri: uriOf(root, "features.py") } },
    source.token,
  );
  source.cancel();
  const answer = await asked.catch((error: ResponseError) => error.code);
  expect([-32800, 5]).toContain(Array.isArray(answer) ? answer.length : answer);
  expect(await client.lenses(uriOf(root, "features.py"))).toHaveLength(2);
});

test("an unknown request is refused", async () => {
  const client = await connect([folder(project)]);
  await expect(client.wire.sendRequest("flightdeck/unknown", {})).rejects.toBeInstanceOf(ResponseError);
});

test("a document that is closed at once leaves the disk's state", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "features.py");
  await client.open(uri, FEATURES);
  const lenses = client.lenses(uri);
  await client.close(uri);
  expect(await lenses).toHaveLength(2);
  await client.change(uri, { text: "" });
  expect(await client.model(root)).toContain("features.py: features | features.build");
});

test("an installation without its parser fails at initialize, saying what is missing", async () => {
  const root = folder(project);
  const missing = { ...grammar, runtime: join(root, "web-tree-sitter.wasm") };
  await expect(connect([root], { grammar: missing })).rejects.toThrow("web-tree-sitter.wasm");
});

test("a client that only speaks the standard gets no messages of ours", async () => {
  const root = folder(project);
  const client = await connect([root], { capabilities: {} });
  await until(async () => (await client.model(root)).length === 2);
  expect(client.seen.deltas).toEqual([]);
  expect(client.seen.states).toEqual([]);
  expect(client.seen.refreshes).toBe(0);
});

test("settings that come with initialize count where the client can't be asked", async () => {
  const root = folder(project);
  const { configuration: _, ...workspace } = EDITOR.workspace ?? {};
  const client = await connect([root], {
    capabilities: { ...EDITOR, workspace },
    initializationOptions: { settings: { codeLens: { debug: false, plan: false, deploy: false } } },
  });
  expect(await client.lenses(uriOf(root, "features.py"))).toEqual(["6  $(play) Run"]);
  await client.wire.sendNotification("workspace/didChangeConfiguration", {
    settings: { flightdeck: { codeLens: { run: false, debug: false, plan: false } } },
  });
  await until(async () => (await client.lenses(uriOf(root, "features.py"))).length === 2);
});

test("words come in the client's language", async () => {
  const root = folder(project);
  const client = await connect([root], { initializationOptions: { locale: "de", l10n: { Run: "Ausführen" } } });
  expect((await client.lenses(uriOf(root, "features.py")))[1]).toContain("$(play) Ausführen");
  const { config } = await import("@vscode/l10n");
  config({ contents: {} });
});
