/** The oldest VS Code that `engines` allows: the same package, in its real extension host on the Node it came with. */

import { expect, test } from "vitest";
import { makeProject, offeredInRecord, openProject, retypeInputs } from "./support.ts";

test("view, lenses, a run and a plan work in the oldest VS Code", async () => {
  const window = await openProject({
    folder: await makeProject("test/fixtures/e2e"),
    file: "jobs.py:13",
    workbench: "oldest",
  });
  // Lenses first: an editor that loses the focus soon after it opened a file asks for none.
  await window.lens("Run").waitFor();
  await window.expand("Environments", /^jobs/);
  await expect.poll(() => window.tree("Environments")).toContain("hello");
  await window.clickLensAbove("def hello", "Run");
  await expect.poll(() => window.output()).toContain("✓ jobs.hello");
  expect(await window.output()).toContain("hello from the task");
  await window.clickLensAbove("def hello", "Plan");
  await expect.poll(() => window.editorText()).toContain("Plan · jobs");
});

test("inputs as JSON in a tab work in the oldest VS Code: schema, completion, checks and the run", async () => {
  const window = await openProject({
    folder: await makeProject("test/fixtures/projects/inputs"),
    file: "shop.py:31",
    workbench: "oldest",
    settings: { "files.autoSave": "off" },
  });
  const { page } = window;
  await window.clickLensAbove("def order", "Run");
  await page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 });
  await expect.poll(() => window.editorText()).toBe('{\n  "items": [],\n  "discount": 0.5\n}');
  await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": "2"}],\n  "discunt": 1\n}');
  await page.locator(".squiggly-warning, .squiggly-error").first().waitFor({ timeout: 30_000 });
  await window.lens("Run").click();
  await window
    .notification('Input items[0].price must be float; "2" was given. And 1 more.')
    .waitFor({ timeout: 30_000 });
  await page.keyboard.press("Escape");
  await retypeInputs(window, '{\n  "items": [{}]\n}');
  await expect.poll(() => offeredInRecord(window), { timeout: 30_000 }).toContain("price");
  await page.keyboard.press("Escape");
  await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": 2}],\n  "discount": 1\n}');
  await window.lens("Run").click();
  await expect
    .poll(() => window.output(), { timeout: 30_000 })
    .toContain("1 items, 2 for Item(name='pen', price=2.0, tags=[])");
});
