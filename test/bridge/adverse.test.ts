/** Programs that treat their process badly: the run ends as the SDK's own, nothing hangs, and nothing that was written is lost. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, taskSpec } from "./support/runs.ts";

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
});
