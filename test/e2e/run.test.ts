/** Runs of all ends: inputs of each type, a failure, a cancelled run, a closed window. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { processesWith } from "./harness/processes.ts";
import type { Workbench } from "./harness/workbench.ts";
import { makeProject, openProject } from "./support.ts";

const openJobs = async (line: number) =>
  openProject({ folder: await makeProject("test/fixtures/e2e"), file: `jobs.py:${line}` });

/** Opens a folder with these tasks in its tasks.json: label, file, task. */
async function openWithTasks(
  folder: string,
  written: readonly (readonly [label: string, file: string, task: string])[],
): Promise<Workbench> {
  const tasks = written.map(([label, file, task]) => ({
    type: "flyte",
    label,
    file: `\${workspaceFolder}/${file}`,
    task,
    problemMatcher: [],
  }));
  await mkdir(join(folder, ".vscode"));
  await writeFile(join(folder, ".vscode", "tasks.json"), JSON.stringify({ version: "2.0.0", tasks }));
  const window = await openProject({
    folder,
    file: "jobs.py:13",
    settings: { "terminal.integrated.gpuAcceleration": "off" },
  });
  await window.treeRow("Environments", /jobs/).first().waitFor();
  return window;
}

/** What is left of this window's runs; of all that wait for one too, when no run is named. */
const leftOver = ({ server }: Workbench, run = "") => processesWith(`FLIGHTDECK_RUN=${run}`, server.root);

test("inputs are asked for by their types, checked, and remembered", async () => {
  const window = await openJobs(20);
  await window.clickLensAbove("def scale", "Run");
  const asked = (name: string) => window.quickInput().getByText(`${name}:`).waitFor();
  await asked("factor");
  await window.answer("fast");
  await window.quickInput().getByText("A number").waitFor();
  await window.answer("1.5");
  await asked("rows");
  await window.answer("10");
  await asked("title");
  await window.answer("all");
  await window.pick("true");
  await asked("tags");
  await window.answer('["a", "b"]');
  await asked("limit");
  await window.answer("");
  await expect.poll(() => window.output()).toContain("all: 15 of 3, dry, a+b");
  expect(await window.output()).toContain("scaling 10 rows by 1.5");

  await window.clickLensAbove("def scale", "Run");
  await asked("factor");
  expect(await window.quickInput().locator("input").first().inputValue()).toBe("1.5");
});

test("a failure is told once, with a way to its line", async () => {
  const window = await openJobs(26);
  await window.clickLensAbove("def divide", "Run");
  const notification = window.notification("ZeroDivisionError: division by zero (jobs.py:27)");
  await notification.waitFor({ timeout: 30_000 });
  expect(await window.output()).toContain("about to divide");
  expect(await window.output()).toContain("✗ jobs.divide");
  expect(await window.notifications()).toHaveLength(1);
  await window.openFile("jobs.py:1");
  await notification.getByRole("button", { name: "Go to Line" }).click();
  await window.page.getByText("Ln 27, ").waitFor();
});

test("a cancelled run ends, and nothing of it is left", async () => {
  const window = await openJobs(32);
  await window.clickLensAbove("def wait", "Run");
  await expect.poll(() => window.output()).toContain("waiting beside");
  const run = /run (\w+)/.exec(await window.output())?.[1];
  // The task's process, the one that it started, and the one that watches for the runner's end.
  expect(await leftOver(window, run)).toHaveLength(3);
  await window.runCommand("Flightdeck: Cancel Run");
  await expect.poll(() => window.output()).toMatch(/■ jobs\.wait .*cancelled after/);
  await expect.poll(() => leftOver(window, run)).toEqual([]);
  expect(await window.notifications()).toEqual([]);
});

test("a closed window takes its runs along", async () => {
  const window = await openJobs(32);
  await window.clickLensAbove("def wait", "Run");
  await expect.poll(() => window.output()).toContain("waiting beside");
  expect(await leftOver(window)).not.toEqual([]);
  await window.page.goto("about:blank");
  await expect.poll(() => leftOver(window)).toEqual([]);
});

test("Rerun Last Task runs the same again, and unsaved text is saved first, in nested folders too", async () => {
  const folder = await makeProject("test/fixtures/e2e");
  await mkdir(join(folder, "part"));
  const part = join(folder, "part", "part.py");
  await writeFile(part, "rows = 1\n");
  const both = join(folder, "both.code-workspace");
  await writeFile(both, JSON.stringify({ folders: [{ path: "." }, { path: "part" }] }));
  // A browser's editor would save by itself.
  const window = await openProject({ folder: both, file: "part.py", settings: { "files.autoSave": "off" } });
  await window.replaceInEditor("1", "2");
  await window.openFile("jobs.py:13");
  await window.clickLensAbove("def hello", "Run");
  await expect.poll(() => window.output()).toContain("hello from the task");
  expect(await readFile(part, "utf8")).toBe("rows = 2\n");
  await window.replaceInEditor("hello from the task", "hello again");
  await window.runCommand("Flightdeck: Rerun Last Task");
  await expect.poll(() => window.output()).toContain("hello again");
});

test("a flyte task is run from the editor's own list of tasks, in a terminal that ends with the run", async () => {
  const folder = await makeProject("test/fixtures/e2e");
  const window = await openWithTasks(folder, [["Say hello", "jobs.py", "hello"]]);
  await window.runCommand("Tasks: Run Task");
  await window.pick(/Say hello/);
  await window.treeRow("Runs", /^run jobs.hello, succeeded/).waitFor({ timeout: 60_000 });
  // Nothing covers the task's own terminal.
  const terminal = window.page.locator(".xterm-rows");
  await terminal.getByText("hello from the task").first().waitFor();
  await terminal
    .getByText(/✓ jobs\.hello/)
    .first()
    .waitFor();
});

test("a flyte task that failed is the one that is tried again, and what it says is why it did not start", async () => {
  const folder = await makeProject("test/fixtures/e2e");
  const jobs = await readFile(join(folder, "jobs.py"), "utf8");
  await writeFile(
    join(folder, "own.py"),
    `# /// script\n# dependencies = ["flyte @ file:///nowhere.whl"]\n# ///\n${jobs}`,
  );
  const window = await openWithTasks(folder, [
    ["Own environment", "own.py", "hello"],
    ["Say hello", "jobs.py", "hello"],
    ["No such", "jobs.py", "nothing"],
    ["Ask", "jobs.py", "scale"],
  ]);
  const terminal = window.page.locator(".xterm-rows");
  const runTask = async (label: RegExp): Promise<void> => {
    await window.runCommand("Tasks: Run Task");
    await window.pick(label);
  };

  await runTask(/No such/);
  await terminal.getByText("nothing was not started.").first().waitFor();
  expect(await terminal.getByText("are not asked for").count()).toBe(0);
  await runTask(/Ask/);
  await window.quickInput().getByText("factor:").waitFor();
  await window.page.keyboard.press("Escape");
  await terminal.getByText("are not asked for").first().waitFor();

  await runTask(/Own environment/);
  const failure = window.notification("flightdeck.scriptEnvironments");
  await failure.waitFor({ timeout: 60_000 });
  await runTask(/Say hello/);
  await window.treeRow("Runs", /^run jobs.hello, succeeded/).waitFor({ timeout: 60_000 });
  await failure.getByRole("button", { name: "Try Again" }).click();
  await terminal.getByText("Executing task: flyte: Own environment").first().waitFor();
});
