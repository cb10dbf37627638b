/** Code that this project did not write: the workflow that the SDK carries for `flyte run hello`. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTool } from "../../runner/src/processes.ts";
import { newest, session, taskSpec, temporaryFolder } from "./support/runs.ts";

test("the SDK's own first workflow runs as in the SDK's terminal", async () => {
  const script = "from flyte.cli._hello import TASK_SOURCE; import sys; sys.stdout.write(TASK_SOURCE)";
  const { code, output } = await runTool({
    file: newest,
    args: ["-c", script],
    cwd: "/",
    env: { FLYTE_DISABLE_SENTRY: "1" },
  });
  expect(code).toBe(0);
  const file = join(temporaryFolder(), "hello.py");
  writeFileSync(file, output);

  const { text, events } = await session().run(taskSpec({ python: newest, file, task: "main" }));
  // y = 2x + 5 over 0 to 9
  expect(text).toContain("run succeeded o0=14.0\nexit 0");
  const workers = events.filter((event) => event.kind === "actionStarted" && event.task === "hello.worker");
  expect(workers).toHaveLength(10);

  const given = { name: "x_list", text: "[1, 3]" };
  const again = await session().run(taskSpec({ python: newest, file, task: "main", inputs: [given] }));
  expect(again.text).toContain("run succeeded o0=9.0");
});
