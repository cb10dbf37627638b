/** Programs that treat their process badly: the run ends as the SDK's own, nothing hangs, and nothing that was written is lost. */

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newest, projects, renderEvents, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "adverse.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = async (task: string) => (await session().run(taskSpec({ python, file, task }))).text;

  test("once a run is over nothing keeps its event loop from being stopped", async () => {
    expect(await run("knows_its_loop")).toContain("run succeeded\nrun stdout | still there: False\nexit 0");
  });

  test("what was compiled under a name that is no file's is not the user's line", async () => {
    expect(await run("fills_a_template")).toMatch(
      /run failed userError AttributeError: .*\n {2}\| adverse\.py:\d+ fills_a_template\nexit 1$/,
    );
  });

  test("a child that an async task forked leaves with sys.exit", async () => {
    const text = await run("child_exits");
    expect(text).toContain("the child leaves\n");
    expect(text).toContain("run succeeded o0=0\nexit 0");
  });

  test("what ends a process can be given to a pool of processes", async () => {
    expect(await run("pool_breaks")).toContain("run failed userError BrokenProcessPool: ");
  });

  test("StopIteration of a sync task ends it, for which the SDK would wait for ever", async () => {
    expect(await run("next_of_nothing")).toMatch(
      /run failed userError RuntimeError: .* raised StopIteration\n( {2}\| adverse\.py:\d+ next_of_nothing\n)?exit 1$/,
    );
  });

  test("a task that closes every descriptor ends its run, and what it printed is told", async () => {
    const text = await run("closes_all");
    expect(text).toContain("| before\n");
    expect(text).toMatch(/stdout \| after\n|\n {2}\| after\n/);
    expect(text).toContain("run failed systemExit The event loop on which Flyte runs the task broke: OSError: ");
  });

  test("a task that leads its own descriptor elsewhere finds there what it prints", async () => {
    const text = await run("captures_itself");
    expect(text).toContain("captures_itself stdout | heard\n  | heard again\n");
    expect(text).toContain("run succeeded o0='caught\\ncaught, too'\nexit 0");
  });

  test("what a task prints after it took stdout's bytes into its own hands", async () => {
    expect(await run("detaches")).toContain("detaches stdout | detached é\n");
  });

  test("a value that holds itself is shown as Python shows it", async () => {
    expect(await run("holds_itself")).toContain("run succeeded o0=[1, [...]]");
  });

  test("of a function that calls itself as many frames are told as Python prints", async () => {
    const text = await run("recurses");
    expect(text.split("run failed")[1]?.match(/deeper/g)).toHaveLength(3);
    expect(text).toContain("run failed userError RecursionError: maximum recursion depth exceeded");
  });

  test("a task that is cancelled by what it awaits names the line", async () => {
    expect(await run("awaits_cancelled")).toMatch(
      /run failed userError CancelledError: \n {2}\| adverse\.py:\d+ awaits_cancelled\nexit 1$/,
    );
  });

  test("cancelled while it waits for its next attempt, a run ends without a complaint of Python's", async () => {
    const { runner, events } = session();
    const { run: id } = await runner.start({ spec: taskSpec({ python, file, task: "tries_again" }), secrets: {} });
    await expect.poll(() => renderEvents(events(id)), { timeout: 20_000 }).toContain("attempt 1 failed");
    runner.cancel(id);
    await runner.over(id);
    const text = renderEvents(events(id));
    expect(text).toMatch(/\nrun cancelled\nexit 1$/);
    expect(text).not.toContain("destroyed");
  });

  test("a file that has the name of a module which the SDK needs", async () => {
    const folder = temporaryFolder();
    const named = join(folder, "json.py");
    copyFileSync(file, named);
    const { text } = await session().run(taskSpec({ python, file: named, task: "holds_itself" }));
    expect(text).toContain("run succeeded o0=[1, [...]]");
  });
});

test("the exceptions of a group are told, and the line of the first", async () => {
  const { text } = await session().run(taskSpec({ python: newest, file, task: "gathers" }));
  expect(text).toMatch(
    /run failed userError ExceptionGroup: unhandled errors in a TaskGroup \(7 sub-exceptions\)\n {2}\| {3}ValueError: no part 0\n( {2}\| {3}ValueError: no part \d\n){4} {2}\| {3}\+ 2\n {2}\| adverse\.py:\d+ gathers\n {2}\| adverse\.py:\d+ part\nexit 1$/,
  );
});
