/** Lenses as an editor's user reads them. */

import { expect, test } from "vitest";
import { CodeLensRequest } from "vscode-languageserver-protocol/node";
import { folder } from "../workspace/folder.ts";
import { connect, EDITOR, until, uriOf } from "./client.ts";
import { ETL, project } from "./project.ts";

test("tasks can be run, and their environment deployed and planned", async () => {
  const root = folder(project);
  const client = await connect([root]);
  expect(await client.lenses(uriOf(root, "etl.py"))).toEqual([
    "3  $(cloud-upload) Deploy etl  $(open-preview) Plan",
    "6  $(play) Run  $(debug-alt) Debug  $(cloud-upload) Deploy etl  $(open-preview) Plan",
    "12  $(play) Run  $(debug-alt) Debug  $(cloud-upload) Deploy etl  $(open-preview) Plan",
  ]);
});

test("a lens carries its target by name", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "features.py");
  const lenses = (await client.wire.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
  expect(lenses.map(({ command }) => [command?.command, command?.arguments])).toEqual([
    ["flightdeck.deploy", [{ kind: "environment", uri, environment: "features" }]],
    ["flightdeck.plan", [{ kind: "environment", uri, environment: "features" }]],
    ["flightdeck.run", [{ kind: "task", uri, task: "features.build", environment: "features" }]],
    ["flightdeck.debug", [{ kind: "task", uri, task: "features.build", environment: "features" }]],
    ["flightdeck.deploy", [{ kind: "task", uri, task: "features.build", environment: "features" }]],
    ["flightdeck.plan", [{ kind: "task", uri, task: "features.build", environment: "features" }]],
  ]);
});

test("a client that carries out no commands gets no lenses", async () => {
  const root = folder(project);
  const { experimental: _, ...bare } = EDITOR;
  const client = await connect([root], { capabilities: bare });
  expect(await client.lenses(uriOf(root, "etl.py"))).toEqual([]);
});

test("a client gets lenses of the commands that it announced", async () => {
  const root = folder(project);
  const capabilities = { ...EDITOR, experimental: { flightdeck: { commands: ["flightdeck.plan", "made.up"] } } };
  const client = await connect([root], { capabilities });
  expect(await client.lenses(uriOf(root, "features.py"))).toEqual([
    "3  $(open-preview) Plan",
    "6  $(open-preview) Plan",
  ]);
});

test("each lens can be switched off, and on again", async () => {
  const root = folder(project);
  const client = await connect([root], { settings: { codeLens: { debug: false, deploy: false, plan: false } } });
  const uri = uriOf(root, "features.py");
  expect(await client.lenses(uri)).toEqual(["6  $(play) Run"]);
  await client.configure({ codeLens: { run: false, plan: false, deploy: false } });
  await until(async () => (await client.lenses(uri))[0] === "6  $(debug-alt) Debug");
  await client.configure({ codeLens: { run: false, debug: false, deploy: false } });
  await until(async () => (await client.lenses(uri)).length === 2);
  expect(await client.lenses(uri)).toEqual(["3  $(open-preview) Plan", "6  $(open-preview) Plan"]);
  await until(() => client.seen.refreshes > 0);
});

test("what importing the file does not define can't be run or deployed", async () => {
  const root = folder({
    "late.py": `import flyte

env = flyte.TaskEnvironment(name="early")

if __name__ == "__main__":
    late = flyte.TaskEnvironment(name="late")

    @late.task
    def there() -> None: ...

def make():
    @env.task
    def inner() -> None: ...
    return inner
`,
  });
  const client = await connect([root]);
  expect(await client.lenses(uriOf(root, "late.py"))).toEqual([
    "3  $(cloud-upload) Deploy early  $(open-preview) Plan",
    "6  $(open-preview) Plan",
    "8  $(open-preview) Plan",
    "12  $(open-preview) Plan",
  ]);
});

test("apps can be served, and a script says whom it contacts", async () => {
  const start = `import flyte
import flyte.app

env = flyte.TaskEnvironment("jobs")
web = flyte.app.AppEnvironment("web")

@env.task
def main() -> None: ...

`;
  const root = folder({
    "local.py": `${start}if __name__ == "__main__":\n    flyte.run(main)\n`,
    "remote.py": `${start}if __name__ == "__main__":\n    flyte.init_from_config("config.yaml")\n    flyte.deploy(env)\n`,
    "own.py": `# /// script\n# dependencies = ["flyte"]\n# ///\n${start}if __name__ == "__main__":\n    flyte.run(main)\n`,
    "quiet.py": `${start}if __name__ == "__main__":\n    print("hello")\n`,
  });
  const client = await connect([root], { settings: { codeLens: { debug: false, deploy: false, plan: false } } });
  const lenses = (path: string) => client.lenses(uriOf(root, path));
  expect(await lenses("local.py")).toEqual(["5  $(broadcast) Serve", "7  $(play) Run", "10  $(terminal) Run Script"]);
  expect(await lenses("remote.py")).toEqual([
    "5  $(broadcast) Serve",
    "7  $(play) Run",
    "10  $(terminal) Run Script · contacts the control plane of config.yaml",
  ]);
  expect(await lenses("own.py")).toContain("13  $(terminal) Run Script with uv");
  expect(await lenses("quiet.py")).toEqual(["5  $(broadcast) Serve", "7  $(play) Run"]);
  await client.configure({ codeLens: { run: false, debug: false, deploy: false, plan: false, serve: false } });
  await until(async () => (await lenses("local.py")).length === 1);
  expect(await lenses("local.py")).toEqual(["10  $(terminal) Run Script"]);
  await client.configure({ codeLens: { run: false, debug: false, deploy: false, plan: false, runScript: false } });
  await until(async () => (await lenses("local.py"))[0] !== "10  $(terminal) Run Script");
  expect(await lenses("local.py")).toEqual(["5  $(broadcast) Serve"]);
});

test("Flyte 1 files and plain Python get none", async () => {
  const root = folder({
    "old.py": "from flytekit import task\n\n@task\ndef t() -> int:\n    return 1\n",
    "plain.py": "def f(): ...\n",
  });
  const client = await connect([root]);
  expect(await client.lenses(uriOf(root, "old.py"))).toEqual([]);
  expect(await client.lenses(uriOf(root, "plain.py"))).toEqual([]);
  expect(await client.lenses(uriOf(root, "nothing.py"))).toEqual([]);
  expect(await client.lenses("untitled:Untitled-1")).toEqual([]);
});

test("lenses follow what is typed, not what is saved", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "etl.py");
  await client.open(uri, ETL);
  await client.change(uri, { range: range(2, 0, 2, 0), text: "\n\n" });
  expect((await client.lenses(uri)).map((line) => line.split(" ", 1)[0])).toEqual(["5", "8", "14"]);
  await client.change(uri, { text: "import flyte\n" });
  expect(await client.lenses(uri)).toEqual([]);
  await client.close(uri);
  await until(async () => (await client.lenses(uri)).length === 3);
});

test("lenses of an open file are asked for again when another file renames its environment", async () => {
  const root = folder({
    "envs.py": 'import flyte\nenv = flyte.TaskEnvironment(name="one")\n',
    "jobs.py": "from envs import env\n\n@env.task\ndef job() -> None: ...\n",
  });
  const client = await connect([root]);
  const jobs = uriOf(root, "jobs.py");
  await client.open(jobs, "from envs import env\n\n@env.task\ndef job() -> None: ...\n");
  expect(await client.lenses(jobs)).toEqual([
    "3  $(play) Run  $(debug-alt) Debug  $(cloud-upload) Deploy one  $(open-preview) Plan",
  ]);
  const envs = uriOf(root, "envs.py");
  await client.open(envs, 'import flyte\nenv = flyte.TaskEnvironment(name="one")\n');
  const before = client.seen.refreshes;
  await client.change(envs, { range: range(1, 34, 1, 37), text: "two" });
  await until(() => client.seen.refreshes > before);
  expect(await client.lenses(jobs)).toEqual([
    "3  $(play) Run  $(debug-alt) Debug  $(cloud-upload) Deploy two  $(open-preview) Plan",
  ]);
});

const range = (fromLine: number, from: number, toLine: number, to: number) => ({
  start: { line: fromLine, character: from },
  end: { line: toLine, character: to },
});
