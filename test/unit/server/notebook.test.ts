/** Notebooks in the server: in the model, and offered for nothing that would need a Python file. */

import { expect, test } from "vitest";
import { HoverRequest } from "vscode-languageserver-protocol/node";
import * as lsp from "../../../protocol/lsp.ts";
import { folder, write } from "../workspace/folder.ts";
import { connect, until, uriOf } from "./client.ts";
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
  expect(await client.wire.sendRequest(lsp.taskAt, { uri, position })).toBeNull();
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
