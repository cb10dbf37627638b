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
});
