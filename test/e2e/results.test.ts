/** What a run leaves to look at: its outputs as a document, its report in a tab that follows the task. */

import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { followLink } from "./harness/links.ts";
import type { Workbench } from "./harness/workbench.ts";
import { makeProject, openProject } from "./support.ts";

const VIEW = "Runs";

/** The frame with the report itself, in the editor's frames around it. */
const reportOf = (window: Workbench) =>
  window.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").frameLocator("iframe");

/** How many rows of the view say so. */
const rowsOf = async (window: Workbench, text: RegExp): Promise<number> =>
  (await window.tree(VIEW)).split("\n").filter((row) => text.test(row)).length;

test("outputs open as a document, the whole of what the panel cuts", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "results.py:18" });
  await window.clickLensAbove("async def score", "Run");
  await window.treeRow(VIEW, /^run results.score, succeeded/).waitFor();
  await expect.poll(() => window.output()).toContain("more lines; Open Outputs in the Runs view has them");
  await window.chooseOf(VIEW, /^run results.score/, "Open Outputs");
  await expect
    .poll(() => window.editorText())
    .toMatch(/o0: Score\n\{\n {2}"loss": 0.25,\n {2}"tags": \[\n {4}"tag 0",/);
});

test("what failed inside of a run is run again alone, and debugged with its own inputs", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "results.py:51" });
  await window.treeRow("Environments", "results").waitFor();
  await window.runCommand("Flightdeck: Run Task at Cursor");
  await window.treeRow(VIEW, /^action fails, failed/).waitFor();
  await window.chooseOf(VIEW, /^run results.outer, failed/, "Rerun Failed");
  await window.treeRow(VIEW, /^run results.fails, failed/).waitFor();
  await expect.poll(() => window.output()).toContain("▶ results.fails(whole=0)");

  // A run whose own action is all that failed is run again as it is.
  await window.chooseOf(VIEW, /^run results.fails, failed/, "Rerun Failed");
  await expect.poll(() => rowsOf(window, /run results.fails, failed/)).toBe(2);

  await window.chooseOf(VIEW, /^action fails, failed/, "Debug with the Same Inputs");
  // It stops where it raises.
  await window.page.getByText("Exception has occurred: ZeroDivisionError").waitFor({ timeout: 60_000 });
  await expect.poll(() => rowsOf(window, /run results.fails, running/)).toBe(1);
  await window.page.keyboard.press("Shift+F5");
  await expect.poll(() => rowsOf(window, /run results.fails, (failed|cancelled)/)).toBe(3);
});

test("a report follows its task, runs none of its scripts and reaches no network", async () => {
  const asked: (string | undefined)[] = [];
  const far = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => far.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void far.close());
  const address = far.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;

  const folder = await makeProject("test/fixtures/e2e-runs");
  const window = await openProject({ folder, file: "results.py:32" });
  await window.clickLensAbove("async def learn", "Run");
  await window.answer(String(port));
  await expect.poll(() => window.output()).toMatch(/▤ learn +report r\w+\/report-0\.html/);
  const line = window.page.locator(".part.panel .view-line").filter({ hasText: "▤ learn" });
  const report = reportOf(window);
  await followLink(line.locator(".detected-link").last(), report.getByText("Step 1"));

  // The SDK's tabs work, and the one that is open stays open while the task flushes anew.
  await report.getByRole("tab", { name: "Numbers" }).click();
  await report.getByText("0.25").waitFor();
  await writeFile(join(folder, "go"), "");
  await window.treeRow(VIEW, /^run results.learn, succeeded/).waitFor();
  await report.getByText("0.25").waitFor();
  await report.getByRole("tab", { name: "main" }).click();
  await report.getByText("Step 2").waitFor();

  // The browser of another machine than the runner's would look for the file there: it is told where it lies.
  await window.page
    .frameLocator("iframe.webview.ready")
    .frameLocator("#active-frame")
    .getByText("Open in Browser")
    .click();
  await window.notification(/The file lies at .*report-0\.html; the path was copied/).waitFor();
  await expect.poll(() => window.clipboard()).toMatch(/^\/.*\/report-0\.html$/);
  expect(await report.locator("body").getAttribute("data-ran")).toBeNull();
  expect(asked).toEqual([]);

  // The next window shows it again, at the tab that was seen.
  await report.getByRole("tab", { name: "Numbers" }).click();
  await Promise.all([window.page.waitForEvent("load"), window.runCommand("Developer: Reload Window")]);
  await window.page.locator(".monaco-workbench .activitybar").waitFor({ timeout: 60_000 });
  await report.getByText("0.25").waitFor();
  expect(await report.getByRole("tab", { name: "Numbers" }).getAttribute("aria-selected")).toBe("true");

  // What was deleted meanwhile says so.
  await window.openView("Flightdeck");
  await window.chooseOf(VIEW, /^run results.learn/, "Delete Run");
  await window.dialog().getByRole("button", { name: "Delete" }).click();
  await window.treeRow(VIEW, /^run results.learn/).waitFor({ state: "detached" });
  await Promise.all([window.page.waitForEvent("load"), window.runCommand("Developer: Reload Window")]);
  await window.page
    .frameLocator("iframe.webview.ready")
    .frameLocator("#active-frame")
    .getByText("This report can't be read any more")
    .waitFor({ timeout: 60_000 });
});

test("a failing line is marked until its file is edited, and its whole traceback is a click away", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "results.py:50" });
  const { page } = window;
  const squiggles = page.locator(".part.editor .squiggly-error");
  await window.clickLensAbove("async def outer", "Run");
  await window.notification("results.outer failed: ZeroDivisionError: division by zero (results.py:42)").waitFor();
  await squiggles.first().waitFor();
  await window.runCommand("Problems: Focus on Problems View");
  await page
    .getByRole("treeitem", { name: /ZeroDivisionError: division by zero/ })
    .first()
    .waitFor();

  await window.chooseOf(VIEW, /^run results.outer/, "Show Full Traceback");
  await expect.poll(() => window.editorText()).toMatch(/Traceback \(most recent call last\):[\s\S]*flyte/);

  // It goes with the next run, whatever that runs,
  await window.openFile("tree.py:22");
  await window.clickLensAbove("async def main", "Run");
  await expect.poll(() => page.locator('[id="status.problems"]').innerText()).toMatch(/^\D*0\D/);

  // and with an edit.
  await window.openFile("results.py:50");
  await window.clickLensAbove("async def outer", "Run");
  await squiggles.first().waitFor();
  await window.replaceInEditor("part / whole", "part / 2");
  await expect.poll(() => squiggles.count()).toBe(0);
});

test("a line that an edit has moved since the run began is not marked", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  const window = await openProject({ folder, file: "results.py:71", settings: { "files.autoSave": "off" } });
  const problems = window.page.locator('[id="status.problems"]');
  await window.clickLensAbove("async def fails_late", "Run");
  await expect.poll(() => window.output()).toContain("waiting");
  await window.replaceInEditor('print("waiting", flush=True)', 'print("waiting", 1, flush=True)');
  await writeFile(join(folder, "fail"), "");
  await window.notification("results.fails_late failed: ZeroDivisionError").waitFor();
  await expect.poll(() => problems.innerText()).toMatch(/^\D*0\D/);

  // The next run reads what is there now.
  await window.clickLensAbove("async def fails_late", "Run");
  await expect.poll(() => problems.innerText()).toMatch(/^\D*1\D/);
});

test("a failure offers the debugger, with the same inputs", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:30" });
  await window.clickLensAbove("async def flaky", "Run");
  await window.answer("2");
  const failed = window.notification("tree.flaky failed: ValueError: no luck with 2");
  await failed.waitFor();
  await failed.getByRole("button", { name: "Debug" }).click();
  // The exception stops the second run where it is raised.
  await window.page.getByText("Exception has occurred: ValueError").waitFor({ timeout: 60_000 });
  await window.page.keyboard.press("Shift+F5");
});

test("a log follows its run as a document, and in a terminal with the program's own colours", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  const settings = { "terminal.integrated.gpuAcceleration": "off" };
  const window = await openProject({ folder, file: "results.py:57", settings });
  await window.clickLensAbove("async def chatters", "Run");
  await window.treeRow(VIEW, /^run results.chatters, running/).waitFor();
  await window.chooseOf(VIEW, /^run results.chatters/, "Open in Terminal");
  const rows = window.page.locator(".xterm-rows");
  await rows
    .getByText(/line \d+/)
    .first()
    .waitFor();
  expect(await rows.locator(".xterm-fg-2").count()).toBeGreaterThan(0);

  await window.chooseOf(VIEW, /^run results.chatters/, "Open Log");
  const seen = async () => [...(await window.editorText()).matchAll(/line (\d+)/g)].map(([, n]) => Number(n));
  await expect.poll(async () => (await seen()).length).toBeGreaterThan(0);
  const before = Math.max(...(await seen()));
  // It stays at its end.
  await expect.poll(async () => Math.min(...(await seen()))).toBeGreaterThan(before);
  expect(await window.editorText()).not.toContain("[32m");
  await writeFile(join(folder, "stop"), "");
  await window.treeRow(VIEW, /^run results.chatters, succeeded/).waitFor();
  await expect.poll(() => window.editorText()).toContain("the end");
  await rows.getByText("the end").waitFor();
  // Levels have their colour.
  const end = window.page.locator(".part.editor .view-line").filter({ hasText: "the end" });
  await expect.poll(() => end.locator("span > span").allTextContents()).toContain("WARNING");
  await window.page.getByRole("button", { name: "Flyte Action Log" }).waitFor();
});
