/** What is looked at of actions in a real editor: the cache, links, inputs, and the code that a run loaded. */

import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Workbench } from "./harness/workbench.ts";
import { makeProject, openProject } from "./support.ts";

const VIEW = "Runs";

/** How many rows of the view say so. */
const rowsOf = async (window: Workbench, text: RegExp): Promise<number> =>
  (await window.tree(VIEW)).split("\n").filter((row) => text.test(row)).length;

test("what the cache answered says so, is executed without it, and stops under the debugger", async () => {
  const folder = await makeProject("test/fixtures/e2e-actions");
  const window = await openProject({ folder, file: "work.py:22" });
  for (const expected of [/^▾? *run work.remembered, succeeded/, /run work.remembered, from the cache, .*→ 3/]) {
    await window.clickLensAbove("async def remembered", "Run");
    await expect.poll(() => rowsOf(window, expected)).toBe(1);
  }
  await expect.poll(() => window.output()).toMatch(/✓ work\.remembered {2}from the cache → 3/);

  await window.chooseOf(VIEW, /^run work.remembered, from the cache/, "Rerun without Cache");
  await expect.poll(() => rowsOf(window, /run work.remembered, succeeded/)).toBe(2);
  await expect.poll(() => window.output()).toContain("· without the cache");
  await window.chooseOf("Environments", /^remembered/, "Run without Cache");
  await expect.poll(() => rowsOf(window, /run work.remembered, succeeded/)).toBe(3);

  await window.openFile("work.py:23");
  await window.page.keyboard.press("F9");
  await window.page.locator(".codicon-debug-breakpoint").first().waitFor();
  await window.clickLensAbove("async def remembered", "Debug");
  await window.page.locator(".debug-top-stack-frame-line").first().waitFor({ timeout: 60_000 });
  await window.page.keyboard.press("F5");
  await window.page.locator(".debug-toolbar").waitFor({ state: "hidden" });
  await expect.poll(() => window.output()).toMatch(/ executed\n✓ work\.remembered {2}[\d.]+ s → 3\s*$/);
});

test("an action's inputs and links are a click away, and only addresses of the web are opened, once they are trusted", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-actions"), file: "work.py:34" });
  await window.clickLensAbove("async def above", "Run");
  await window.treeRow(VIEW, /^action linked, succeeded/).waitFor();
  await expect.poll(() => window.output()).toContain("↗ above › linked  Board: https://board.example/here");

  await window.chooseOf(VIEW, /^action linked/, "Open Inputs");
  await expect.poll(() => window.editorText()).toMatch(/^linked inputs r\w+\n\nn\n7\n\nwords\n\['a', 'b'\]/);
  await window.chooseOf(VIEW, /^action linked/, "Open Log");
  await expect
    .poll(() => window.editorText())
    .toBe("Board: https://board.example/here\nPasswords: file:///etc/passwd\nlinked is executed");

  await window.chooseOf(VIEW, /^action linked/, "Open Link…");
  await window.pick(/Passwords/);
  await window.notification("isn't a web address, so it is not opened: file:///etc/passwd").waitFor();
  await window.chooseOf(VIEW, /^action linked/, "Open Link…");
  await window.pick(/Board/);
  await window.dialog().getByText("https://board.example/here").waitFor();
  await window.page.keyboard.press("Escape");
});

test("a comparison shows that a module was edited", async () => {
  const folder = await makeProject("test/fixtures/e2e-actions");
  const window = await openProject({ folder, file: "work.py:34" });
  const run = async (times: number) => {
    await window.clickLensAbove("async def above", "Run");
    await expect.poll(() => rowsOf(window, /run work.above, succeeded/)).toBe(times);
  };
  await run(1);
  await appendFile(join(folder, "helper.py"), "\n\nEDITED = True\n");
  await run(2);
  await window.chooseOf(VIEW, /^run work.above/, "Compare With…");
  await window.pick(/work.above/);
  const diff = window.page.locator(".monaco-diff-editor");
  await diff.waitFor();
  const hash = async (name: string) =>
    /helper\.py\s=\s([0-9a-f]{12})/.exec(await diff.locator(`.editor.${name} .view-lines`).innerText())?.[1];
  await expect.poll(() => hash("original")).toBeDefined();
  await expect.poll(() => hash("modified")).toBeDefined();
  expect(await hash("original")).not.toBe(await hash("modified"));
});
