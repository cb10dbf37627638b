/** Notebooks in the server: in the model, and offered for nothing that would need a Python file. */

import { expect, test } from "vitest";
import {
  DidChangeNotebookDocumentNotification,
  DidCloseNotebookDocumentNotification,
  DidOpenNotebookDocumentNotification,
  HoverRequest,
  NotebookCellKind,
  type NotebookDocumentChangeEvent,
} from "vscode-languageserver-protocol/node";
import * as lsp from "../../../protocol/lsp.ts";
import { folder, write } from "../workspace/folder.ts";
import { type Client, connect, until, uriOf } from "./client.ts";
import { project } from "./project.ts";

const notebook = (source: string): string =>
  JSON.stringify({ cells: [{ cell_type: "code", metadata: {}, source, outputs: [] }], metadata: {}, nbformat: 4 });

// A task that calls into an environment which its own doesn't depend on.
const SOURCE = `import flyte
from features import build
nb = flyte.TaskEnvironment("nb")
@nb.task
def main() -> int:
    return build(1)
`;

test("a notebook is in the model and follows the disk", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root]);
  expect((await client.model(root))[0]).toBe("a.ipynb: nb | nb.main");
  write(root, { "a.ipynb": notebook(SOURCE.replaceAll('"nb"', '"other"')) });
  await client.onDisk([uriOf(root, "a.ipynb"), "changed"]);
  await until(async () => (await client.model(root))[0] === "a.ipynb: other | other.main");
});

test("its file's text, opened as JSON, has no lenses, hovers or tasks, and is not taken for Python", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root]);
  const uri = uriOf(root, "a.ipynb");
  await client.open(uri, notebook(SOURCE), "python");
  expect((await client.model(root))[0]).toBe("a.ipynb: nb | nb.main");
  expect(await client.lenses(uri)).toEqual([]);
  const position = { line: 2, character: 30 };
  expect(await client.wire.sendRequest(HoverRequest.type, { textDocument: { uri }, position })).toBeNull();
  expect(await client.wire.sendRequest(lsp.targetsAt, { uri, position })).toEqual({
    task: null,
    app: null,
    definition: null,
  });
});

test("it is neither run nor deployed, with the reason and the way out", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root]);
  const uri = uriOf(root, "a.ipynb");
  for (const request of [
    { kind: "run", target: { kind: "task", uri, task: "nb.main" } },
    { kind: "deploy", target: { kind: "environment", uri, environment: "nb" } },
  ] as const)
    expect(await client.wire.sendRequest(lsp.launch, request)).toEqual({
      kind: "refused",
      reason: "notebook",
      message:
        "a.ipynb is a notebook: its code runs in its own kernel, and Flyte deploys Python files. Move what is to be run or deployed from here into a Python file, and import it in the notebook.",
    });
});

test("rules say nothing of notebooks, whose cells run again and in any order", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE), "b.py": SOURCE.replaceAll("nb", "script") });
  const client = await connect([root]);
  await until(() => (client.seen.diagnostics.get(uriOf(root, "b.py")) ?? []).length === 1);
  expect(client.seen.diagnostics.get(uriOf(root, "a.ipynb"))).toBeUndefined();
});

/** A notebook in an editor: cells of code, and of words where a text begins with `#`. */
function editorOf(client: Client, uri: string) {
  let made = 0;
  let version = 1;
  const cellOf = (text: string, languageId = text.startsWith("#") ? "markdown" : "python") => {
    const document = `${uri.replace("file:", "vscode-notebook-cell:")}#${made++}`;
    return {
      cell: { kind: languageId === "markdown" ? NotebookCellKind.Markup : NotebookCellKind.Code, document },
      text: { uri: document, languageId, version: 1, text },
    };
  };
  const change = (cells: NonNullable<NotebookDocumentChangeEvent["cells"]>) =>
    client.wire.sendNotification(DidChangeNotebookDocumentNotification.type, {
      notebookDocument: { uri, version: ++version },
      change: { cells },
    });
  return {
    cell: (index: number) => `${uri.replace("file:", "vscode-notebook-cell:")}#${index}`,
    open: (...texts: readonly string[]) => {
      const cells = texts.map((text) => cellOf(text));
      return client.wire.sendNotification(DidOpenNotebookDocumentNotification.type, {
        notebookDocument: { uri, notebookType: "jupyter-notebook", version, cells: cells.map(({ cell }) => cell) },
        cellTextDocuments: cells.map(({ text }) => text),
      });
    },
    type: (cell: number, line: number, from: number, to: number, text: string) => {
      const document = { uri: `${uri.replace("file:", "vscode-notebook-cell:")}#${cell}`, version: ++version };
      const range = { start: { line, character: from }, end: { line, character: to } };
      return change({ textContent: [{ document, changes: [{ range, text }] }] });
    },
    insert: (start: number, text: string, languageId?: string) => {
      const added = cellOf(text, languageId);
      return change({
        structure: { array: { start, deleteCount: 0, cells: [added.cell] }, didOpen: [added.text] },
      });
    },
    remove: (start: number, id: number) =>
      change({
        structure: {
          array: { start, deleteCount: 1 },
          didClose: [{ uri: `${uri.replace("file:", "vscode-notebook-cell:")}#${id}` }],
        },
      }),
    close: (...ids: readonly number[]) =>
      client.wire.sendNotification(DidCloseNotebookDocumentNotification.type, {
        notebookDocument: { uri },
        cellTextDocuments: ids.map((id) => ({ uri: `${uri.replace("file:", "vscode-notebook-cell:")}#${id}` })),
      }),
  };
}

/** `name cell:line`, counted from 0. */
async function places(client: Client, root: string): Promise<readonly string[]> {
  const { files } = await client.wire.sendRequest(lsp.modelSnapshot, { folder: uriOf(root) });
  return files
    .filter(({ path }) => path === "a.ipynb")
    .flatMap(({ environments, tasks }) => [...environments, ...tasks])
    .map(
      ({ name, place }) =>
        `${name.kind === "known" ? name.value : "?"} ${place.cell ?? "no cell"}:${place.range.start.line}`,
    );
}

test("an open notebook is what its cells say as they are typed, and the disk's again once it is closed", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root]);
  const editor = editorOf(client, uriOf(root, "a.ipynb"));
  await editor.open(
    "# Words",
    'import flyte\nnb = flyte.TaskEnvironment("typed")',
    "%%time\n@nb.task\ndef main() -> int:\n    return 1",
  );
  expect(await places(client, root)).toEqual(["typed 1:1", "typed.main 2:1"]);
  await editor.type(1, 1, 28, 33, "again");
  expect(await places(client, root)).toEqual(["again 1:1", "again.main 2:1"]);
  // The letters of a name, one after another.
  for (const [at, letter] of [..."_of_all"].entries()) await editor.type(2, 2, 8 + at, 8 + at, letter);
  expect(await places(client, root)).toEqual(["again 1:1", "again.main_of_all 2:1"]);
  // A cell that is broken while it is typed takes no other one with it.
  await editor.insert(1, 'more = flyte.TaskEnvironment("more');
  expect(await places(client, root)).toEqual(["again 2:1", "again.main_of_all 3:1"]);
  await editor.type(3, 0, 34, 34, '")');
  // It stands above the import.
  expect(await places(client, root)).toEqual(["again 2:1", "again.main_of_all 3:1"]);
  await editor.insert(4, 'late = flyte.TaskEnvironment("late")');
  expect(await places(client, root)).toEqual(["again 2:1", "late 4:0", "again.main_of_all 3:1"]);
  await editor.remove(1, 3);
  expect(await places(client, root)).toEqual(["again 1:1", "late 3:0", "again.main_of_all 2:1"]);
  await editor.insert(0, "%%sql", "sql");
  await editor.insert(0, "flyte.TaskEnvironment('no')", "r");
  expect(await places(client, root)).toEqual(["again 3:1", "late 5:0", "again.main_of_all 4:1"]);
  await editor.close(0, 1, 2, 4, 5, 6);
  await until(async () => (await places(client, root)).join() === "nb 0:2,nb.main 0:3");
});

test("hovers in cells say what stands there, with places in cells", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root]);
  const editor = editorOf(client, uriOf(root, "a.ipynb"));
  await editor.open(
    "# Words",
    'import flyte\n\nnb = flyte.TaskEnvironment("nb", resources=flyte.Resources(cpu=2))',
    "# More\n\n",
    "\n\n@nb.task\ndef main() -> int:\n    return 1",
  );
  const hover = async (cell: number, line: number, character: number) =>
    client.wire.sendRequest(HoverRequest.type, {
      textDocument: { uri: editor.cell(cell) },
      position: { line, character },
    });
  const found = JSON.stringify(await hover(3, 3, 6));
  expect(found).toContain("**nb.main**");
  expect(found).toContain("a.ipynb, cell 2, line 3");
  expect(JSON.stringify(await hover(1, 2, 28))).toContain("TaskEnvironment");
  // The same line and column of other cells hold nothing.
  expect(await hover(3, 2, 28)).toBeNull();
  expect(await hover(0, 2, 28)).toBeNull();
  expect(await client.lenses(editor.cell(3))).toEqual([]);
});

test("one that begins to speak of Flyte comes into the model, and one that ends to goes", async () => {
  const root = folder({ ...project, "a.ipynb": notebook("x = 1") });
  const client = await connect([root]);
  const editor = editorOf(client, uriOf(root, "a.ipynb"));
  await editor.open("import flyt", "nb = flyt.TaskEnvironment('nb')");
  expect(await places(client, root)).toEqual([]);
  await editor.type(0, 0, 11, 11, "e as flyt");
  expect(await places(client, root)).toEqual(["nb 1:0"]);
  await editor.type(0, 0, 0, 20, "");
  expect(await places(client, root)).toEqual([]);
});

test("cells are followed in any line ends, and too much of them is a problem until it is less", async () => {
  const root = folder({ ...project, "a.ipynb": notebook("x = 1") });
  const client = await connect([root]);
  const editor = editorOf(client, uriOf(root, "a.ipynb"));
  await editor.open(
    "import flyte\r\nnb = flyte.TaskEnvironment(\r\n  'nb')\rx = 1",
    "env = flyte.TaskEnvironment('e')",
  );
  expect(await places(client, root)).toEqual(["nb 0:1", "e 1:0"]);
  await editor.type(0, 2, 3, 5, "wide");
  await editor.type(0, 3, 0, 5, "y = 2\n\n");
  expect(await places(client, root)).toEqual(["wide 0:1", "e 1:0"]);
  await editor.insert(2, `#${"x".repeat(2_097_152)}`, "python");
  expect((await client.model(root)).find((line) => line.startsWith("a.ipynb"))).toBe("a.ipynb: | !tooLarge");
  await editor.remove(2, 2);
  expect(await places(client, root)).toEqual(["wide 0:1", "e 1:0"]);
});

test("a notebook that was open before its folder was is followed in it", async () => {
  const root = folder({ ...project, "a.ipynb": notebook(SOURCE) });
  const client = await connect([root], { settingsMs: 50 });
  await client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [], removed: [{ uri: uriOf(root), name: root }] },
  });
  const editor = editorOf(client, uriOf(root, "a.ipynb"));
  await editor.open('import flyte\nnb = flyte.TaskEnvironment("typed")');
  await client.wire.sendNotification("workspace/didChangeWorkspaceFolders", {
    event: { added: [{ uri: uriOf(root), name: root }], removed: [] },
  });
  await until(async () => (await places(client, root)).join() === "typed 0:1");
});
