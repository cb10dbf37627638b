/** Apps served on this machine: where they answer, ports that are taken, servers that end, and that nothing is left of them. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LaunchSpec } from "../../protocol/index.ts";
import * as protocol from "../../protocol/runner.ts";
import { freePort, listenAt } from "../ports.ts";
import { marked } from "./support/marks.ts";
import { buildRunner, initialise, startRunnerProcess } from "./support/runnerProcess.ts";
import {
  later,
  newest,
  projects,
  renderEvents,
  type Session,
  sdks,
  session,
  spec,
  temporaryFolder,
  withExtras,
} from "./support/runs.ts";

const app = (variable: string, port: number, python = newest, file = "app.py"): LaunchSpec =>
  spec(
    python,
    join(projects, "serving", file),
    { kind: "serve", environment: variable, variable },
    { env: { APP_PORT: String(port) } },
  );

const served = (from: Session, run: string): string | undefined =>
  from.events(run).flatMap((event) => (event.kind === "serving" ? [event.url] : []))[0];

const ask = async (url: string): Promise<string> => (await fetch(url)).text();

const isDeaf = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

for (const { sdk, python } of sdks) {
  test(`an app is served until it is stopped, and nothing is left (flyte ${sdk})`, async () => {
    const own = session();
    const port = await freePort();
    const { run } = await own.runner.start({ spec: app("web", port, python), secrets: {} });
    await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
    expect(await ask(`http://127.0.0.1:${port}/a`)).toBe("hello from the app");
    own.runner.cancel(run);
    await own.runner.over(run);
    const told = own.events(run).map((event) => (event.kind === "log" ? event.text : event.kind));
    expect(told.join(" ").replaceAll("\n", "")).toBe(
      "runStarted noEffect starting serving asked for /a finished processExit",
    );
    expect(own.events(run).at(-2)).toMatchObject({ end: { kind: "cancelled" } });
    expect(await isDeaf(`http://127.0.0.1:${port}/`)).toBe(true);
    expect(marked(run)).toEqual([]);
  });
}

test("FastAPI answers, with what it logs", async () => {
  const own = session();
  const port = await freePort();
  const { run } = await own.runner.start({ spec: app("api", port, withExtras, "api.py"), secrets: {} });
  await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
  expect(await ask(`http://127.0.0.1:${port}/square/7`)).toBe('{"square":49}');
  own.runner.cancel(run);
  await own.runner.over(run);
  const logged = own.events(run).map((event) => (event.kind === "log" ? event.text : ""));
  expect(logged.join("")).toContain('"GET /square/7 HTTP/1.1" 200');
  expect(marked(run)).toEqual([]);
});

test("a command that leaves the run's process group is stopped with it", async () => {
  const own = session();
  const port = await freePort();
  const { run } = await own.runner.start({ spec: app("files", port), secrets: {} });
  await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
  expect(await ask(`http://127.0.0.1:${port}/`)).toContain("app.py");
  own.runner.cancel(run);
  await own.runner.over(run);
  expect(await isDeaf(`http://127.0.0.1:${port}/`)).toBe(true);
  expect(marked(run)).toEqual([]);
});

test("a runner that is killed takes its apps along", async () => {
  await buildRunner();
  const own = startRunnerProcess();
  await initialise(own, temporaryFolder());
  for (const variable of ["web", "files"]) {
    const port = await freePort();
    const { run } = await own.connection.sendRequest(protocol.start, { spec: app(variable, port), secrets: {} });
    const isServing = () => own.events.some((event) => event.kind === "serving" && event.url.endsWith(`:${port}`));
    await expect.poll(isServing, { timeout: 20_000 }).toBe(true);
    later(() => expect.poll(() => marked(run)).toEqual([]));
  }
  own.child.kill("SIGKILL");
  await own.gone;
});

test("a port that is taken is named, with who listens there", async () => {
  const port = await freePort();
  const other = await listenAt(port);
  later(() => void other.close());
  const { text } = await session().run(app("web", port));
  const who = process.platform === "linux" ? ` \\([^)]+, ${process.pid}\\)` : "";
  expect(text).toMatch(
    new RegExp(
      `run failed portTaken web is to be served at port ${port}, and something else listens there already${who}\\. End it, or give the app another port: AppEnvironment\\(port=…\\)\\.`,
    ),
  );
  expect(text).not.toContain("starting");
});

// Its listening socket comes behind a hundred descriptors that are there for a moment.
const RESTLESS = `
import os, socket, sys
fleeting = [os.open(os.devnull, os.O_RDONLY) for _ in range(100)]
listener = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listening", flush=True)
while True:
    for each in fleeting:
        os.close(each)
    fleeting = [os.open(os.devnull, os.O_RDONLY) for _ in fleeting]
`;

test.runIf(process.platform === "linux")("who listens is named while it opens and closes files", async () => {
  const port = await freePort();
  const restless = spawn(newest, ["-c", RESTLESS, String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  later(() => void restless.kill());
  await once(restless.stdout, "data");
  const { text } = await session().run(app("web", port));
  expect(text).toMatch(new RegExp(`something else listens there already \\([^)]+, ${restless.pid}\\)`));
});

test.runIf(process.platform === "linux")("who takes the port while an app starts isn't taken for it", async () => {
  const own = session();
  const port = await freePort();
  const late = await own.runner.start({ spec: app("late", port), secrets: {} });
  const said = () => own.events(late.run).some((event) => event.kind === "log" && event.text.includes("not yet"));
  await expect.poll(said, { timeout: 20_000 }).toBe(true);
  const { run } = await own.runner.start({ spec: app("web", port), secrets: {} });
  await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
  await own.runner.over(late.run);
  expect(served(own, late.run)).toBeUndefined();
  const end = own.events(late.run).find((event) => event.kind === "finished")?.end;
  expect(end?.kind === "error" && end.error.message).toMatch(
    new RegExp(
      `^late is to be served at port ${port}, and something else listens there already \\([^)]+, \\d+\\)\\. End it, or give the app another port: AppEnvironment\\(port=…\\)\\.$`,
    ),
  );
  expect(await ask(`http://127.0.0.1:${port}/`)).toBe("hello from the app");
  own.runner.cancel(run);
  await own.runner.over(run);
});

test.skipIf(process.platform === "win32")(
  "a command that drops its environment is known as the app's own",
  async () => {
    const own = session();
    const port = await freePort();
    const { run } = await own.runner.start({ spec: app("bare", port), secrets: {} });
    await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
    own.runner.cancel(run);
    await own.runner.over(run);
    expect(await isDeaf(`http://127.0.0.1:${port}/`)).toBe(true);
  },
);

test("a port that can't be is told", async () => {
  for (const port of [70_000, 0, -1]) {
    expect((await session().run(app("web", port))).text).toContain(
      `run failed portTaken web is to be served at port ${port}, and there is no such port: they go from 1 to 65535. Give it one of these: AppEnvironment(port=8080).`,
    );
  }
});

test("sys.exit of an app's functions is its exit code", async () => {
  const own = session();
  const port = await freePort();
  const exits = async (code: string): Promise<string> => {
    const launched = app("leaving", port);
    const { run } = await own.runner.start({
      spec: { ...launched, env: { ...launched.env, EXIT: code } },
      secrets: {},
    });
    await expect.poll(() => served(own, run), { timeout: 20_000 }).toBe(`http://localhost:${port}`);
    await ask(`http://127.0.0.1:${port}/`).catch(() => undefined);
    await own.runner.over(run);
    return renderEvents(own.events(run));
  };
  expect(await exits("2")).toMatch(
    /run failed appEnded The server of leaving ended with exit code 2\. What it printed says more\.\n {2}\| app\.py:67 leave\nexit 1$/,
  );
  expect(await exits("0")).toMatch(/run succeeded\nexit 0$/);
  const texted = await exits("no licence");
  expect(texted).toContain("run stderr | no licence\n");
  expect(texted).toContain("run failed appEnded The server of leaving ended with exit code 1.");

  expect((await own.run(app("giving_up", port))).text).toContain(
    `run failed appEnded The server of giving-up ended before it listened at port ${port} (exit code 3). What it printed says more.\n  | app.py:72 prepare\n`,
  );
});

test.skipIf(process.platform === "win32")("what a command lacks is not taken for the command", async () => {
  const torn = join(temporaryFolder(), "torn");
  writeFileSync(torn, "#!/no/such/interpreter\n", { mode: 0o755 });
  const launched = app("torn", await freePort());
  const { text } = await session().run({ ...launched, env: { ...launched.env, TORN_SCRIPT: torn } });
  expect(text).toContain(`run failed userError FileNotFoundError: [Errno 2] No such file or directory: '${torn}'`);
});

test("a server that fails is told with its own line; a command with its exit code", async () => {
  const own = session();
  const port = await freePort();
  const { text } = await own.run(app("broken", port));
  expect(text).toContain("run failed userError ConnectionError: no database\n  | app.py:51 fail");
  expect(text).not.toContain("Local app server raised");
  expect((await own.run(app("short", port))).text).toContain(
    `run failed appEnded The server of short ended before it listened at port ${port} (exit code 4). What it printed says more.`,
  );
});

test("what is missing is named, with what fixes it", async () => {
  const own = session();
  const port = await freePort();
  const hint = async (launched: LaunchSpec): Promise<string | undefined> => {
    const { events } = await own.run(launched);
    const end = events.find((event) => event.kind === "finished")?.end;
    return end?.kind === "error" ? `${end.error.exception}: ${end.error.message} → ${end.error.hint}` : undefined;
  };
  expect(await hint(app("api", port, newest, "api.py"))).toBe(
    "ModuleNotFoundError: No module named 'fastapi' → A local run uses this folder's interpreter, not the task's image. Install the package that has fastapi there, or choose the interpreter that has it.",
  );
  expect((await own.run(app("absent", port))).text).toContain(
    "run failed appEnded absent is started by the program no-such-program, which neither the interpreter's folder nor the PATH has. Install it in the interpreter, or correct the app's command.",
  );
});
