/** An empty Environments view says why it is empty, and what to do. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Workbench } from "./harness/workbench.ts";
import { makeFolder, open } from "./support.ts";

/** Text and buttons of the welcome view; the Runs view has one of its own. */
async function welcome(window: Workbench): Promise<string> {
  const pane = '.pane:not(:has(.pane-header[aria-label^="Runs"]))';
  const texts = await window.page.locator(`${pane} .welcome-view-content > *`).allInnerTexts();
  return texts.map((text) => text.trim()).join("\n");
}

test("no folder", async () => {
  const window = await open({});
  await window.openView("Flightdeck");
  await expect
    .poll(() => welcome(window))
    .toBe(
      "No folder is open. Flightdeck shows the Flyte environments and tasks of a folder.\nOpen Folder\nNew Flyte Project",
    );
});

test("no Flyte code, and what to do once there is some", async () => {
  const folder = await makeFolder();
  await writeFile(join(folder, "plain.py"), "print(1)\n");
  const window = await open({ folder });
  await window.openView("Flightdeck");
  await expect
    .poll(() => welcome(window))
    .toContain(
      "No Flyte environments in this folder: none of its Python files imports flyte.\nNew Flyte Project\nOpen the Flyte Guide",
    );
  // Beside the view's title, which the editor leaves out while the view is alone in its container.
  await window.page.getByText("1 Python file read").waitFor({ state: "attached" });

  await writeFile(join(folder, "plain.py"), 'import flyte\n\nenv = flyte.TaskEnvironment(name="first")\n');
  await window.treeRow("Environments", /^first/).waitFor();
  expect(await welcome(window)).toBe("");
  expect(await window.page.getByText("Python file read").count()).toBe(0);
});

test("an untrusted folder without Flyte code", async () => {
  const window = await open({ folder: await makeFolder(), trusted: false });
  await window.openView("Flightdeck");
  await expect
    .poll(() => welcome(window))
    .toBe(
      "No Flyte environments: there are no Python files in this folder, besides those that git ignores.\nNew Flyte Project\nOpen the Flyte Guide\nThis folder isn't trusted: it is read, and nothing in it is executed.\nManage Workspace Trust",
    );
});
