/** The history of real runs: what their journals say is what happened, and what happens to them. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "../../protocol/index.ts";
import { runTree } from "../../runner/log/runTree.ts";
import type { Runner } from "../../runner/src/runner.ts";
import { newest, projects, renderEvents, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "flow.py");
const failing = join(projects, "running", "failing.py");
const spec = (task: string, n?: number) =>
  taskSpec({ python: newest, file, task, inputs: n === undefined ? [] : [{ name: "n", value: n }] });

async function eventsOf(runner: Runner, run: string, logs: boolean, bytes = 1000): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (let from = 0; ; ) {
    const read = await runner.readEvents({ run, from, bytes, logs });
    events.push(...read.events);
    if (read.next === from) return events;
    from = read.next;
  }
}

test("a run is listed with its outcome, and its journal tells what was told", async () => {
  const { runner, run, events: told } = session();
  const { run: id, text } = await run(spec("nested"));
  const failed = await run(taskSpec({ python: newest, file: failing, task: "parent" }));
  const { runs, refused } = await runner.list({ folders: [join(projects, "running")] });
  expect(refused).toEqual([]);
  expect(runs.map((each) => [each.run, each.state, each.spec?.action])).toEqual([
    [failed.run, "failed", { kind: "run", mode: "local", variable: "parent", name: "parent", inputs: [] }],
    [id, "succeeded", { kind: "run", mode: "local", variable: "nested", name: "nested", inputs: [] }],
  ]);
  expect(runs[1]).toMatchObject({
    sdk: "2.12.1",
    counts: { running: 0, succeeded: 3, failed: 0, cancelled: 0, interrupted: 0 },
  });
  expect(runs[1]).not.toHaveProperty("writer");
  expect(runs[1]?.endedMs).toBeGreaterThan(runs[1]?.startedMs ?? Number.POSITIVE_INFINITY);

  expect(renderEvents(await eventsOf(runner, id, true))).toBe(text);
  const silent = told(id).filter(({ kind }) => kind !== "log");
  expect(await eventsOf(runner, id, false)).toEqual(silent);

  // The tree of the journal is the tree of what was told.
  const [live, read] = [runTree(id, "nested", 0), runTree(id, "nested", 0)];
  live.apply(told(id));
  read.apply(silent);
  const labels = (tree: typeof live, node: string): unknown => [
    tree.node(node),
    ...tree.children(node).map((each) => labels(tree, each)),
  ];
  expect(labels(read, id)).toEqual(labels(live, id));
  const group = live.children(id)[0] ?? "";
  expect(live.node(group)).toMatchObject({
    kind: "group",
    label: "squares",
    state: "succeeded",
    counts: { succeeded: 2 },
  });
});

test("what one action printed is read alone", async () => {
  const { runner, run } = session();
  const { run: id, events } = await run(spec("fan_out", 50));
  const started = events.flatMap((each) =>
    each.kind === "actionStarted" && each.shortName === "child" ? [each.action] : [],
  );
  expect(started).toHaveLength(50);
  for (const [at, action] of [
    [0, started[0]],
    [49, started[49]],
  ] as const) {
    const read = await runner.readLog({ run: id, action: action ?? "", from: 0, to: 1000 });
    expect(read.text).toMatch(/^child \d+\n$/);
    expect(read.end).toBe(at < 10 ? read.text.length : 9);
  }
  expect((await runner.readLog({ run: id, action: "nobody", from: 0, to: 1000 })).text).toBe("");
});

test("a run that goes on is not deleted; once it is over it is, and bounds leave the newest", async () => {
  const { runner, run } = session();
  const { run: first } = await run(spec("two"));
  const going = await runner.start({ spec: taskSpec({ python: newest, file: failing, task: "sleeps" }), secrets: {} });
  await expect.poll(async () => (await runner.list({})).runs[0]?.state).toBe("running");
  const [live] = (await runner.list({})).runs;
  expect(live).toMatchObject({ run: going.run, writer: { pid: process.pid, own: true } });
  await expect(runner.deleteRun(going.run)).rejects.toThrow("goes on, so it can't be deleted");
  runner.cancel(going.run);
  await runner.over(going.run);
  expect((await runner.list({})).runs.map((each) => `${each.run} ${each.state}`)).toEqual([
    `${going.run} cancelled`,
    `${first} succeeded`,
  ]);
  await runner.deleteRun(going.run);
  const { run: last } = await run(spec("two"));
  runner.setBounds({ maxRuns: 1, maxBytes: 0, maxAgeMs: 0 });
  await expect.poll(async () => (await runner.list({})).runs.map((each) => each.run)).toEqual([last]);
  // After each run, too.
  const { run: newestRun } = await run(spec("two"));
  await expect.poll(async () => (await runner.list({})).runs.map((each) => each.run)).toEqual([newestRun]);
});

test.each(sdks)(
  "what a failed task was given by another is in the journal, as a launch's inputs, with flyte $sdk",
  async ({ python }) => {
    const { runner, run } = session();
    const { run: id } = await run(taskSpec({ python, file: failing, task: "parent" }));
    const events = await eventsOf(runner, id, false);
    const given = events.flatMap((event) =>
      event.kind === "actionFinished" ? [[event.end.kind, event.inputs] as const] : [],
    );
    expect(given).toEqual([
      ["error", [{ name: "n", value: -1 }]],
      // The run's own are in its launch spec.
      ["error", undefined],
    ]);
  },
);

test("of what a failed task was given, what tells a secret is in no journal, and named as withheld", async () => {
  const { runner, run } = session();
  const spec = taskSpec({ python: newest, file: failing, task: "passes_token" }, { secretNames: ["TOKEN"] });
  const given = async (token: string) => {
    const { run: id } = await run(spec, { TOKEN: token });
    const events = await eventsOf(runner, id, false);
    return events.flatMap((event) => (event.kind === "actionFinished" ? [[event.inputs, event.withheld]] : []))[0];
  };
  expect(await given('s3"cret')).toEqual([[{ name: "token", value: "plain" }], ["parts"]]);
  // Without one it would be there.
  expect(await given("")).toEqual([
    [
      { name: "token", value: "plain" },
      { name: "parts", value: ["one", "Bearer "] },
    ],
    undefined,
  ]);
});

test("nor where the task took it out of the environment", async () => {
  const { runner, run } = session();
  const spec = taskSpec({ python: newest, file: failing, task: "pops_token" }, { secretNames: ["TOKEN"] });
  const { run: id } = await run(spec, { TOKEN: "hunter2hunter2" });
  const events = JSON.stringify(await eventsOf(runner, id, false));
  expect(events).toContain('"withheld":["parts"]');
  expect(events).not.toContain("hunter2");
});

test("nor where it tells what the file of variables holds", async () => {
  const { runner, run } = session();
  const envFile = join(temporaryFolder(), ".env");
  const spec = taskSpec({ python: newest, file: failing, task: "passes_token" }, { envFile });
  const given = async (token: string) => {
    writeFileSync(envFile, `TOKEN=${token}\n`);
    const { run: id } = await run(spec);
    const events = await eventsOf(runner, id, false);
    expect(JSON.stringify(events)).not.toContain("hunter2");
    return events.flatMap((event) => (event.kind === "actionFinished" ? [[event.inputs, event.withheld]] : []))[0];
  };
  expect(await given("hunter2")).toEqual([[{ name: "token", value: "plain" }], ["parts"]]);
  // As short as `debug` it is no secret.
  expect(await given("dev")).toEqual([
    [
      { name: "token", value: "plain" },
      { name: "parts", value: ["one", "Bearer dev"] },
    ],
    undefined,
  ]);
});

test.each(sdks)(
  "integers that JavaScript would round are kept with all their digits, with flyte $sdk",
  async ({ python }) => {
    const { runner, run } = session();
    const { run: id } = await run(taskSpec({ python, file: failing, task: "passes_large" }));
    const events = await eventsOf(runner, id, false);
    const given = events.flatMap((event) => (event.kind === "actionFinished" ? (event.inputs ?? []) : []));
    expect(given).toEqual([
      { name: "n", text: "9007199254740993" },
      { name: "maybe", text: "-9007199254740993" },
      { name: "many", text: '{"a": [9007199254740993]}' },
      { name: "small", value: 9007199254740991 },
    ]);
    const again = await run(taskSpec({ python, file: failing, task: "takes_large", inputs: given }));
    expect(again.text).toContain(
      "failed userError ValueError: 9007199254740993 -9007199254740993 {'a': [9007199254740993]} 9007199254740991",
    );
  },
);
