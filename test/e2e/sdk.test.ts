/** A folder whose Python lacks the SDK: it is said, and one button repairs it. */

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { makeFolder, openProject } from "./support.ts";

test("Install flyte installs it into the folder's interpreter, and the task runs", { timeout: 300_000 }, async () => {
  const folder = await makeFolder("test/fixtures/e2e");
  await promisify(execFile)(pythonOf(VENV), ["-m", "venv", join(folder, ".venv")]);
  const window = await openProject({ folder, file: "jobs.py:13" });
  await window.clickLensAbove("def hello", "Run");
  const notification = window.notification(/Flyte isn't installed in .*\.venv/);
  await notification.waitFor({ timeout: 20_000 });
  await notification.getByRole("button", { name: "Install flyte" }).click();
  await window.notification("is installed in .venv").waitFor({ timeout: 240_000 });
  await window.clickLensAbove("def hello", "Run");
  await expect.poll(() => window.output()).toContain("hello from the task");
  // From now on a worker waits for the next run, though the interpreter is the one that was no good before.
  await window.runCommand("Flightdeck: Show Flightdeck Log");
  await expect.poll(() => window.output(), { timeout: 20_000 }).toContain("warm worker: ");
});
