/** The built command line as its user meets it: what it prints, and how it ends. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { startJsonRpc } from "./jsonRpc.ts";

const root = join(import.meta.dirname, "../..");
const sample = join(root, "samples/etl");
const python = pythonOf(VENV);

/** The server tells its state to clients that know of it. */
const LISTENS = { experimental: { flightdeck: {} } };

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly child: ChildProcess; readonly ended: Promise<Ended>; readonly said: () => string } {
  const child = spawn(process.execPath, [join(root, "dist/cli.js"), ...args], {
    cwd,
    env: { ...process.env, FLYTE_DISABLE_SENTRY: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out, err }));
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return { child, ended, said: () => out + err };
}

const flightdeck = (...args: readonly string[]): Promise<Ended> => start(sample, args).ended;

/** A folder with one file, and a place for state of its own. */
async function project(
  text: string,
): Promise<{ readonly folder: string; readonly env: Readonly<Record<string, string>> }> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "flightdeck-cli-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  await writeFile(join(folder, "flow.py"), text);
  return { folder, env: { XDG_STATE_HOME: join(folder, ".state"), HOME: folder } };
}

/** Without what differs from run to run. */
const quietly = (text: string): string =>
  text.replace(/run \w+ · .*? · flyte [\d.]+/g, "run ‹id› · ‹python› · ‹sdk›").replace(/[\d.]+ s\b/g, "‹time›");

test("the graph of the sample as JSON, Mermaid and DOT, one at a time", async () => {
  const json = await flightdeck("graph", "--json");
  const { environments, tasks, unknown, dependsOn, calls } = JSON.parse(json.out);
  expect(environments.map((each: { name: string }) => each.name)).toEqual(["etl", "features"]);
  expect(tasks.length).toBe(5);
  expect(unknown).toEqual([]);
  expect(dependsOn).toEqual([
    { from: "environment:etl.py#etl", to: "environment:features.py#features", certain: true, file: "etl.py", line: 19 },
  ]);
  expect(calls.length).toBe(3);

  expect((await flightdeck("graph", "--mermaid")).out).toMatchInlineSnapshot(`
    "flowchart LR
      subgraph e0 ["etl"]
        t0["load"]
        t1["main<br/>⏱ daily at 06:00 UTC"]
        t2["check"]
      end
      subgraph e1 ["features"]
        t3["build"]
        t4["convert"]
      end
      e0 -. depends on .-> e1
      t0 --> t3
      t1 --> t0
      t1 --> t4
    "
  `);
  expect((await flightdeck("graph", "--dot")).out).toMatch(/^digraph flyte \{\n[\s\S]+\n\}\n$/);

  const both = await flightdeck("graph", "--json", "--dot");
  expect([both.code, both.out]).toEqual([2, ""]);
  expect(both.err).toContain("--json");
});

test("list --json of the sample", async () => {
  const { code, out } = await flightdeck("list", ".", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual({
    files: {
      "etl.py": {
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
            triggers: [{ name: "daily", schedule: "daily at 06:00 UTC" }],
          },
          { name: "etl.check", line: 51, inputs: [{ name: "rows", hasDefault: true }] },
        ],
        dependsOn: [["etl", "features"]],
      },
      "features.py": {
        environments: [{ name: "features", kind: "TaskEnvironment", line: 7 }],
        tasks: [
          {
            name: "features.build",
            line: 15,
            inputs: [
              { name: "day", hasDefault: false },
              { name: "rows", hasDefault: false },
            ],
          },
          {
            name: "features.convert",
            line: 28,
            inputs: [
              { name: "dollars", hasDefault: false },
              { name: "currency", hasDefault: true },
            ],
          },
        ],
        dependsOn: [],
      },
    },
  });
});

test("the plan of the sample", async () => {
  const { code, out } = await flightdeck("plan", "--python", python, "etl.py", "etl", "--project", "shop");
  expect(code).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Plan · etl                                             static, from the text as it is now
    flyte deploy --project shop etl.py etl
    project shop (--project) · domain from the configuration · version: known only to the exact plan

    2 environments · 5 tasks · 2 images · 1 trigger

    1  etl           asked for
       image         default image of the SDK
       load          (day: date) → dict[str, float]             1 CPU, 1 GiB ‹environment› · cache disable ‹environment›
       main          (day: date, limit: int = 5) → str          1 CPU, 1 GiB ‹environment› · cache disable ‹environment› · trigger daily: daily at 06:00 UTC ‹task›
       check         (rows: int = 24) → bool                    1 CPU, 1 GiB ‹environment› · cache disable ‹environment›

    2  features      because etl depends on it (etl.py:19)
       image         debian base · python 3.12 · pandas, pyarrow
       build         (day: str, rows: list[int]) → dict[str, float]  2 CPU, 4 GiB ‹environment› · retries 3 ‹task›
       convert       (dollars: float, currency: str = "EUR") → float  2 CPU, 4 GiB ‹environment› · cache auto ‹task›

    Where nothing else is said: cache disable · retries 0 · timeout none · not interruptible · reusable none ‹default› of flyte 2.12.1
    "
  `);
});

test("a plan shows the defaults of the SDK that --python names, read from its files", async () => {
  const venv = await realpath(await mkdtemp(join(tmpdir(), "flightdeck-")));
  onTestFinished(() => rm(venv, { recursive: true, force: true }));
  const metadata = join(venv, "lib/python3.12/site-packages/flyte-2.0.8.dist-info");
  await mkdir(metadata, { recursive: true });
  await mkdir(join(venv, "bin"));
  await writeFile(join(metadata, "METADATA"), "Name: flyte\nVersion: 2.0.8\n");
  await writeFile(join(venv, "pyvenv.cfg"), "version = 3.12.4\n");
  await writeFile(join(venv, "bin/python"), "");
  const { code, out } = await flightdeck("plan", "--python", venv, "--json", "etl.py", "etl");
  expect(code).toBe(0);
  expect(JSON.parse(out).sdk).toEqual({ version: "2.0.8", installed: "2.0.8", match: "exact" });
  const missing = await flightdeck("plan", "--python", join(venv, "none"), "etl.py", "etl");
  expect(missing.code).toBe(2);
  expect(missing.err).toContain("There is no Python at");
});

test("a run prints its lines and its result, and ends with 0", async () => {
  const { code, out } = await flightdeck("run", "--python", python, "etl.py", "check", "--rows", "7");
  expect(quietly(out)).toMatchInlineSnapshot(`
    "▶ etl.check(rows=7)     run ‹id› · ‹python› · ‹sdk›
      no effect here: image, resources
      check  looking at the settings
      check  a day has 7 rows
    ✓ etl.check  ‹time› → True
    "
  `);
  expect(code).toBe(0);
});

const ASKS = `import os
import flyte

env = flyte.TaskEnvironment(name="asks")


@env.task
def greet() -> str:
    return os.environ.get("GREETING", "nothing")
`;

test("a run has the variables of the folder's .env, of another file, or of none", async () => {
  const { folder, env } = await project(ASKS);
  await writeFile(join(folder, ".env"), "GREETING=from the folder\n");
  await writeFile(join(folder, "other.env"), "GREETING=from another\n");
  const greet = async (...options: readonly string[]): Promise<string> =>
    (await start(folder, ["run", "--python", python, ...options, "flow.py", "greet"], env).ended).out;
  expect(await greet()).toContain("→ 'from the folder'");
  expect(await greet("--dotenv", "other.env")).toContain("→ 'from another'");
  expect(await greet("--dotenv", "")).toContain("→ 'nothing'");
  const missing = await start(folder, ["run", "--python", python, "--dotenv", "gone.env", "flow.py", "greet"], env)
    .ended;
  expect(missing.code).toBe(2);
  expect(missing.err).toBe(`There is no file gone.env in ${folder}.\n`);
});

test("run --json prints events, one a line", async () => {
  const { out } = await flightdeck("run", "--json", "--python", python, "etl.py", "check");
  const events = out
    .trim()
    .split("\n")
    .map((line): { kind: string; run: string } => JSON.parse(line));
  expect(new Set(events.map(({ run }) => run)).size).toBe(1);
  expect(events[0]?.kind).toBe("runStarted");
  expect(events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["actionStarted", "log", "finished", "processExit"]),
  );
});

test("a task that raises ends with 1 and names the line", async () => {
  const { folder, env } = await project(
    'import flyte\n\nenv = flyte.TaskEnvironment(name="bad")\n\n\n@env.task\ndef divide(by: int) -> int:\n    return 1 // by\n',
  );
  const { code, out } = await start(folder, ["run", "--python", python, "flow.py", "divide", "--by", "0"], env).ended;
  expect(out).toContain("ZeroDivisionError: integer division or modulo by zero (flow.py:8)");
  expect(code).toBe(1);
});

test("an input of a wrong type ends with 1 and says what is expected", async () => {
  const { code, out } = await flightdeck("run", "--python", python, "etl.py", "check", "--rows", "many");
  expect(out).toContain("Input rows must be int; many was given");
  expect(code).toBe(1);
});

test("an app is served until Ctrl-C", async () => {
  const { folder, env } = await project(
    'import http.server\n\nimport flyte.app\n\nweb = flyte.app.AppEnvironment(name="web", port=18431)\n\n\n@web.server\ndef serve():\n    address = ("127.0.0.1", 18431)\n    http.server.HTTPServer(address, http.server.SimpleHTTPRequestHandler).serve_forever()\n',
  );
  const { child, ended, said } = start(folder, ["serve", "--python", python, "flow.py"], env);
  await expect.poll(said, { timeout: 30_000 }).toContain("● serve web  serving at http://localhost:18431");
  expect(await (await fetch("http://127.0.0.1:18431/")).text()).toContain("flow.py");
  child.kill("SIGINT");
  const { code, out } = await ended;
  expect(out).toMatch(/■ serve web {2}stopped after/);
  expect(code).toBe(130);
  await expect(fetch("http://127.0.0.1:18431/")).rejects.toThrow();
});

test("Ctrl-C cancels the run, and leaves nothing running", async () => {
  const { folder, env } = await project(
    'import os\nimport time\n\nimport flyte\n\nenv = flyte.TaskEnvironment(name="long")\n\n\n@env.task\ndef wait() -> int:\n    print("pid", os.getpid(), flush=True)\n    time.sleep(600)\n    return 1\n',
  );
  const { child, ended, said } = start(folder, ["run", "--python", python, "flow.py", "wait"], env);
  await expect.poll(said, { timeout: 30_000 }).toMatch(/pid \d+/);
  const pid = Number(/pid (\d+)/.exec(said())?.[1]);
  child.kill("SIGINT");
  const { code, out } = await ended;
  expect(out).toMatch(/■ long\.wait {2}cancelled after/);
  expect(code).toBe(130);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test.each([
  [["run", "nope.py", "main"], "There is no file nope.py in"],
  [["run", "README.md", "main"], "README.md isn't a Python file."],
  [["run", "etl.py", "mian"], "etl.py has no task mian. Did you mean main?"],
  [["run", "etl.py", "etl"], "etl is an environment of etl.py; name one of its tasks."],
  [["run", "etl.py", "main"], "etl.main needs --day (datetime.date)."],
  [["plan", "etl.py", "features"], "etl.py has no environment features. features.py defines it; name that file."],
  [["plan", "etl.py", "nothing"], "etl.py has no environment nothing. Its environments are etl."],
  [["deploy", "etl.py", "elt"], "etl.py has no environment elt. Did you mean etl?"],
  [["run", "--python", "/nope", "etl.py", "check"], "There is no Python at /nope."],
  [["list", "nope"], "isn't a folder. Name the folder that holds your Flyte code."],
  [["deploy", "--copy-style", "some", "etl.py"], "Allowed choices are loaded_modules, all, none"],
  [["lst"], "unknown command 'lst'"],
  [["run"], "(flightdeck run --help lists its arguments and options)"],
  [["runs", "list", "--al"], "(flightdeck runs list --help lists its arguments and options)"],
  [["run", "etl.py"], "Name the task. Tasks of etl.py:\n  load   (day: date) → dict[str, float]\n"],
  [["run", "etl.py", "--day", "2026-01-31"], "`flightdeck run etl.py load --help` tells of its inputs."],
])("%j ends with 2 and says what is wrong", async (args, message) => {
  const { code, err } = await flightdeck(...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test("the editor's launch and the command line's are one: equal choices give equal specs", async () => {
  const server = startJsonRpc(process.execPath, [join(root, "dist/server.js"), "--stdio"]);
  const folder = pathToFileURL(sample).href;
  await server.request("initialize", { processId: process.pid, rootUri: folder, capabilities: LISTENS });
  server.notify("initialized", {});
  while (!JSON.stringify(await server.notification("flightdeck/folder/state")).includes('"ready"'));
  const candidates = [{ path: VENV, source: { kind: "argument" } }];
  const [interpreter] = Object.values(Object(await server.request("flightdeck/interpreters", { folder, candidates })));
  server.notify("flightdeck/interpreter/set", { folder, interpreter });
  const fromEditor = async (kind: string, target: object, more: object = {}): Promise<unknown> => {
    const answer = Object(
      await server.request("flightdeck/launch", { kind, target: { uri: `${folder}/etl.py`, ...target }, ...more }),
    );
    return answer.spec;
  };
  const fromTerminal = async (...args: readonly string[]): Promise<unknown> =>
    JSON.parse(
      (await flightdeck(args[0] ?? "", "--python", VENV, "--dotenv", "", "--print", "--json", ...args.slice(1))).out,
    );

  const inputs = [{ name: "day", text: "2026-01-31" }];
  const lens = { kind: "task", task: "etl.main", environment: "etl" };
  expect(await fromEditor("run", lens, { inputs })).toEqual(
    await fromTerminal("run", "etl.py", "main", "--day", "2026-01-31"),
  );
  const environment = { kind: "environment", environment: "etl" };
  expect(await fromEditor("deploy", environment)).toEqual(await fromTerminal("deploy", "etl.py", "etl"));
  expect(await fromEditor("deploy", environment)).toMatchObject({
    action: { kind: "deploy", variable: "etl" },
    cwd: sample,
  });
  await server.request("shutdown", null);
  server.notify("exit", null);
  await server.end();
});

test("the active virtual environment is taken before the PATH", async () => {
  const { folder, env } = await project(
    'import flyte\n\nenv = flyte.TaskEnvironment(name="one")\n\n\n@env.task\ndef go() -> int:\n    return 1\n',
  );
  const args = ["run", "--print", "--json", "flow.py", "go"];
  const active = await start(folder, args, { ...env, VIRTUAL_ENV: VENV }).ended;
  expect(JSON.parse(active.out)).toMatchObject({ interpreter: { kind: "path", path: python } });
  // Nothing at all: said before anything is started.
  const none = await start(folder, args, { ...env, PATH: folder, VIRTUAL_ENV: "" }).ended;
  expect(none.err).toBe(
    "No Python interpreter was found for this folder. Choose one, or make a virtual environment in .venv. Name one with --python.\n",
  );
  expect(none.code).toBe(2);
});

test("an interpreter without Flyte: what installs it there, and how to name another", async () => {
  const { folder, env } = await project(
    'import flyte\n\nenv = flyte.TaskEnvironment(name="one")\n\n\n@env.task\ndef go() -> int:\n    return 1\n',
  );
  const bare = join(folder, "bare");
  await mkdir(join(bare, "bin"), { recursive: true });
  await writeFile(join(bare, "pyvenv.cfg"), "version = 3.12.1\n");
  await writeFile(join(bare, "bin", "python"), "#!/bin/sh\n", { mode: 0o755 });
  const { code, err } = await start(folder, ["run", "--python", "bare", "flow.py", "go"], env).ended;
  expect(err).toMatch(
    /^Flyte isn't installed in bare \(Python 3\.12\.1\).*Install it with `.*bare\/bin\/python -m pip install flyte`, or name another interpreter with --python\.\n$/,
  );
  expect(code).toBe(2);
});

test("files of Flyte 1 and files without Flyte are told apart", async () => {
  const one = await project("from flytekit import task\n\n\n@task\ndef old() -> int:\n    return 1\n");
  const none = await project("print(1)\n");
  const run = (folder: string) => start(folder, ["run", "flow.py", "old"]).ended;
  expect((await run(one.folder)).err).toBe(
    "flow.py is written for Flyte 1 (flytekit). Flightdeck runs and deploys Flyte 2.\n",
  );
  expect((await run(none.folder)).err).toBe(
    "flow.py defines no Flyte environment and no task. `flightdeck list` shows which files do.\n",
  );
});

test("every line of a flood reaches the pipe", async () => {
  const { folder, env } = await project(
    'import flyte\n\nenv = flyte.TaskEnvironment(name="flood")\n\n\n@env.task\ndef pour() -> int:\n    for i in range(200_000):\n        print(f"{i:060d}")\n    return 1\n',
  );
  const { code, out } = await start(folder, ["run", "--python", python, "flow.py", "pour"], env).ended;
  expect(code).toBe(0);
  const printed = out.split("\n").filter((line) => /^ {2}pour {2}\d{60}$/.test(line));
  expect(printed).toHaveLength(200_000);
  expect(printed.at(-1)).toBe(`  pour  ${"199999".padStart(60, "0")}`);
});

test("a plan of a file that can't be parsed says that something may be missing", async () => {
  const { folder } = await project(
    'import flyte\n\nenv = flyte.TaskEnvironment(name="half")\n\n\n@env.task\ndef go(x: int:\n    return 1\n',
  );
  const { out } = await start(folder, ["plan", "flow.py", "env"]).ended;
  expect(out).toContain("! the text can't be parsed, so something may be missing here (flow.py:6)");
});
