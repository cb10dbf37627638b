/** The way in: the walkthrough, a new project, a workspace that is still empty; and the commands that help when something is unclear. */

import { mkdir, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { processesWith } from "./harness/processes.ts";
import type { Workbench } from "./harness/workbench.ts";
import { makeFolder, makeProject, open, openProject } from "./support.ts";

/** A step of the walkthrough that is open; a click unfolds it. */
const step = (window: Workbench, title: string) =>
  window.page.locator(".getting-started-step").filter({ hasText: title }).first();

async function openWalkthrough(window: Workbench): Promise<void> {
  await window.runCommand("Welcome: Open Walkthrough");
  await window.pick("Get Started with Flightdeck");
  await step(window, "Run a task").waitFor();
}

/** Answers the editor's own dialog for files, which forgets what is typed while it reads the folder it begins in. */
async function choosePath(window: Workbench, path: string, button: string): Promise<void> {
  const dialog = window.quickInput();
  await dialog.locator(".monaco-list-row").filter({ hasText: ".." }).first().waitFor();
  await dialog.locator("input").first().fill(path);
  await dialog
    .locator(".monaco-list-row")
    .filter({ hasText: basename(path) })
    .first()
    .waitFor();
  await dialog.getByRole("button", { name: button }).click();
}

/** Whether its circle is ticked. */
const isDone = async (window: Workbench, title: string): Promise<boolean> =>
  (await step(window, title).locator(".codicon-getting-started-step-checked.complete").count()) > 0;

test("from the walkthrough to a new project, and to its first run", async () => {
  // Alone in a folder: the editor's dialog draws only what is in view.
  const parent = join(await makeFolder(), "flows");
  await rename(await makeProject(), parent);
  const window = await open({});
  await openWalkthrough(window);
  // There is nothing to choose for yet, which is said.
  await step(window, "Choose the Python").click();
  await step(window, "Choose the Python").getByRole("button", { name: "Choose Interpreter" }).click();
  await window.notification("An interpreter is chosen for a folder, and none is open.").waitFor();

  await step(window, "Open Flyte code").click();
  await step(window, "Open Flyte code").getByRole("button", { name: "New Flyte Project" }).click();
  await choosePath(window, parent, "Create Here");
  // The folder is opened, and the walkthrough goes on there.
  await window.page.waitForURL(/[?&]folder=/);
  await step(window, "Run a task").click({ timeout: 30_000 });
  await step(window, "Run a task").getByRole("button", { name: "Show Environments" }).click();
  await window.treeRow("Environments", /^main/).hover();
  await window.treeRow("Environments", /^main/).getByRole("button", { name: "Run" }).click();
  await expect.poll(() => window.output()).toContain("'3 values, mean 4.00'");
  for (const title of ["Open Flyte code", "Choose the Python", "Run a task"])
    await expect.poll(() => isDone(window, title), { message: title }).toBe(true);
  expect(await isDone(window, "Deploy")).toBe(false);
});

test("commands that help: copy a name, reveal a task, restart, collect diagnostics", async () => {
  const folder = await makeProject("test/fixtures/e2e");
  await mkdir(join(folder, ".vscode"));
  const settings = (values: Readonly<Record<string, unknown>>) =>
    writeFile(join(folder, ".vscode", "settings.json"), JSON.stringify(values));
  const secret = { "flightdeck.project": "token=hunter2" };
  await settings({ ...secret, "flightdeck.codeLens.plan": false });
  const window = await openProject({ folder, file: "jobs.py:13" });
  const titles = async () => [...new Set(await window.lenses())].toSorted();
  await expect.poll(titles, { timeout: 30_000 }).toEqual(["Debug", "Deploy jobs", "Run"]);
  const off = { "flightdeck.codeLens.run": false, "flightdeck.codeLens.debug": false };
  await settings({ ...secret, ...off, "flightdeck.codeLens.deploy": false });
  await expect.poll(titles).toEqual(["Plan"]);
  const offered = await window.commands("Flightdeck: Run");
  expect(offered).toContain("Flightdeck: Run Task at Cursor");
  expect(offered).not.toContain("Flightdeck: Rerun Last Task");

  await window.runCommand("Flightdeck: Reveal in Environments View");
  await expect.poll(() => window.treeRow("Environments", /^hello/).getAttribute("aria-selected")).toBe("true");
  await window.chooseOf("Environments", /^hello/, "Copy Name");
  await expect.poll(() => window.clipboard()).toBe("jobs.hello");

  await window.openFile("jobs.py:13");
  await window.page.getByRole("button", { name: /^Editor Language Status/ }).click();
  await window.page.getByText("because .venv is here").waitFor();
  // Not cut off: a user has to reach it.
  await window.page.getByRole("button", { name: "Choose", exact: true }).click();
  await window.quickInput().getByText("Interpreter of fd-folder").waitFor();
  await window.page.keyboard.press("Escape");

  const servers = async () =>
    (await processesWith(window.server.root)).filter(({ command }) => command.includes("dist/server.js"));
  const [before, ...others] = (await servers()).map(({ pid }) => pid);
  expect(others).toEqual([]);
  await window.runCommand("Flightdeck: Restart Server");
  await expect.poll(async () => (await servers()).map(({ pid }) => pid)).toEqual([expect.not.toBeOneOf([before])]);
  await writeFile(join(folder, "more.py"), 'import flyte\n\nmore = flyte.TaskEnvironment(name="more")\n');
  await window.treeRow("Environments", /^more/).waitFor();

  await window.runCommand("Flightdeck: Collect Diagnostics");
  await expect.poll(() => window.editorText()).toContain("# Flightdeck diagnostics");
  await window.page.keyboard.press("ControlOrMeta+A");
  await window.page.keyboard.press("ControlOrMeta+C");
  const report = await window.clipboard();
  expect(report).toContain('"environments": 2');
  expect(report).toContain("token=‹left out›");
  expect(report).not.toContain("hunter2");
});

test("Open the Manual shows the pages that ship with the extension, and their links lead to each other", async () => {
  const window = await open({ folder: await makeFolder() });
  await window.openView("Flightdeck");
  await window.runCommand("Flightdeck: Open the Manual");
  const page = window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  await page.getByRole("heading", { name: "Flightdeck's manual" }).waitFor();
  await page.getByRole("link", { name: "Command line" }).click();
  await page.getByRole("heading", { name: "Command line" }).waitFor();
});

test("a workspace without folders, and a Python file that belongs to none", async () => {
  const elsewhere = await makeFolder("test/fixtures/e2e");
  const workspace = join(await makeFolder(), "empty.code-workspace");
  await writeFile(workspace, JSON.stringify({ folders: [] }));
  const window = await open({ folder: workspace });
  await window.openView("Flightdeck");
  await window.page.getByText("This workspace has no folder yet.").waitFor();
  await window.runCommand("File: Open File...");
  await choosePath(window, join(elsewhere, "jobs.py"), "OK");
  await window.page.getByRole("button", { name: /^Editor Language Status/ }).click();
  await window.page.getByText("open a folder to run its Flyte code").waitFor();
  await window.page.keyboard.press("Escape");
  expect(await window.lenses()).toEqual([]);
  const offered = await window.commands("Flightdeck: ");
  expect(offered).toContain("Flightdeck: New Flyte Project");
  expect(offered.filter((title) => /Run|Deploy|Plan|Install|Interpreter|Graph/.test(title))).toEqual([]);
});
