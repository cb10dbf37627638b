/** Runs that are stopped: by cancel, by the window's end, by the runner's death. Afterwards no process carries the run's mark. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import * as protocol from "../../protocol/runner.ts";
import { listRuns } from "../../runner/src/history.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { createRunner } from "../../runner/src/runner.ts";
import { readJournal } from "../journal/readJournal.ts";
import { commandOf, isStopped, marked } from "./support/marks.ts";
import { buildRunner, initialise, startRunnerProcess } from "./support/runnerProcess.ts";
import { bridgeDir, newest, projects, renderEvents, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "failing.py");

/** Processes of the bridge in each run: the worker and what watches the runner for it. */
const BRIDGE = 2;

/** Starts a task and waits until it has printed `says`. */
async function running(task: string, says: string) {
  const { runner, events } = session();
  const { run } = await runner.start({ spec: taskSpec({ python: newest, file, task }), secrets: {} });
  await expect.poll(() => renderEvents(events(run)), { timeout: 20_000 }).toContain(says);
  return { runner, run, text: () => renderEvents(events(run)), over: () => runner.over(run) };
}

describe("cancel", () => {
  test("an async task cleans up, and cancelled is no failure", async () => {
    const { runner, run, text, over } = await running("sleeps", "sleeping");
    runner.cancel(run);
    await over();
    expect(text()).toBe(
      `started python flyte
sleeps started failing.sleeps
sleeps attempt 1
sleeps stdout | sleeping
cleaned up
sleeps cancelled
run cancelled
exit 1`.replace("\ncleaned", "\n  | cleaned"),
    );
    expect(marked(run)).toEqual([]);
  });

  test.for([
    ["a sync task", "sync_sleeps", "sleeping"],
    ["a task that never yields", "never_yields", "spinning"],
    ["a task in which nothing else of the process runs", "holds_the_interpreter", "holding"],
    ["a task that won't be cancelled", "stubborn", "not going"],
  ])("%s", async ([, task = "", says = ""]) => {
    const { runner, run, text, over } = await running(task, says);
    runner.cancel(run);
    await over();
    expect(text()).toContain("\nrun cancelled\n");
    expect(marked(run)).toEqual([]);
  });

  test("what the task started goes with it, in its process group or in a session of its own", async () => {
    const { runner, run, over } = await running("leaves_children", "| children started");
    await expect.poll(() => marked(run).length).toBe(2 + BRIDGE);
    runner.cancel(run);
    await over();
    expect(marked(run)).toEqual([]);
  });

  test("a run that is cancelled before its task has begun tells no action, and ends", async () => {
    const { runner, events } = session();
    const { run } = await runner.start({ spec: taskSpec({ python: newest, file, task: "sleeps" }), secrets: {} });
    runner.cancel(run);
    await runner.over(run);
    expect(renderEvents(events(run))).toBe("started\nrun cancelled\nexit SIGKILL");
    expect(marked(run)).toEqual([]);
  });

  test("after the end it does nothing", async () => {
    const { runner, run } = session();
    const outcome = await run(taskSpec({ python: newest, file, task: "sync_fails" }));
    runner.cancel(outcome.run);
    expect(outcome.text).toContain("run failed userError");
  });
});

test("a task that waits for its children sees none of the bridge's", async () => {
  const { run } = session();
  const { text } = await run(taskSpec({ python: newest, file, task: "waits_for_children" }));
  expect(text).toContain("run succeeded o0='no children'");
});

test("what a finished task left behind is swept", async () => {
  const { run } = session();
  const outcome = await run(taskSpec({ python: newest, file, task: "forgets_children" }));
  expect(outcome.text).toContain("run succeeded o0='done'");
  expect(marked(outcome.run)).toEqual([]);
});

describe("the runner's process", () => {
  beforeAll(buildRunner);

  /** A runner process with a run in it; `leaves_children` has started two. */
  async function withRun(task = "leaves_children", says = "children started", children = 2) {
    const stateDir = temporaryFolder();
    const process = startRunnerProcess();
    const { child, gone, connection, events } = process;
    const hello = await initialise(process, stateDir);
    expect(hello.protocol).toBe(protocol.RUNNER_PROTOCOL);
    const spec = taskSpec({ python: newest, file, task });
    const answer = connection.sendRequest(protocol.start, { spec, secrets: {} });
    const { run } = await answer.then((each) => {
      expect(events).toEqual([]);
      return each;
    });
    await expect.poll(() => renderEvents(events), { timeout: 20_000 }).toContain(`| ${says}`);
    await expect.poll(() => marked(run).length).toBe(children + BRIDGE);
    return { child, gone, connection, run, stateDir, folder: runFolder(stateDir, spec.rootDir, run) };
  }

  test("a later runner reads the log of an earlier one's run", async () => {
    const { connection, gone, run, stateDir } = await withRun();
    await connection.sendRequest(protocol.shutdown);
    await gone;
    const later = createRunner({ stateDir, bridgeDir, keepWarm: false, onEvents: () => undefined });
    expect(await later.readLog({ run, from: 0, to: 100 })).toEqual({ text: "children started\n", next: 17, end: 17 });
    await expect(later.readLog({ run: "../../etc", from: 0, to: 1 })).rejects.toThrow("There is no run ../../etc");
    await later.dispose();
  });

  test("refuses another protocol", async () => {
    const { connection } = await withRun();
    const other = { protocol: 0, stateDir: temporaryFolder(), locale: "en" };
    await expect(connection.sendRequest(protocol.initialize, other)).rejects.toThrow("Protocol 0 was asked for");
  });

  test("when the window closes, its stdin ends: nothing is left", async () => {
    const { child, gone, run, folder } = await withRun();
    child.stdin.end();
    await gone;
    expect(marked(run)).toEqual([]);
    expect(
      readJournal(folder)
        .lines.map((line) => line.kind)
        .slice(-2),
    ).toEqual(["finished", "processExit"]);
  });

  test("shutdown is answered once nothing is left", async () => {
    const { connection, run, gone } = await withRun();
    await connection.sendRequest(protocol.shutdown);
    expect(marked(run)).toEqual([]);
    await gone;
  });

  test("killed, its bridge ends the run, and the journal is readable to its last line", async () => {
    const { child, gone, run, stateDir, folder } = await withRun();
    const state = async () => (await listRuns(stateDir)).runs.map((each) => `${each.state} ${each.writer?.pid ?? ""}`);
    expect(await state()).toEqual([`running ${child.pid}`]);
    child.kill("SIGKILL");
    await gone;
    expect(await state()).toEqual(["interrupted "]);
    await expect.poll(() => marked(run), { timeout: 10_000 }).toEqual([]);
    const kinds = readJournal(folder).lines.map((line) => line.kind);
    expect(kinds.slice(0, 3)).toEqual(["runStarted", "actionStarted", "attemptStarted"]);
    expect(kinds).not.toContain("finished");
    expect(existsSync(join(folder, "lock"))).toBe(true);
  });

  test("killed while user code lets nothing else of its process run, the run ends all the same", async () => {
    const { child, gone, run } = await withRun("holds_the_interpreter", "holding", 1);
    child.kill("SIGKILL");
    await gone;
    await expect.poll(() => marked(run), { timeout: 10_000 }).toEqual([]);
  });

  test("killed together with its bridge, the next runner sweeps what is left", async () => {
    const { child, gone, run } = await withRun();
    const workers = marked(run).filter((pid) => commandOf(pid).includes("flightdeck_bridge"));
    expect(workers).toHaveLength(BRIDGE);
    // Stopped, a bridge sees nothing; killed, it does nothing.
    for (const pid of workers) process.kill(pid, "SIGSTOP");
    await expect.poll(() => workers.every(isStopped)).toBe(true);
    child.kill("SIGKILL");
    await gone;
    for (const pid of workers) process.kill(pid, "SIGKILL");
    await expect.poll(() => marked(run).map(commandOf)).toEqual(["sleep 600 ", "sleep 600 "]);
    await session().runner.dispose();
    expect(marked(run)).toEqual([]);
  });
});
