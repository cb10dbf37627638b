/** What a local run does otherwise than a cluster, and says: settings without effect, with the real SDK, newest and oldest. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "fidelity.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = async (task: string, env: Readonly<Record<string, string>> = {}) =>
    (await session().run(taskSpec({ python, file, task }, { env }))).text;

  test("a run begins with the settings that are set and have no effect, of what it depends on too", async () => {
    expect(await run("configured")).toMatch(
      /^started python flyte\nno effect image, resources, interruptible, queue, env_vars, max_queued_time\nconfigured started/,
    );
    expect(await run("configured", { SET_IN_CLUSTER: "1" })).toContain("interruptible, queue, max_queued_time\n");
  });

  test("inputs and outputs above max_inline_io_bytes fail the caller, as in the cluster", async () => {
    const given = await run("passes_much");
    expect(given).toMatch(/small failed inlineTooLarge fidelity\.small was given 2 KB directly, .* allows 1 KB/);
    expect(given).not.toContain("small attempt 2");
    expect(given).toMatch(/run failed inlineTooLarge fidelity\.small was given 2 KB directly.*\n.*passes_much/);
    const answered = await run("gets_much");
    expect(answered).toContain("small succeeded");
    expect(answered).toMatch(/run failed inlineTooLarge fidelity\.small returned 5 KB directly/);
    expect(await run("catches_much")).toContain("run succeeded o0='Inputs exceed max_bytes limit of");
  });

  test("a run's own inputs have no limit, and what fits passes", async () => {
    const { text } = await session().run(
      taskSpec({ python, file, task: "small", inputs: [{ name: "text", value: "y".repeat(3000) }] }),
    );
    expect(text).toContain("run succeeded");
    const fits = taskSpec({ python, file, task: "passes_much", inputs: [{ name: "size", value: 100 }] });
    expect((await session().run(fits)).text).toContain("run succeeded");
  });

  test("a call of a remote reference is explained, and nobody is contacted", async () => {
    const text = await run("calls_reference");
    expect(text).toContain("run failed remoteReference elsewhere.task is a reference to a task that is deployed in a");
    expect(text).toMatch(/\| fidelity\.py:\d+ calls_reference/);
  });
});
