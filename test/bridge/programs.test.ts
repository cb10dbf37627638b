/** Programs that do what programs do: fork, use threads and pools, write in pieces, close and move. Their words arrive, and the run ends. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { newest, projects, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "flow.py");
const run = (task: string, value?: number) =>
  session().run(taskSpec({ python: newest, file, task, inputs: value === undefined ? [] : [{ name: "size", value }] }));

test("a forked child's words are the run's, its parent's the action's", async () => {
  expect((await run("forks")).text).toBe(`started python flyte
forks started flow.forks
forks attempt 1
forks stdout | before
run stdout | in the child
forks stdout | after
forks succeeded o0=1
run succeeded o0=1
exit 0`);
});

test("a plain thread does not know its action, one with the context does", async () => {
  expect((await run("threads")).text).toContain("\nrun stdout | from a thread\n");
  expect((await run("in_thread")).text).toContain("\nin_thread stdout | from to_thread\n");
});

test("a pool of processes", async () => {
  const { text } = await run("pool");
  expect(text).toContain("run succeeded o0=[1, 4, 9]\nexit 0");
  for (const n of [1, 2, 3]) expect(text).toContain(`squaring ${n}`);
});

test("pieces of a line come as they are written, bytes too", async () => {
  const { text, events } = await run("pieces");
  expect(text).toContain("pieces stdout | abü\n");
  expect(events.filter((event) => event.kind === "log").length).toBeGreaterThan(1);
});

test("a task may close stdout and change the folder", async () => {
  expect((await run("closes")).text).toContain("run succeeded o0='closed'\nexit 0");
  expect((await run("moves")).text).toContain("run succeeded o0='/'\nexit 0");
});

test("a line of 5 MB is one line", async () => {
  const { runner, run } = session();
  const spec = taskSpec({ python: newest, file, task: "line", inputs: [{ name: "size", value: 5_000_000 }] });
  const { run: id } = await run(spec);
  const { text, end } = await runner.readLog({ run: id, from: 0, to: 10_000_000 });
  expect(end).toBe(5_000_001);
  expect(text.indexOf("\n")).toBe(5_000_000);
});

test("a task that writes to descriptors that it doesn't know disturbs nothing", async () => {
  expect((await run("scribbles")).text).toContain("run succeeded o0='done'\nexit 0");
});

test("runs go side by side, each with its own events", async () => {
  const { runner, events } = session();
  const started = await Promise.all(
    ["double", "two", "nothing"].map((task) =>
      runner.start({
        spec: taskSpec({ python: newest, file, task, inputs: task === "double" ? [{ name: "n", value: 1 }] : [] }),
        secrets: {},
      }),
    ),
  );
  await Promise.all(started.map(({ run }) => runner.over(run)));
  const tasks = started.map(({ run }) => events(run).flatMap((e) => (e.kind === "actionStarted" ? [e.task] : [])));
  expect(tasks).toEqual([["flow.double"], ["flow.two"], ["flow.nothing"]]);
});

test("an executor's words are the run's, and tasks that are called there are plain functions", async () => {
  const { text } = await run("executor");
  expect(text).toContain(
    "run stdout | from an executor\nplain call of flow.double\nrun stdout | doubling 1\n  | doubling 2\nexecutor succeeded",
  );
  expect(text).not.toContain("double started");
  expect(text).toContain("run succeeded o0=[2, 4]");
});
