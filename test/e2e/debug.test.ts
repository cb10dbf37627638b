/** Debugging in a real editor: from the lens to a breakpoint, through to the result; F5; stopping; and a Python without debugpy. */

import { execFile } from "node:child_process";
import { mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { processesWith } from "./harness/processes.ts";
import type { Workbench } from "./harness/workbench.ts";
import { makeFolder, makeProject, openProject } from "./support.ts";

/** The debugging fixture with the cursor in a line. */
async function openAt(line: number): Promise<Workbench> {
  const folder = await makeProject("test/fixtures/projects/debugging");
  const window = await openProject({ folder, file: `flow.py:${line}` });
  await lens(window).waitFor({ timeout: 30_000 });
  return window;
}

async function setBreakpoint({ page }: Workbench): Promise<void> {
  await page.keyboard.press("F9");
  await page.locator(".codicon-debug-breakpoint").first().waitFor();
}

const lens = ({ page }: Workbench) =>
  page.locator(".codelens-decoration a").filter({ hasText: "Debug", visible: true }).first();

const line = ({ page }: Workbench) => page.locator(".debug-top-stack-frame-line").first();
const callStack = ({ page }: Workbench) => page.locator(".debug-call-stack");
const toolbar = ({ page }: Workbench) => page.locator(".debug-toolbar");

test("the Debug lens stops at a breakpoint, and the run goes on to its result", async () => {
  const window = await openAt(15);
  await setBreakpoint(window);
  await window.clickLensAbove("def sync_task", "Debug");
  await window.quickInput().getByText("n:").waitFor();
  await window.answer("4");
  await line(window).waitFor({ timeout: 60_000 });
  await window.page.keyboard.press("F10");
  await callStack(window).getByText("16:1").waitFor();
  await callStack(window).getByText("21:1").waitFor();
  await window.page.keyboard.press("F5");
  await expect.poll(() => window.output()).toMatch(/✓ flow\.sync_task .* → 9/);
  await toolbar(window).waitFor({ state: "hidden" });
  expect(await window.notifications()).toEqual([]);
});

test("F5 without a launch.json debugs the task at the cursor, and Stop ends its run", async () => {
  const window = await openAt(55);
  await setBreakpoint(window);
  await window.page.keyboard.press("F5");
  await line(window).waitFor({ timeout: 60_000 });
  const left = () => processesWith("FLIGHTDECK_RUN=", window.server.root);
  expect(await left()).not.toEqual([]);
  await window.page.keyboard.press("Shift+F5");
  await expect.poll(() => window.output()).toMatch(/■ flow\.stuck .*cancelled after/);
  await toolbar(window).waitFor({ state: "hidden" });
  expect(await window.notifications()).toEqual([]);
});

test("an exception stops where it was raised", async () => {
  const window = await openAt(44);
  await window.clickLensAbove("def failing(", "Debug");
  await window.page.getByText("Exception has occurred: ZeroDivisionError").waitFor({ timeout: 60_000 });
  const shown = () => window.page.locator(".exception-widget").innerText();
  await expect.poll(shown).toMatch(/flow\.py", line 40, in child[\s\S]*flow\.py", line 45, in failing/);
  await window.page.keyboard.press("F5");
  await window.notification("ZeroDivisionError: division by zero (flow.py:40)").waitFor();
  await toolbar(window).waitFor({ state: "hidden" });
});

test("launch.json names file, task and inputs", async () => {
  const folder = await makeProject("test/fixtures/projects/debugging");
  await mkdir(join(folder, ".vscode"));
  const configuration = {
    type: "flightdeck",
    request: "launch",
    name: "Four",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of launch.json.
    file: "${workspaceFolder}/flow.py",
    task: "sync_task",
    inputs: { n: 4 },
  };
  await writeFile(
    join(folder, ".vscode", "launch.json"),
    JSON.stringify({ version: "0.2.0", configurations: [configuration] }),
  );
  const window = await openProject({ folder, file: "flow.py:1" });
  await lens(window).waitFor({ timeout: 30_000 });
  await window.page.keyboard.press("F5");
  await expect.poll(() => window.output(), { timeout: 60_000 }).toMatch(/✓ flow\.sync_task .* → 9/);
});

test("a launch.json that names a file alone debugs a task of that file, whatever is in the editor", async () => {
  const folder = await makeProject("test/fixtures/projects/debugging");
  await mkdir(join(folder, ".vscode"));
  await writeFile(
    join(folder, "one.py"),
    'import flyte\n\nenv = flyte.TaskEnvironment(name="one")\n\n\n@env.task\ndef only() -> int:\n    return 41\n',
  );
  const configuration = (name: string, file: string) => ({ type: "flightdeck", request: "launch", name, file });
  await writeFile(
    join(folder, ".vscode", "launch.json"),
    JSON.stringify({ version: "0.2.0", configurations: [configuration("One", "one.py")] }),
  );
  const window = await openProject({ folder, file: "flow.py:85" });
  await lens(window).waitFor({ timeout: 30_000 });
  await window.treeRow("Environments", /^one/).waitFor();
  await window.page.keyboard.press("F5");
  await expect.poll(() => window.output(), { timeout: 60_000 }).toMatch(/✓ one\.only .* → 41/);
  await toolbar(window).waitFor({ state: "hidden" });

  // Of several the one that is meant is asked for.
  await writeFile(
    join(folder, ".vscode", "launch.json"),
    JSON.stringify({ version: "0.2.0", configurations: [configuration("Flow", "flow.py")] }),
  );
  await window.openFile("one.py:1");
  await window.page.keyboard.press("F5");
  await window.quickInput().getByText("Which task of flow.py?").waitFor();
  await window.pick("flow.told");
  await expect.poll(() => window.output(), { timeout: 60_000 }).toContain("▶ flow.told(");
});

test("Install debugpy installs it into the folder's interpreter, and the debugger goes on", {
  timeout: 300_000,
}, async () => {
  const folder = await makeFolder("test/fixtures/projects/debugging");
  const venv = join(folder, ".venv");
  await promisify(execFile)(pythonOf(VENV), ["-m", "venv", venv]);
  await linkPackages(VENV, venv, /^debugpy/);
  const window = await openProject({ folder, file: "flow.py:44" });
  await window.clickLensAbove("def failing(", "Debug");
  const notification = window.notification(/Debugging needs debugpy, which isn't installed in .*\.venv/);
  await notification.waitFor({ timeout: 60_000 });
  await notification.getByRole("button", { name: "Install debugpy" }).click();
  await window.page.getByText("Exception has occurred: ZeroDivisionError").waitFor({ timeout: 240_000 });
  expect(await readdir(await packagesOf(venv))).toContain("debugpy");
});

/** Gives an environment what another one has, but what is named so. */
async function linkPackages(from: string, to: string, except: RegExp): Promise<void> {
  const [source, target] = [await packagesOf(from), await packagesOf(to)];
  const there = new Set(await readdir(target));
  for (const name of await readdir(source)) {
    if (!there.has(name) && !except.test(name)) await symlink(join(source, name), join(target, name));
  }
}

async function packagesOf(venv: string): Promise<string> {
  const [version] = await readdir(join(venv, "lib"));
  return join(venv, "lib", version ?? "", "site-packages");
}
