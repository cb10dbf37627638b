/** Files run as scripts: as `python FILE`, with the tasks that they run as actions, how they end, and whom they don't contact. */

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchSpec, ScriptContact } from "../../protocol/index.ts";
import { marked } from "./support/marks.ts";
import {
  newest,
  projects,
  type Session,
  sdks,
  session,
  spec,
  taskSpec,
  temporaryFolder,
  withExtras,
} from "./support/runs.ts";

const file = (name: string): string => join(projects, "scripts", name);

const script = (
  name: string,
  env: Readonly<Record<string, string>> = {},
  contacts: readonly ScriptContact[] = [],
  python = newest,
): LaunchSpec => spec(python, file(name), { kind: "script", name, contacts }, { env });

/** Waits until a run has said something. */
async function said(from: Session, run: string, text: string): Promise<void> {
  await expect
    .poll(
      () =>
        from
          .events(run)
          .map((event) => (event.kind === "log" ? event.text : ""))
          .join(""),
      { timeout: 20_000 },
    )
    .toContain(text);
}

for (const { sdk, python } of sdks) {
  test(`a script runs as python FILE does, and what it runs here are its actions (flyte ${sdk})`, async () => {
    const envFile = join(temporaryFolder(), ".env");
    writeFileSync(envFile, "GREETING=hello\n");
    const { text } = await session().run({ ...script("job.py", {}, [], python), envFile });
    expect(text.split("\n").filter((line) => !/^main#?2? attempt|^double#?2? attempt/.test(line))).toEqual([
      "started python flyte",
      "run stdout | __main__ True True hello",
      "  | True",
      "main started job.main",
      "double started job.double in main",
      "double stdout | doubling 1",
      "double succeeded o0=2",
      "main succeeded o0=3",
      "run stdout | answer 3",
      "main#2 started job.main",
      "double#2 started job.double in main#2",
      "double#2 stdout | doubling 2",
      "double#2 succeeded o0=4",
      "main#2 succeeded o0=5",
      "run stdout | answer 5",
      "  | a thread of the script's own",
      "run succeeded",
      "exit 0",
    ]);
  });
}

test("an exception is told with the script's frames, its traceback and the exit code of python FILE", async () => {
  const own = session();
  const { run, text, events } = await own.run(script("ends.py", { HOW: "raise" }));
  expect(text).toContain(
    "run failed userError LookupError: nothing there\n  | ends.py:62 <module>\n  | ends.py:26 compute\nexit 1",
  );
  const end = events.find((event) => event.kind === "finished")?.end;
  const traceback = end?.kind === "error" ? (end.error.traceback ?? "") : "";
  const { text: whole } = await own.runner.readAttachment({ run, name: traceback });
  expect(whole).toBe(`Traceback (most recent call last):
  File "${file("ends.py")}", line 62, in <module>
    compute(os.environ["HOW"])
  File "${file("ends.py")}", line 26, in compute
    raise LookupError("nothing there")
LookupError: nothing there
`);
});

test("a failed task of a script is told as the user made it", async () => {
  const { text } = await session().run(script("ends.py", { HOW: "task" }));
  expect(text).toContain("fail failed userError ValueError: no rows\n  | ends.py:16 fail");
  expect(text).toContain("run failed userError ValueError: no rows\n");
  expect(text).toMatch(/exit 1$/);
});

test("sys.exit ends a script with its code", async () => {
  const own = session();
  expect((await own.run(script("ends.py", { HOW: "exit" }))).text).toMatch(
    /run failed systemExit The script ended with exit code 3\.\n {2}\| ends\.py:62 <module>\n {2}\| ends\.py:28 compute\nexit 3$/,
  );
  const { text } = await own.run(script("ends.py", { HOW: "text" }));
  expect(text).toContain("run stderr | wrong arguments\nrun failed systemExit The script ended with exit code 1.");
  expect(text).toMatch(/exit 1$/);
  expect((await own.run(script("ends.py", { HOW: "zero" }))).text).toMatch(/run succeeded\nexit 0$/);
});

test("threads that a script leaves behind are waited for as python FILE does, however it ends", async () => {
  const own = session();
  const ending = async (HOW: string): Promise<string> => (await own.run(script("ends.py", { HOW }))).text;
  expect(await ending("pool")).toBe("started python flyte\nrun stdout | from the pool\nrun succeeded\nexit 0");
  expect(await ending("threads")).toMatch(
    /^started python flyte\nrun stderr \| Traceback \(most recent call last\):\n(.*\n)+ {2}\| LookupError: before they end\nrun stdout \| a thread\n {2}\| its thread\nrun failed userError LookupError: before they end\n(.*\n)+exit 1$/,
  );
  expect(await ending("exit with a thread")).toMatch(
    /^started python flyte\nrun stderr \| wrong\nrun stdout \| a thread\nrun failed systemExit The script ended with exit code 1\.\n(.*\n)+exit 1$/,
  );

  const { run } = await own.runner.start({ spec: script("ends.py", { HOW: "forever" }), secrets: {} });
  await said(own, run, "waiting");
  own.runner.cancel(run);
  await own.runner.over(run);
  expect(own.events(run).at(-2)).toMatchObject({ kind: "finished", end: { kind: "cancelled" } });
  expect(marked(run)).toEqual([]);
});

test("cancelled, a script cleans up as after Ctrl-C; one that doesn't listen is ended all the same", async () => {
  const own = session();
  const polite = await own.runner.start({ spec: script("ends.py", { HOW: "wait" }), secrets: {} });
  await said(own, polite.run, "waiting");
  own.runner.cancel(polite.run);
  await own.runner.over(polite.run);
  await said(own, polite.run, "cleaning up");
  expect(own.events(polite.run).at(-2)).toMatchObject({ kind: "finished", end: { kind: "cancelled" } });

  const deaf = await own.runner.start({ spec: script("ends.py", { HOW: "deaf" }), secrets: {} });
  await said(own, deaf.run, "waiting");
  own.runner.cancel(deaf.run);
  await own.runner.over(deaf.run);
  await said(own, deaf.run, "not yet");
  expect(own.events(deaf.run).at(-2)).toMatchObject({ kind: "finished", end: { kind: "cancelled" } });
  expect(marked(deaf.run)).toEqual([]);
});

test("a file that isn't Python is told with its line", async () => {
  const own = session();
  const { text } = await own.run(script("missing.py"));
  expect(text).toContain("run failed importError FileNotFoundError:");
});

for (const { sdk, python } of sdks) {
  test(`whom the text doesn't tell is not contacted, unless somebody agreed (flyte ${sdk})`, async () => {
    const own = session();
    const { text, events } = await own.run(script("contacts.py", { WHOM: "dns:///localhost:1" }, [], python));
    expect(text).toContain(
      "run failed contactRefused The script would contact dns:///localhost:1, which its text doesn't tell. Nobody was contacted.\n  | contacts.py:",
    );
    expect(text).not.toContain("initialised");
    const end = events.find((event) => event.kind === "finished")?.end;
    expect(end?.kind === "error" && end.error.contact).toBe("dns:///localhost:1");

    const key = Buffer.from("flyte.example.com:client:very-secret:org").toString("base64");
    const { text: keyed } = await own.run(script("contacts.py", { KEY: key }, [], python));
    expect(keyed).toContain("The script would contact flyte.example.com, which its text doesn't tell.");
    expect(keyed).not.toContain("very-secret");

    const localhost = { kind: "endpoint", endpoint: "localhost:1" } as const;
    const agreed = await own.run(script("contacts.py", { WHOM: "dns:///localhost:1" }, [localhost], python));
    expect(agreed.text).toContain("run stdout | initialised\n  | contacted");
    expect(agreed.text).toMatch(/run succeeded\nexit 0$/);

    const two = { WHOM: "dns:///localhost:1,localhost:2" };
    const second = await own.run(script("contacts.py", two, [localhost], python));
    expect(second.text).toContain(
      "run stdout | initialised\nrun failed contactRefused The script would contact dns:///localhost:2 as well, which its text doesn't tell. That one was not contacted.\n",
    );
    const both = [localhost, { kind: "endpoint", endpoint: "dns:///localhost:2" }] as const;
    expect((await own.run(script("contacts.py", two, both, python))).text).toContain("| contacted");
  });
}

test("whom the text names by a configuration file is read there when it is contacted", async () => {
  const own = session();
  const folder = temporaryFolder();
  copyFileSync(file("contacts.py"), join(folder, "contacts.py"));
  writeFileSync(join(folder, "prod.yaml"), "admin:\n  endpoint: dns:///localhost:1\n  insecure: true\n");
  const launched = (WHOM: string, contact: ScriptContact, more: Partial<LaunchSpec> = {}): LaunchSpec => ({
    ...spec(newest, join(folder, "contacts.py"), { kind: "script", name: "contacts.py", contacts: [contact] }, more),
    env: { WHOM },
  });
  const named = { kind: "config", file: "prod.yaml" } as const;
  expect((await own.run(launched("localhost:1", named))).text).toContain("| contacted");
  // As with `root_dir`, from another folder.
  expect((await own.run(launched("localhost:1", named, { cwd: temporaryFolder() }))).text).toContain("| contacted");
  const refused = "run failed contactRefused The script would contact dns:///localhost:2, which its text doesn't tell.";
  expect((await own.run(launched("localhost:2", named))).text).toContain(refused);
  expect((await own.run(launched("localhost:2", { kind: "config", file: "gone.yaml" }))).text).toContain(refused);
  writeFileSync(join(folder, "broken.yaml"), "admin: [");
  expect((await own.run(launched("localhost:2", { kind: "config", file: "broken.yaml" }))).text).toContain(refused);

  const found = { ...launched("localhost:1", { kind: "config" }), env: { WHOM: "localhost:1" } };
  const byItself = { ...found, env: { ...found.env, FLYTECTL_CONFIG: join(folder, "prod.yaml") } };
  expect((await own.run(byItself)).text).toContain("| contacted");
});

test("who agreed to one control plane without a name agreed to one", async () => {
  const own = session();
  for (const kind of ["unnamed", "cluster"] as const) {
    const once = script("contacts.py", { WHOM: "localhost:1,dns:///localhost:1" }, [{ kind }]);
    expect((await own.run(once)).text).toContain("| contacted");
    const twice = script("contacts.py", { WHOM: "localhost:1,localhost:2" }, [{ kind }]);
    expect((await own.run(twice)).text).toContain("The script would contact dns:///localhost:2 as well");
  }
});

test("of what is no API key of the SDK's nothing is told", async () => {
  const own = session();
  const refusal = async (decoded: string | Buffer): Promise<string> => {
    const key = Buffer.from(decoded).toString("base64");
    const { text } = await own.run(script("contacts.py", { KEY: key }));
    return /would contact (.*), which/.exec(text)?.[1] ?? text;
  };
  expect(await refusal("very-secret")).toBe("a control plane");
  expect(await refusal("client:very-secret")).toBe("a control plane");
  expect(await refusal(Buffer.from([0xff, 0xfe]))).toBe("a control plane");
  expect(await refusal("dns:///flyte.example.com:8089:client:very-secret:")).toBe("dns:///flyte.example.com:8089");
  expect(await refusal("flyte.example.com:443:client:very-secret:org")).toBe("flyte.example.com:443");
});

test("a custom context reaches tasks as in the terminal", async () => {
  const own = session();
  const local = await own.run(taskSpec({ python: newest, file: file("context.py"), task: "main" }));
  const answer =
    "['before: []', \"inside: [('team', 'data'), ('trial', '1')]\", \"deeper: [('team', 'data'), ('trial', '2')]\", 'after: []']";
  expect(local.text).toContain(`run succeeded o0=${answer}`);
  const flyte = join(newest, "..", "flyte");
  const terminal = execFileSync(flyte, ["run", "--local", "context.py", "main"], {
    cwd: join(projects, "scripts"),
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", COLUMNS: "1000" },
  });
  expect(terminal).toContain(answer);
  const { text } = await own.run(script("context.py"));
  expect(text).toContain(
    "run stdout | [\"before: [('team', 'ops')]\", \"inside: [('team', 'data'), ('trial', '1')]\", \"deeper: [('team', 'data'), ('trial', '2')]\", \"after: [('team', 'ops')]\"]",
  );
});

test("a container task without Docker says so before anything starts", async () => {
  const own = session();
  const task = { file: file("container.py"), task: "greet" };
  const bare = await own.run(taskSpec({ python: newest, ...task }));
  expect(bare.text).toContain("run failed dockerMissing greet is a container task, which the SDK runs with Docker");
  expect(bare.text).not.toContain("greet started");
  // A folder of the project's that happens to have the package's name isn't it.
  const folder = temporaryFolder();
  copyFileSync(task.file, join(folder, "container.py"));
  mkdirSync(join(folder, "docker"));
  const beside = await own.run(taskSpec({ python: newest, file: join(folder, "container.py"), task: "greet" }));
  expect(beside.text).toContain("run failed dockerMissing greet is a container task, which the SDK runs with Docker");

  const called = await own.run(taskSpec({ python: newest, ...task, task: "through" }));
  const end = called.events.find((event) => event.kind === "finished")?.end;
  expect(end?.kind === "error" && end.error.hint).toBe(
    "A container task runs with Docker and the Python package docker. Install and start them, or run it in a cluster.",
  );
  const silent = taskSpec({ python: withExtras, ...task }, { env: { DOCKER_HOST: "tcp://127.0.0.1:1" } });
  const { text } = await own.run(silent);
  expect(text).toContain("run failed dockerMissing greet is a container task, and no Docker answers on this machine: ");
  expect(text).not.toContain("greet started");
});

test("a task that a script ran and that failed keeps what it was given", async () => {
  const { events } = await session().run(script("fails.py"));
  expect(
    events.flatMap((event) => (event.kind === "actionFinished" ? [[event.end.kind, event.inputs] as const] : [])),
  ).toEqual([
    ["outputs", undefined],
    ["error", [{ name: "n", value: 3 }]],
  ]);
});
