/** Launches, plans and interpreters, asked for as the extension's client does. */

import { join } from "node:path";
import { expect, test } from "vitest";
import type { InterpreterInfo } from "../../../protocol/interpreter.ts";
import type { LaunchTarget } from "../../../protocol/launch.ts";
import * as lsp from "../../../protocol/lsp.ts";
import { type Files, folder } from "../workspace/folder.ts";
import { connect, uriOf } from "./client.ts";
import { ETL, FEATURES, project } from "./project.ts";

const venv: Files = {
  ".venv/pyvenv.cfg": "version = 3.12.4\n",
  ".venv/bin/python": "",
  ".venv/lib/python3.12/site-packages/flyte-2.12.1.dist-info/METADATA": "Name: flyte\nVersion: 2.12.1\n",
};

const task = (root: string, file: string, name: string): LaunchTarget => ({
  kind: "task",
  uri: uriOf(root, file),
  task: name,
});

test("a launch is complete: the folder's interpreter, its settings, the open documents", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root], { settings: { project: "demo", domain: "", configFile: "conf/flyte.yaml" } });
  const uri = uriOf(root, "features.py");
  await client.open(uri, FEATURES);
  const answer = await client.wire.sendRequest(lsp.launch, {
    kind: "run",
    target: task(root, "features.py", "features.build"),
  });
  expect(answer).toEqual({
    kind: "spec",
    spec: {
      action: { kind: "run", mode: "local", variable: "build", name: "features.build", inputs: [] },
      interpreter: { kind: "path", path: join(root, ".venv/bin/python") },
      cwd: root,
      rootDir: root,
      env: {},
      configFile: join(root, "conf/flyte.yaml"),
      project: "demo",
      file: join(root, "features.py"),
      secretNames: [],
      documents: { [uri]: 1 },
    },
    sends: { environments: [{ name: "features", isSure: true }], unknown: [] },
  });
});

test("a file of a src layout runs from src, unless src is a package", async () => {
  const root = folder({ "src/a.py": FEATURES, "lib/src/__init__.py": "", "lib/src/b.py": FEATURES, ...venv });
  const client = await connect([root]);
  const rootDir = async (file: string) => {
    const answer = await client.wire.sendRequest(lsp.launch, { kind: "run", target: task(root, file, "build") });
    return answer.kind === "spec" ? answer.spec.rootDir : answer;
  };
  expect(await rootDir("src/a.py")).toBe(join(root, "src"));
  expect(await rootDir("lib/src/b.py")).toBe(root);
});

test("required inputs are asked for", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root]);
  const answer = await client.wire.sendRequest(lsp.launch, { kind: "run", target: task(root, "etl.py", "etl.main") });
  expect(answer).toMatchObject({
    kind: "inputs",
    name: "etl.main",
    parameters: [
      { name: "day", annotation: "str", hasDefault: false },
      { name: "limit", annotation: "int", hasDefault: true, defaultText: "10" },
    ],
  });
});

test("the interpreter that the client chose counts, and so does none", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root]);
  const target = task(root, "features.py", "features.build");
  const choose = (interpreter: InterpreterInfo | null) =>
    client.wire.sendNotification(lsp.setInterpreter, { folder: uriOf(root), interpreter });
  const chosen: InterpreterInfo = { path: "/opt/python", plugins: [], sitePackages: [], source: { kind: "setting" } };

  await choose({ ...chosen, sdk: { name: "flyte", version: "2.12.1" } });
  const spec = await client.wire.sendRequest(lsp.launch, { kind: "run", target });
  expect(spec).toMatchObject({ kind: "spec", spec: { interpreter: { path: "/opt/python" } } });
  await choose(chosen);
  expect(await client.wire.sendRequest(lsp.launch, { kind: "run", target })).toMatchObject({ reason: "sdkMissing" });
  await choose(null);
  expect(await client.wire.sendRequest(lsp.launch, { kind: "run", target })).toMatchObject({ reason: "noInterpreter" });
});

test("candidates for an interpreter are described, those that are not there left out", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root]);
  const found = await client.wire.sendRequest(lsp.interpreters, {
    folder: uriOf(root),
    candidates: [
      { path: join(root, "nowhere/python"), source: { kind: "setting" } },
      { path: join(root, ".venv/bin/python"), source: { kind: "pythonExtension" } },
    ],
    defaults: false,
  });
  expect(found).toMatchObject([
    {
      name: ".venv",
      why: "the Python extension has it selected",
      version: "3.12.4",
      sdk: { name: "flyte", version: "2.12.1" },
      source: { kind: "pythonExtension" },
    },
  ]);
});

test("where nobody chose, the folder's own virtual environment comes first", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root]);
  const found = await client.wire.sendRequest(lsp.interpreters, {
    folder: uriOf(root),
    candidates: [],
    defaults: true,
  });
  expect(found[0]).toMatchObject({ name: ".venv", why: ".venv is here" });
});

test("what can't be launched is refused with the reason", async () => {
  const root = folder({ ...project, ...venv });
  const client = await connect([root]);
  const refusal = async (target: LaunchTarget) => {
    const answer = await client.wire.sendRequest(lsp.launch, { kind: "run", target });
    return answer.kind === "refused" ? answer.reason : answer.kind;
  };
  expect(await refusal(task(root, "features.py", "features.gone"))).toBe("targetNotFound");
  expect(await refusal(task(root, "gone.py", "x"))).toBe("targetNotFound");
  expect(await refusal(task("/elsewhere", "x.py", "x"))).toBe("targetNotFound");
});

test("a plan of an environment, and of a task's", async () => {
  const root = folder(project);
  const client = await connect([root], { settings: { project: "demo" } });
  const uri = uriOf(root, "etl.py");
  const byName = await client.wire.sendRequest(lsp.plan, { target: { kind: "environment", uri, environment: "etl" } });
  const byTask = await client.wire.sendRequest(lsp.plan, { target: task(root, "etl.py", "etl.load") });
  expect(byTask).toEqual(byName);
  if (byName.kind !== "plan") throw new Error(byName.message);
  expect(byName.document.text).toContain("Plan · etl");
  expect(byName.document.text).toContain("project demo (setting flightdeck.project)");
  const gone = await client.wire.sendRequest(lsp.plan, { target: { kind: "environment", uri, environment: "gone" } });
  expect(gone).toEqual({
    kind: "refused",
    message: "gone is not defined any more, so there is no plan of it.",
  });
  const outside = { kind: "environment", uri: "file:///elsewhere/x.py", environment: "x" } as const;
  expect(await client.wire.sendRequest(lsp.plan, { target: outside })).toMatchObject({ kind: "refused" });
});

test("the task at the cursor is the one around it, or the one above", async () => {
  const root = folder(project);
  const client = await connect([root]);
  const uri = uriOf(root, "etl.py");
  await client.open(uri, `${ETL}\n\nx = 1\n`);
  const at = async (line: number) => {
    const { task } = await client.wire.sendRequest(lsp.targetsAt, { uri, position: { line: line - 1, character: 0 } });
    return task?.kind === "task" ? task.task : null;
  };
  expect(await at(1)).toBeNull();
  expect(await at(6)).toBe("etl.main");
  expect(await at(9)).toBe("etl.main");
  expect(await at(11)).toBe("etl.main");
  expect(await at(12)).toBe("etl.load");
  expect(await at(17)).toBe("etl.load");
  const elsewhere = await client.wire.sendRequest(lsp.targetsAt, {
    uri: uriOf(root, "notes.py"),
    position: { line: 0, character: 0 },
  });
  expect(elsewhere).toEqual({ task: null, app: null, definition: null });
});

test("what is planned at the cursor is the nearer of a task and an environment, and what is served is an app", async () => {
  const text = `import flyte
from flyte.app import AppEnvironment

env = flyte.TaskEnvironment("work")

@env.task
def main(): ...

web = AppEnvironment(
    name="web",
)

x = 1
`;
  const root = folder({ "web.py": text });
  const client = await connect([root]);
  const uri = uriOf(root, "web.py");
  const at = async (line: number) => {
    const { app, definition } = await client.wire.sendRequest(lsp.targetsAt, {
      uri,
      position: { line: line - 1, character: 0 },
    });
    return [app, definition].map((each) =>
      each === null ? null : each.kind === "task" ? each.task : each.environment,
    );
  };
  expect(await at(2)).toEqual([null, null]);
  expect(await at(4)).toEqual([null, "work"]);
  expect(await at(5)).toEqual([null, "work"]);
  expect(await at(6)).toEqual([null, "work.main"]);
  expect(await at(7)).toEqual([null, "work.main"]);
  expect(await at(9)).toEqual(["web", "web"]);
  expect(await at(13)).toEqual(["web", "web"]);
});

test("a run reads what lies below its root, also where that is another folder", async () => {
  const team = Object.fromEntries(Object.entries(venv).map(([path, text]) => [`team/${path}`, text]));
  const outer = folder({ ...project, ...venv, "team/x.py": FEATURES, ...team });
  const inner = join(outer, "team");
  const client = await connect([outer, inner]);
  await client.open(uriOf(outer, "etl.py"), ETL);
  await client.open(uriOf(inner, "x.py"), FEATURES);
  const documents = async (target: LaunchTarget) => {
    const answer = await client.wire.sendRequest(lsp.launch, { kind: "run", target, inputs: [] });
    return answer.kind === "spec" ? Object.keys(answer.spec.documents) : answer;
  };
  expect(await documents(task(outer, "etl.py", "load"))).toEqual([uriOf(outer, "etl.py"), uriOf(inner, "x.py")]);
  expect(await documents(task(inner, "x.py", "build"))).toEqual([uriOf(inner, "x.py")]);
});

test("the command of a spec knows the task's flags; of an unknown file it says what the spec says", async () => {
  const text =
    'import flyte\n\nenv = flyte.TaskEnvironment(name="etl")\n\n\n@env.task\nasync def main(dry: bool) -> None: ...\n';
  const root = folder({ "etl.py": text, ...venv });
  const client = await connect([root]);
  const answer = await client.wire.sendRequest(lsp.launch, {
    kind: "run",
    target: task(root, "etl.py", "etl.main"),
    inputs: [{ name: "dry", value: true }],
  });
  if (answer.kind !== "spec") throw new Error(answer.kind);
  const { spec } = answer;
  // The test's interpreter was not set: the folder's own is taken.
  const command = (uri: string) => client.wire.sendRequest(lsp.commandText, { uri, spec });
  expect(await command(uriOf(root, "etl.py"))).toBe("flightdeck run etl.py main --dry");
  expect(await command("file:///elsewhere/etl.py")).toBe("flightdeck run etl.py main --dry true");
});

test("a file whose header names Flyte runs in an environment of its own, unless that is switched off", async () => {
  const root = folder({ "job.py": `# /// script\n# dependencies = ["flyte"]\n# ///\n${FEATURES}`, ...venv });
  const client = await connect([root]);
  const interpreter = async () => {
    const answer = await client.wire.sendRequest(lsp.launch, { kind: "run", target: task(root, "job.py", "build") });
    return answer.kind === "spec" ? answer.spec.interpreter : answer;
  };
  expect(await interpreter()).toEqual({ kind: "script", file: join(root, "job.py") });
  const lenses = async () => (await client.lenses(uriOf(root, "job.py"))).join("\n");
  expect(await lenses()).toContain("$(play) Run with uv");
  await client.configure({ scriptEnvironments: false });
  await expect.poll(interpreter).toEqual({ kind: "path", path: join(root, ".venv/bin/python") });
  expect(await lenses()).not.toContain("uv");
});
