/** Conditions on which tasks wait: told, answered by their type, timed out, refused and cancelled, with the real SDK. */

import { join } from "node:path";
import { expect, test } from "vitest";
import type { Input, RunEvent } from "../../protocol/index.ts";
import type { AnswerParams } from "../../protocol/runner.ts";
import { newest, projects, renderEvents, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "fidelity.py");

/** Runs a task and answers each condition so. */
async function run(task: string, inputs: readonly Input[], value?: AnswerParams["value"]): Promise<string> {
  const { runner, events } = session();
  const { run } = await runner.start({ spec: taskSpec({ python: newest, file, task, inputs }), secrets: {} });
  const waiting = await waitsIn(() => events(run));
  const given = { run, action: waiting.action, ...(value === undefined ? {} : { value }) };
  expect(runner.answer(given)).toBe(true);
  // Answered once, it doesn't wait any more.
  expect(runner.answer(given)).toBe(false);
  await runner.over(run);
  return renderEvents(events(run));
}

type Waiting = Extract<RunEvent, { kind: "conditionWaiting" }>;

async function waitsIn(events: () => readonly RunEvent[]): Promise<Waiting> {
  const found = () => events().find((event): event is Waiting => event.kind === "conditionWaiting");
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  return found() as Waiting;
}

const kind = (value: string): readonly Input[] => [{ name: "kind", value }];

test("a condition is an action that waits until it is answered", async () => {
  expect(await run("asks", kind("bool"), true)).toBe(`started python flyte
no effect image, resources, interruptible, env_vars
asks started fidelity.asks
asks attempt 1
approval started approval in asks
approval waits bool Go on?
approval succeeded o0=True
asks succeeded o0=bool True
run succeeded o0='bool True'
exit 0`);
});

test("the answer has the condition's type", async () => {
  expect(await run("asks", kind("bool"), false)).toContain("run succeeded o0='bool False'");
  expect(await run("asks", kind("int"), 3)).toContain("run succeeded o0='int 3'");
  expect(await run("asks", kind("float"), 2)).toContain("run succeeded o0='float 2.0'");
  expect(await run("asks", kind("str"), "")).toContain("run succeeded o0='str '");
  expect(await run("asks_sync", [], true)).toContain("run succeeded o0=True");
});

test("where there is nobody to ask the task fails, and says so", async () => {
  const text = await run("asks", kind("bool"));
  expect(text).toContain("approval failed noAnswer The condition approval waits for an answer, and there is nobody");
  expect(text).toContain("run failed noAnswer The condition approval waits for an answer, and there is nobody");
});

test("its own timeout and its task's end the wait", async () => {
  const briefly = (await session().run(taskSpec({ python: newest, file, task: "waits_briefly" }))).text;
  expect(briefly).toContain("approval waits bool Go on? 0.3 s\napproval failed");
  expect(briefly).toContain("run succeeded o0='nobody came'");
  const late = (await session().run(taskSpec({ python: newest, file, task: "asks_in_time" }))).text;
  expect(late).toContain("approval cancelled");
  expect(late).toContain("run failed taskTimeout timed out after 0.5 s");
  expect(late).toContain("exit 1");
});

test("a run that waits can be cancelled", async () => {
  const { runner, events } = session();
  const { run } = await runner.start({
    spec: taskSpec({ python: newest, file, task: "asks", inputs: kind("str") }),
    secrets: {},
  });
  await waitsIn(() => events(run));
  runner.cancel(run);
  await runner.over(run);
  expect(renderEvents(events(run))).toContain("approval cancelled");
  expect(renderEvents(events(run))).toMatch(/run cancelled\nexit \d/);
});
