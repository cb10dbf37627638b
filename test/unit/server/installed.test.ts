/** Environments of installed packages, as the folder's interpreter has them: they follow its packages, the choice of another one and the text. */

import { join } from "node:path";
import { expect, test } from "vitest";
import type { InterpreterInfo } from "../../../protocol/interpreter.ts";
import * as lsp from "../../../protocol/lsp.ts";
import { type Files, folder, write } from "../workspace/folder.ts";
import { type Client, connect, until, uriOf } from "./client.ts";

const venv = (name: string): Files => ({
  ".venv/pyvenv.cfg": "version = 3.12.4\n",
  ".venv/bin/python": "",
  ".venv/lib/python3.12/site-packages/flyteplugins/ask/__init__.py": `import flyte\nenv = flyte.TaskEnvironment("${name}")\n`,
});

const APP = `import flyte
import flyteplugins.ask as ask

main = flyte.TaskEnvironment("main", depends_on=[ask.env])
`;

/** What `main` depends on, and which files there are. */
async function dependencies(client: Client, root: string): Promise<string> {
  const { files } = await client.wire.sendRequest(lsp.modelSnapshot, { folder: uriOf(root) });
  const names = files.flatMap(({ dependsOn }) =>
    dependsOn.map(({ toName }) => (toName.kind === "known" ? toName.value : "?")),
  );
  const installed = files.flatMap((file) => (file.installed ?? []).map(({ module }) => module));
  return `${files.map(({ path }) => path).join()}: ${names.join()} of ${installed.join()}`;
}

test("an installed environment has its name, and is none of the folder's", async () => {
  const root = folder({ ...venv("ask-tasks"), "app.py": APP });
  const client = await connect([root]);
  expect(await dependencies(client, root)).toBe("app.py: ask-tasks of flyteplugins.ask");
});

test("another interpreter, and none, have other packages", async () => {
  const root = folder({ ...venv("ask-tasks"), "app.py": APP });
  const elsewhere = folder(venv("newer"));
  const client = await connect([root]);
  const choose = (interpreter: InterpreterInfo | null) =>
    client.wire.sendNotification(lsp.setInterpreter, { folder: uriOf(root), interpreter });
  await choose({
    path: join(elsewhere, ".venv/bin/python"),
    plugins: [],
    sitePackages: [join(elsewhere, ".venv/lib/python3.12/site-packages")],
    source: { kind: "setting" },
  });
  await until(async () => (await dependencies(client, root)) === "app.py: newer of flyteplugins.ask");
  await choose(null);
  await until(async () => (await dependencies(client, root)) === "app.py: ? of ");
});

test("a virtual environment that is made while the folder is open counts, where nobody chose another", async () => {
  const root = folder({ "app.py": APP });
  const client = await connect([root]);
  expect(await dependencies(client, root)).toBe("app.py: ? of ");
  write(root, venv("ask-tasks"));
  await client.onDisk([uriOf(root, ".venv/pyvenv.cfg"), "created"]);
  await until(async () => (await dependencies(client, root)) === "app.py: ask-tasks of flyteplugins.ask");
});

test("a package that was upgraded is read again when the user asks for a look", async () => {
  const root = folder({ ...venv("ask-tasks"), "app.py": APP });
  const client = await connect([root]);
  write(root, venv("upgraded-tasks"));
  await client.wire.sendRequest(lsp.folderRescan, { folder: uriOf(root) });
  expect(await dependencies(client, root)).toBe("app.py: upgraded-tasks of flyteplugins.ask");
});

test("an import that is being typed is followed", async () => {
  const root = folder({ ...venv("ask-tasks"), "app.py": "import flyte\n" });
  const client = await connect([root]);
  const uri = uriOf(root, "app.py");
  await client.open(uri, "import flyte\n");
  await client.change(uri, { text: APP });
  await until(async () => (await dependencies(client, root)) === "app.py: ask-tasks of flyteplugins.ask");
});

test("a package in the folder that is installed in editable mode is the folder's own, wherever it lies", async () => {
  const root = folder({
    "libs/one/acme/__init__.py": "from ._envs import shared\n",
    "libs/one/acme/_envs.py": 'import flyte\nshared = flyte.TaskEnvironment("shared")\n',
    "apps/x/app.py": 'import acme\nimport flyte\nmain = flyte.TaskEnvironment("main", depends_on=[acme.shared])\n',
    ".venv/pyvenv.cfg": "version = 3.12.4\n",
    ".venv/bin/python": "",
    ".venv/lib/python3.12/site-packages/acme.pth": "../../../../libs/one\n",
  });
  const client = await connect([root]);
  expect(await dependencies(client, root)).toBe("apps/x/app.py,libs/one/acme/_envs.py: shared of ");
});

test("a file that never says flyte uses what a package made for Flyte", async () => {
  const root = folder({
    ...venv("ask-tasks"),
    "app.py": "import flyte\nfrom envs import main\n@main.task\ndef f(): ...\n",
    "envs.py": 'from team import TeamEnvironment\nmain = TeamEnvironment(name="main")\n',
    ".venv/lib/python3.12/site-packages/team.py":
      "import flyte\nbase = flyte.TaskEnvironment('base')\nclass TeamEnvironment(flyte.TaskEnvironment):\n  def __init__(self, name):\n    super().__init__(name, depends_on=[base])\n",
  });
  const client = await connect([root]);
  expect(await dependencies(client, root)).toBe("app.py,envs.py: base of team");
});
