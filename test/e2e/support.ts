/** What scenarios share: one browser a file, a folder of its own for each window, and a picture of what failed. */

import { readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, expect, onTestFinished } from "vitest";
import { VENV } from "../../scripts/python.mjs";
import { launchBrowser } from "./harness/browser.ts";
import { forgetInstalled } from "./harness/server.ts";
import { openWorkbench, type Workbench, type WorkbenchOptions } from "./harness/workbench.ts";

export const root = join(import.meta.dirname, "..", "..");

/** Where pictures and logs of failed tests are put. */
const failures = join(root, ".cache", "test", "e2e");

/** The package that `npm run package` made: what is tested is what ships. */
export const vsix = join(
  root,
  `flightdeck-${JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version}.vsix`,
);

let browser: Promise<Browser> | undefined;

afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
  await forgetInstalled();
});

/** A new folder with the contents of these folders of the repository, removed after the test. */
export async function makeFolder(...sources: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "fd-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  for (const source of sources) await cp(join(root, source), folder, { recursive: true });
  return folder;
}

/** As `makeFolder`, with the project's venv in its place as `.venv`. */
export async function makeProject(...sources: readonly string[]): Promise<string> {
  const folder = await makeFolder(...sources);
  await symlink(VENV, join(folder, ".venv"), process.platform === "win32" ? "junction" : "dir");
  return folder;
}

/** Opens a window with the packed extension; it is closed after the test. */
export async function open(options: Omit<WorkbenchOptions, "browser" | "vsix">): Promise<Workbench> {
  browser ??= launchBrowser();
  const window = await openWorkbench({
    ...options,
    browser: await browser,
    vsix: [vsix],
    env: { FLYTE_DISABLE_SENTRY: "1", ...options.env },
  });
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail")
      await keepEvidence(window, `${basename(task.file.name, ".test.ts")} ${task.name}`);
    await window.close();
  });
  return window;
}

async function keepEvidence(window: Workbench, title: string): Promise<void> {
  const name = join(failures, title.replace(/[^\w -]/g, "_"));
  await mkdir(failures, { recursive: true });
  await window.screenshot(`${name}.png`).catch(() => {});
  await writeFile(`${name}.log`, window.server.log());
}

/** Opens a window that shows the Environments view beside a file. */
export async function openProject(
  options: Omit<WorkbenchOptions, "browser" | "vsix"> & { readonly file: string },
): Promise<Workbench> {
  const window = await open(options);
  await window.openView("Flightdeck");
  await window.openFile(options.file);
  return window;
}

/** Replaces the text of the tab with inputs; its title is shown before its text takes the place of another. */
export async function retypeInputs(window: Workbench, text: string): Promise<void> {
  const { page } = window;
  await page.locator('.monaco-editor[data-uri$=".inputs.json"] .view-line').first().click();
  await page.keyboard.press("ControlOrMeta+A");
  // Typed, it would be indented and its brackets closed.
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
  await page.keyboard.press("ControlOrMeta+V");
  await expect.poll(() => window.editorText()).toBe(text);
}

/** What completion offers in the tab with inputs, between the first braces of its second line. */
export async function offeredInRecord({ page }: Workbench): Promise<string> {
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("End");
  for (let left = 2; left > 0; left--) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Control+Space");
  // The editor's JSON support starts with its first file, and says nothing before.
  await page.waitForTimeout(1_000);
  return page.locator(".suggest-widget").innerText();
}
