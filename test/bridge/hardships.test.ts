/** What happens to a machine while something runs on it: processes stand still, environments change. Nothing hangs, nothing is lost, and it is said. Disks are stateFolder.test.ts's. */

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import * as protocol from "../../protocol/runner.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { createRunner, type Runner } from "../../runner/src/runner.ts";
import { runnerIdentity } from "../../runner/src/sweep.ts";
import { readJournal } from "../journal/readJournal.ts";
import { commandOf, isStopped, marked, runsOf } from "./support/marks.ts";
import { buildRunner, initialise, startRunnerProcess } from "./support/runnerProcess.ts";
import {
  bridgeDir,
  later,
  newest,
  projects,
  renderEvents,
  session,
  taskSpec,
  temporaryFolder,
} from "./support/runs.ts";

const many = join(projects, "running", "many.py");
const rude = join(projects, "running", "rude.py");

beforeAll(buildRunner);

test("a machine that sleeps: runner and worker stand still, and go on where they were", async () => {
  const stateDir = temporaryFolder();
  const host = startRunnerProcess();
  await initialise(host, stateDir);
  const spec = taskSpec({ python: newest, file: many, task: "goes_on" });
  const { run } = await host.connection.sendRequest(protocol.start, { spec, secrets: {} });
  const lines = () => renderEvents(host.events).match(/line \d+/g)?.length ?? 0;
  await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(10);
  const asleep = [host.child.pid ?? 0, ...marked(run).filter((pid) => commandOf(pid).includes("flightdeck_bridge"))];
  for (const pid of asleep) process.kill(pid, "SIGSTOP");
  await expect.poll(() => asleep.every(isStopped)).toBe(true);
  await sleep(1_500);
  const before = lines();
  for (const pid of asleep.toReversed()) process.kill(pid, "SIGCONT");
  await expect.poll(lines, { timeout: 20_000 }).toBeGreaterThan(before + 10);

  await host.connection.sendRequest(protocol.cancel, { run });
  await expect.poll(() => host.events.at(-1)?.kind, { timeout: 20_000 }).toBe("processExit");
  const folder = runFolder(stateDir, spec.rootDir, run);
  const printed = readFileSync(join(folder, "output.log"), "utf8").split("\n").slice(0, -1);
  expect(printed).toEqual(printed.map((_, n) => `line ${n}`));
  expect(readJournal(folder).lines.at(-2)).toMatchObject({ kind: "finished", end: { kind: "cancelled" } });
  await host.connection.sendRequest(protocol.shutdown);
  await host.gone;
});

test("code that replaces signal handlers is ended all the same", async () => {
  const { runner, events } = session();
  const { run } = await runner.start({ spec: taskSpec({ python: newest, file: rude, task: "stays" }), secrets: {} });
  await expect.poll(() => renderEvents(events(run)), { timeout: 20_000 }).toContain("staying");
  runner.cancel(run);
  await runner.over(run);
  expect(renderEvents(events(run))).toMatch(/\nrun cancelled\nexit SIGKILL$/);
  expect(marked(run)).toEqual([]);
});

test("a thread that a task leaves behind keeps its process for a while, not for ever", async () => {
  const { text, run } = await session().run(taskSpec({ python: newest, file: rude, task: "leaves_a_thread" }));
  expect(text).toMatch(/\nrun succeeded o0='done'\nrun stdout \| not me\nexit SIGKILL$/);
  expect(marked(run)).toEqual([]);
});

/** An environment of its own that borrows another's packages. */
function environment(): { readonly folder: string; readonly python: string; readonly packages: string } {
  const folder = temporaryFolder();
  const version = execFileSync(newest, ["-c", "import sys; print('python%d.%d' % sys.version_info[:2])"])
    .toString()
    .trim();
  const packages = join(folder, "lib", version, "site-packages");
  mkdirSync(packages, { recursive: true });
  mkdirSync(join(folder, "bin"));
  const real = execFileSync(newest, ["-c", "import sys; print(sys.base_prefix)"]).toString().trim();
  writeFileSync(join(folder, "pyvenv.cfg"), `home = ${join(real, "bin")}\ninclude-system-site-packages = false\n`);
  symlinkSync(join(real, "bin", "python3"), join(folder, "bin", "python"));
  const borrowed = join(dirname(dirname(newest)), "lib", version, "site-packages");
  writeFileSync(join(packages, "borrowed.pth"), `${borrowed}\n`);
  return { folder, python: join(folder, "bin", "python"), packages };
}

function warmRunner(): { readonly runner: Runner; readonly text: (run: string) => string } {
  const events = new Map<string, protocol.EventsParams["events"][number][]>();
  const runner = createRunner({
    stateDir: temporaryFolder(),
    bridgeDir,
    keepWarm: false,
    onEvents: (params) => void events.set(params.run, [...(events.get(params.run) ?? []), ...params.events]),
  });
  later(() => runner.dispose());
  return { runner, text: (run) => renderEvents(events.get(run) ?? []) };
}

const says = (python: string) => taskSpec({ python, file: many, task: "says", inputs: [{ name: "n", value: 1 }] });

test("packages that come under a worker that waits: the run gets a worker that has them", async () => {
  const { python, packages } = environment();
  const { runner, text } = warmRunner();
  expect(await runner.warm({ interpreter: { kind: "path", path: python }, env: {} })).toMatchObject({ sdk: "2.12.1" });
  const [waiting] = runsOf(runnerIdentity());
  writeFileSync(join(packages, "new.py"), "");
  utimesSync(packages, new Date(), new Date(Date.now() + 5_000));
  const { run } = await runner.start({ spec: says(python), secrets: {} });
  expect(run).not.toBe(waiting);
  await runner.over(run);
  expect(text(run)).toContain("run succeeded o0=1");
});

test("an environment that is deleted under a worker that waits: the run says so", async () => {
  const { folder, python } = environment();
  const { runner, text } = warmRunner();
  await runner.warm({ interpreter: { kind: "path", path: python }, env: {} });
  rmSync(folder, { recursive: true });
  const { run } = await runner.start({ spec: says(python), secrets: {} });
  await runner.over(run);
  expect(text(run)).toContain(`There is no Python that starts at ${python}. Choose another interpreter`);
});

test("a run whose follower fails is over all the same, and the next one runs", async () => {
  let fails = true;
  const kinds: string[] = [];
  const runner = createRunner({
    stateDir: temporaryFolder(),
    bridgeDir,
    keepWarm: false,
    paced: false,
    onEvents: ({ events }) => {
      if (fails) throw new Error("gone");
      kinds.push(...events.map(({ kind }) => kind));
    },
  });
  later(() => runner.dispose());
  const spec = taskSpec({ python: newest, file: join(projects, "running", "flow.py"), task: "two" });
  const first = await runner.start({ spec, secrets: {} });
  await runner.over(first.run);
  expect(marked(first.run)).toEqual([]);
  fails = false;
  const second = await runner.start({ spec, secrets: {} });
  await runner.over(second.run);
  expect(kinds.slice(-2)).toEqual(["finished", "processExit"]);
});
