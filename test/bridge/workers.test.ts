/** Warm workers: a run takes the one that waits, a different environment gets a fresh one, and unused ones end. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRunner, type Runner } from "../../runner/src/runner.ts";
import { runnerIdentity } from "../../runner/src/sweep.ts";
import { marked, runsOf } from "./support/marks.ts";
import { bridgeDir, later, newest, projects, sdks, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "flow.py");
const interpreter = { kind: "path", path: newest } as const;
const spec = (env: Readonly<Record<string, string>> = {}) => taskSpec({ python: newest, file, task: "two" }, { env });

function warmRunner(idleMs?: number): Runner {
  const runner = createRunner({
    stateDir: temporaryFolder(),
    bridgeDir,
    keepWarm: true,
    onEvents: () => undefined,
    ...(idleMs === undefined ? {} : { idleMs }),
  });
  later(() => runner.dispose());
  return runner;
}

/** Runs whose worker lives now, started by this process. */
const workers = () => runsOf(runnerIdentity());

test("a run takes the worker that waits, and the next one waits after it", async () => {
  const runner = warmRunner();
  await runner.warm({ interpreter, env: {} });
  const [waiting] = workers();
  const { run } = await runner.start({ spec: spec(), secrets: {} });
  expect(run).toBe(waiting);
  await runner.over(run);
  await expect.poll(workers).toHaveLength(1);
  expect(workers()[0]).not.toBe(run);
});

test("another environment gets a worker of its own", async () => {
  const runner = warmRunner();
  await runner.warm({ interpreter, env: {} });
  const [waiting] = workers();
  const { run } = await runner.start({ spec: spec({ OMP_NUM_THREADS: "1" }), secrets: {} });
  expect(run).not.toBe(waiting);
  await runner.over(run);
});

test("no more than two wait", async () => {
  const runner = warmRunner();
  for (const n of ["1", "2", "3", "4"]) await runner.warm({ interpreter, env: { N: n } });
  await expect.poll(workers).toHaveLength(2);
});

/** What a worker of this interpreter imports before and after it begins with its run. */
async function importsOf(python: string, isWarm: boolean) {
  const log = join(temporaryFolder(), "imports");
  const env = { PYTHONPATH: join(projects, "..", "imports"), IMPORTS: log };
  /** Of the first worker: the next one writes there too. */
  const imported = (): readonly string[] => {
    const lines = readFileSync(log, "utf8")
      .split("\n")
      .map((line) => line.split(" "));
    return lines.flatMap(([worker, name]) => (worker === lines[0]?.[0] && name !== undefined ? [name] : []));
  };
  const runner = warmRunner();
  if (isWarm) {
    await runner.warm({ interpreter: { kind: "path", path: python }, env });
    // The last that it imports while it waits.
    await expect.poll(imported, { timeout: 20_000 }).toContain("flyte.cli._params");
  }
  const { run } = await runner.start({ spec: taskSpec({ python, file, task: "two" }, { env }), secrets: {} });
  await runner.over(run);
  const names = imported();
  return { before: names.slice(0, names.indexOf("*")), after: names.slice(names.indexOf("*") + 1) };
}

test.each(sdks)(
  "a run imports nothing of the SDK that its worker has not while it waits: flyte $sdk",
  async ({ python }) => {
    const { after } = await importsOf(python, true);
    expect(after.filter((name) => /^flyte(\.|$)/.test(name))).toEqual([]);
  },
);

test("a worker that somebody waits for imports only what its run needs", async () => {
  const { before, after } = await importsOf(newest, false);
  expect([...before, ...after]).not.toContain("flyte.cli._params");
});

test("one that nobody uses ends", async () => {
  const runner = warmRunner(1_000);
  await runner.warm({ interpreter, env: {} });
  expect(workers()).toHaveLength(1);
  await expect.poll(workers, { timeout: 10_000 }).toEqual([]);
});

test("one that was killed while it waited is not used", async () => {
  const runner = warmRunner();
  await runner.warm({ interpreter, env: {} });
  const [waiting] = workers();
  for (const pid of marked(waiting ?? "")) process.kill(pid, "SIGKILL");
  await expect.poll(workers).toEqual([]);
  // The runner hears of an end when its event loop turns, as it does long before anybody clicks.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { run } = await runner.start({ spec: spec(), secrets: {} });
  expect(run).not.toBe(waiting);
  await runner.over(run);
});

test("the end of the runner is the end of its workers", async () => {
  const runner = warmRunner();
  await runner.warm({ interpreter, env: {} });
  await runner.dispose();
  expect(workers()).toEqual([]);
});

test("a setting that changes counts for workers that wait already", async () => {
  const runner = warmRunner();
  await runner.warm({ interpreter, env: {} });
  expect(workers()).toHaveLength(1);
  runner.setIdle(1_000);
  await expect.poll(workers, { timeout: 5_000 }).toEqual([]);
});
