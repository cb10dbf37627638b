/** The built language server, driven over stdio by a client that knows JSON-RPC and nothing else, as Neovim would. */

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type JsonRpc, startJsonRpc } from "./jsonRpc.ts";

const dist = join(import.meta.dirname, "../../dist");

const TEXT =
  'import flyte\n\nenv = flyte.TaskEnvironment(name="etl")\n\n\n@env.task\ndef main() -> int:\n    return 1\n';

function project(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "flightdeck-")));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, "flow.py"), TEXT);
  return root;
}

const commands: Readonly<Record<string, readonly string[]>> = {
  "flightdeck lsp --stdio": [join(dist, "cli.js"), "lsp", "--stdio"],
  "server.js --stdio": [join(dist, "server.js"), "--stdio"],
};

for (const [name, args] of Object.entries(commands)) {
  test(`${name}: a session from initialize to exit`, async () => {
    const root = project();
    const client = startJsonRpc(process.execPath, args);
    const folder = pathToFileURL(root).toString();
    const uri = `${folder}/flow.py`;

    const initialized = await client.request("initialize", {
      processId: process.pid,
      rootUri: folder,
      capabilities: { experimental: { flightdeck: { commands: ["flightdeck.run"] } } },
    });
    expect(initialized).toMatchObject({
      capabilities: { codeLensProvider: {}, hoverProvider: true, textDocumentSync: { change: 2 } },
    });
    client.notify("initialized", {});
    expect(await ready(client)).toEqual({ folder, state: { kind: "ready", files: 1, flyte: 1 } });
    expect(await client.notification("flightdeck/model/changed")).toMatchObject({ folder, delta: { from: 0, to: 1 } });

    client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text: TEXT } });
    expect(await client.request("textDocument/codeLens", { textDocument: { uri } })).toMatchObject([
      {
        range: { start: { line: 5, character: 0 } },
        command: {
          command: "flightdeck.run",
          title: "$(play)\u00a0Run",
          arguments: [{ kind: "task", uri, task: "etl.main", environment: "etl" }],
        },
      },
    ]);

    const range = { start: { line: 2, character: 34 }, end: { line: 2, character: 37 } };
    client.notify("textDocument/didChange", {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range, text: "renamed" }],
    });
    expect(await client.notification("flightdeck/model/changed")).toMatchObject({
      delta: { from: 1, to: 2, changed: [{ path: "flow.py", tasks: [{ name: { value: "renamed.main" } }] }] },
    });

    expect(await client.request("shutdown", null)).toBeNull();
    client.notify("exit", null);
    expect(await client.end()).toBe(0);
  });
}

test("a client without our capabilities is served standard LSP alone", async () => {
  const root = project();
  const client = startJsonRpc(process.execPath, [join(dist, "server.js"), "--stdio"]);
  const uri = pathToFileURL(join(root, "flow.py")).toString();
  const folder = pathToFileURL(root).toString();
  await client.request("initialize", { processId: null, rootUri: folder, capabilities: {} });
  client.notify("initialized", {});
  client.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text: TEXT } });
  expect(await client.request("textDocument/codeLens", { textDocument: { uri } })).toEqual([]);
  const at = { textDocument: { uri }, position: { line: 6, character: 5 } };
  expect(JSON.stringify(await client.request("textDocument/hover", at))).toContain("etl.main");
  await expect(client.request("flightdeck/nothing", {})).rejects.toThrow("Unhandled method");
  await client.request("shutdown", null);
  client.notify("exit", null);
  expect(await client.end()).toBe(0);
});

test("a notebook's cells are followed as they are typed, over JSON-RPC alone", async () => {
  const root = project();
  const client = startJsonRpc(process.execPath, [join(dist, "server.js"), "--stdio"]);
  const folder = pathToFileURL(root).toString();
  const uri = `${folder}/explore.ipynb`;
  const cells = ["#words", "#code"].map((id) => `vscode-notebook-cell:${uri.slice("file://".length)}${id}`);
  const [words = "", code = ""] = cells;
  const initialized = await client.request("initialize", {
    processId: process.pid,
    rootUri: folder,
    capabilities: { experimental: { flightdeck: {} } },
  });
  expect(initialized).toMatchObject({
    capabilities: {
      notebookDocumentSync: {
        notebookSelector: [{ notebook: { scheme: "file", notebookType: "jupyter-notebook" } }],
      },
    },
  });
  client.notify("initialized", {});
  await ready(client);
  await client.notification("flightdeck/model/changed");

  client.notify("notebookDocument/didOpen", {
    notebookDocument: {
      uri,
      notebookType: "jupyter-notebook",
      version: 1,
      cells: [
        { kind: 1, document: words },
        { kind: 2, document: code },
      ],
    },
    cellTextDocuments: [
      { uri: words, languageId: "markdown", version: 1, text: "# Words" },
      {
        uri: code,
        languageId: "python",
        version: 1,
        text: "%load_ext x\nimport flyte\nnb = flyte.TaskEnvironment('nb')",
      },
    ],
  });
  expect(await client.notification("flightdeck/model/changed")).toMatchObject({
    delta: {
      changed: [
        {
          path: "explore.ipynb",
          notebook: true,
          environments: [{ name: { value: "nb" }, place: { cell: 1, range: { start: { line: 2, character: 5 } } } }],
        },
      ],
    },
  });
  client.notify("notebookDocument/didChange", {
    notebookDocument: { uri, version: 2 },
    change: {
      cells: {
        textContent: [
          {
            document: { uri: code, version: 2 },
            changes: [{ range: { start: { line: 2, character: 28 }, end: { line: 2, character: 30 } }, text: "typed" }],
          },
        ],
      },
    },
  });
  expect(await client.notification("flightdeck/model/changed")).toMatchObject({
    delta: { changed: [{ path: "explore.ipynb", environments: [{ name: { value: "typed" } }] }] },
  });
  const at = { textDocument: { uri: code }, position: { line: 2, character: 29 } };
  expect(JSON.stringify(await client.request("textDocument/hover", at))).toContain("**typed**");

  // The disk holds none of it.
  client.notify("notebookDocument/didClose", {
    notebookDocument: { uri },
    cellTextDocuments: cells.map((cell) => ({ uri: cell })),
  });
  expect(await client.notification("flightdeck/model/changed")).toMatchObject({
    delta: { changed: [], removed: ["explore.ipynb"] },
  });
  await client.request("shutdown", null);
  client.notify("exit", null);
  expect(await client.end()).toBe(0);
});

test("the server ends when its client's pipe does", async () => {
  const client = startJsonRpc(process.execPath, [join(dist, "server.js"), "--stdio"]);
  await client.request("initialize", { processId: null, rootUri: null, capabilities: {} });
  expect(await client.end()).toBe(1);
});

test("forked over node IPC, as the extension does", async () => {
  const root = project();
  const server = fork(join(dist, "server.js"), ["--node-ipc"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  onTestFinished(() => void server.kill("SIGKILL"));
  const exited = once(server, "exit");
  const answered = once(server, "message");
  server.send({
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { processId: process.pid, rootUri: pathToFileURL(root).toString(), capabilities: {} },
  });
  expect((await answered)[0]).toMatchObject({ id: 1, result: { serverInfo: { name: "flightdeck" } } });
  server.send({ jsonrpc: "2.0", id: 2, method: "shutdown" });
  server.send({ jsonrpc: "2.0", method: "exit" });
  expect((await exited)[0]).toBe(0);
});

/** The folder's first state that is not "indexing". */
async function ready(client: JsonRpc): Promise<unknown> {
  for (;;) {
    const params = await client.notification("flightdeck/folder/state");
    if (!JSON.stringify(params).includes('"kind":"indexing"')) return params;
  }
}
