/** Every bundle loads and answers on every Node that ships with a supported VS Code. The client's place is in e2e: it needs an editor. */

import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { startJsonRpc } from "./jsonRpc.ts";
import { nodes } from "./nodes.ts";

const root = join(import.meta.dirname, "..", "..");
const bundle = (name: string) => join(root, "dist", `${name}.js`);
const sample = join(root, "samples", "etl");
const uri = pathToFileURL(join(sample, "etl.py")).href;

describe.for(nodes)("on Node $version", ({ executable, version }) => {
  test("this is the Node that is meant", async () => {
    const { stdout } = await promisify(execFile)(executable, ["--version"]);
    expect(stdout.trim()).toBe(`v${version}`);
  });

  test("the server gives lenses to an editor that knows only LSP", async () => {
    const server = startJsonRpc(executable, [bundle("server"), "--stdio"], {
      answers: { "workspace/configuration": ({ items }: { items: unknown[] }) => items.map(() => null) } as never,
    });
    const folder = { uri: pathToFileURL(sample).href, name: "etl" };
    const lensCommands = ["flightdeck.run", "flightdeck.plan", "flightdeck.deploy"];
    const initialized = await server.request("initialize", {
      processId: process.pid,
      rootUri: folder.uri,
      workspaceFolders: [folder],
      capabilities: { workspace: { workspaceFolders: true }, experimental: { flightdeck: { commands: lensCommands } } },
    });
    expect(initialized).toMatchObject({ capabilities: { codeLensProvider: {}, hoverProvider: true } });
    server.notify("initialized", {});
    const text =
      'import flyte\n\nenv = flyte.TaskEnvironment(name="etl")\n\n\n@env.task\ndef check() -> int:\n    return 1\n';
    server.notify("textDocument/didOpen", { textDocument: { uri, languageId: "python", version: 1, text } });
    const lenses = await server.request("textDocument/codeLens", { textDocument: { uri } });
    expect(lenses).toContainEqual(
      expect.objectContaining({
        range: expect.objectContaining({ start: expect.objectContaining({ line: expect.any(Number) }) }),
        command: expect.objectContaining({ command: "flightdeck.run", title: expect.stringContaining("Run") }),
      }),
    );
    await server.request("shutdown", null);
    server.notify("exit", null);
    expect(await server.end()).toBe(0);
  });

  test("the runner greets, and ends when its client goes", async () => {
    const stateDir = await mkdtemp(join(tmpdir(), "flightdeck-state-"));
    onTestFinished(() => rm(stateDir, { recursive: true, force: true }));
    const runner = startJsonRpc(executable, [bundle("runner")]);
    const manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const greeting = await runner.request("initialize", { protocol: 1, stateDir, locale: "en" });
    expect(greeting).toEqual({ protocol: 1, version: manifest.version });
    expect(await runner.end()).toBe(0);
  });

  test("the runner refuses a client of another protocol", async () => {
    const runner = startJsonRpc(executable, [bundle("runner")]);
    await expect(runner.request("initialize", { protocol: 99, stateDir: tmpdir(), locale: "en" })).rejects.toThrow(
      "99",
    );
    await runner.end();
  });

  test("the CLI lists a folder", async () => {
    const { stdout } = await promisify(execFile)(executable, [bundle("cli"), "list", sample, "--json"]);
    const { files } = JSON.parse(stdout);
    expect(Object.keys(files)).toEqual(["etl.py", "features.py"]);
    expect(files["etl.py"]).toMatchObject({
      environments: [{ name: "etl", kind: "TaskEnvironment", line: 15 }],
      tasks: [
        { name: "etl.load", line: 24, inputs: [{ name: "day", hasDefault: false }] },
        {
          name: "etl.main",
          line: 34,
          inputs: [
            { name: "day", hasDefault: false },
            { name: "limit", hasDefault: true },
          ],
        },
        { name: "etl.check", line: 51, inputs: [{ name: "rows", hasDefault: true }] },
      ],
      dependsOn: [["etl", "features"]],
    });
  });

  test("the CLI says in one line why a run isn't recorded, and runs it", async () => {
    const env = { ...process.env, HOME: "/dev/null", XDG_STATE_HOME: "", VIRTUAL_ENV: join(root, ".venv") };
    const run = promisify(execFile)(executable, [bundle("cli"), "run", "etl.py", "check"], { cwd: sample, env });
    const { stdout, stderr } = await run;
    expect(stderr).toBe("");
    expect(stdout.match(/The run's journal can't be written to \/dev\/null\/\S+: [^\n]+/g)).toHaveLength(1);
    expect(stdout).toMatch(/\n✓ etl\.check [^\n]+\n$/);
    const listed = promisify(execFile)(executable, [bundle("cli"), "runs", "list"], { cwd: sample, env });
    await expect(listed).rejects.toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^The history of runs in \/dev\/null\/\S+ can't be read: [^\n]+\n$/),
    });
  });

  test("the CLI serves LSP", async () => {
    const server = startJsonRpc(executable, [bundle("cli"), "lsp", "--stdio"]);
    const initialized = await server.request("initialize", { processId: null, rootUri: null, capabilities: {} });
    expect(initialized).toMatchObject({ capabilities: { codeLensProvider: {} } });
    await server.request("shutdown", null);
    server.notify("exit", null);
    expect(await server.end()).toBe(0);
  });
});
