/** Inputs in a real editor: by the form, with the type engine's word on what it alone can tell, and as JSON in a tab. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Workbench, WorkbenchOptions } from "./harness/workbench.ts";
import { makeProject, offeredInRecord, openProject, retypeInputs } from "./support.ts";

const pictures = process.env.FLIGHTDECK_PICTURES;

async function openShop(line: number, theme: WorkbenchOptions["theme"] = "light") {
  const folder = await makeProject("test/fixtures/projects/inputs");
  const window = await openProject({
    folder,
    file: `shop.py:${line}`,
    theme,
    settings: { "files.autoSave": "off" },
  });
  const picture = async (name: string) => {
    if (pictures !== undefined) await window.screenshot(join(pictures, `${name}-${theme}.png`));
  };
  return { window, folder, picture };
}

const asked = (window: Workbench, name: string) => window.quickInput().getByText(`${name}:`).waitFor();

test("the form has picks for enumerations and None, and what only the type engine can tell is told in its box", async () => {
  const { window, picture } = await openShop(26);
  await window.clickLensAbove("def pack", "Run");
  await window.quickInput().getByText("SMALL").waitFor({ timeout: 30_000 });
  await picture("pick");
  await window.pick("LARGE");
  await asked(window, "day");
  await window.answer("2026-01-31");
  await asked(window, "wait");
  await window.answer("soon");
  await asked(window, "label");
  await window.quickInput().getByRole("button", { name: "Choose a File…" }).waitFor();
  await window.answer("shop.py");
  await asked(window, "note");
  await picture("note");
  await window.quickInput().getByRole("button", { name: "None instead of a value" }).click();
  await asked(window, "count");
  await window.answer("");
  await window.quickInput().getByText("Could not parse duration: soon").waitFor({ timeout: 30_000 });
  await picture("refused");
  await window.answer("PT1M30S");
  await asked(window, "label");
  expect(await window.quickInput().locator("input").first().inputValue()).toBe("shop.py");
  for (const name of ["label", "note", "count"]) {
    await asked(window, name);
    await window.page.keyboard.press("Enter");
  }
  await expect.poll(() => window.output(), { timeout: 30_000 }).toContain("LARGE 2026-01-31 0:01:30 shop.py None 3");
  expect(await window.notifications()).toEqual([]);
});

for (const theme of ["light", "dark", "high contrast"] as const) {
  test(`records are given as JSON in a tab that knows them, ${theme}`, async () => {
    const { window, folder, picture } = await openShop(31, theme);
    await window.clickLensAbove("def order", "Run");
    await window.page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 });
    await expect.poll(() => window.editorText()).toBe('{\n  "items": [],\n  "discount": 0.5\n}');
    // The schema is the editor's own JSON support's.
    await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": "2"}],\n  "discunt": 1\n}');
    await window.page.locator(".squiggly-warning, .squiggly-error").first().waitFor({ timeout: 30_000 });
    await picture("schema");
    await window.lens("Run").click();
    await window
      .notification('Input items[0].price must be float; "2" was given. And 1 more.')
      .waitFor({ timeout: 30_000 });
    await picture("marked");
    await window.page.keyboard.press("Escape");
    await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": 2}],\n  "discount": 1\n}');
    await window.lens("Save Inputs As…").click();
    await window.answer("one pen");
    const saved = join(folder, ".vscode", "flightdeck", "shop.order", "one pen.json");
    await expect.poll(() => readFile(saved, "utf8").catch(() => "")).toContain('"discount": 1');
    await window.lens("Run").click();
    await expect
      .poll(() => window.output(), { timeout: 30_000 })
      .toContain("1 items, 2 for Item(name='pen', price=2.0, tags=[])");
  });
}

test("completion in the tab offers a record's fields", async () => {
  const { window } = await openShop(31);
  await window.clickLensAbove("def order", "Run");
  await window.page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 });
  await retypeInputs(window, '{\n  "items": [{}]\n}');
  await expect.poll(() => offeredInRecord(window), { timeout: 30_000 }).toContain("price");
});

test("saved inputs run without a question, and a run is repeated with other inputs", async () => {
  const { window, folder } = await openShop(31);
  await window.clickLensAbove("def order", "Run");
  await window.page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 });
  await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": 2}],\n  "discount": 1\n}');
  await window.lens("Save Inputs As…").click();
  await window.answer("pens");
  const saved = join(folder, ".vscode", "flightdeck", "shop.order", "pens.json");
  await expect.poll(() => readFile(saved, "utf8").catch(() => "")).toContain("pen");
  await writeFile(saved, '{"items": [{"name": "pen", "price": 3}]}');
  await window.openFile("shop.py:31");
  await window.runCommand("Flightdeck: Run Task at Cursor with Inputs…");
  await window.pick("pens");
  await expect
    .poll(() => window.output(), { timeout: 30_000 })
    .toContain("1 items, 1.5 for Item(name='pen', price=3.0");
  await window.chooseOf("Runs", /shop\.order/, "Rerun with Changed Inputs…");
  await expect.poll(() => window.editorText(), { timeout: 30_000 }).toContain('"price": 3');

  // What is there already is not replaced unasked.
  const before = await readFile(saved, "utf8");
  for (const button of ["Cancel", "Replace"]) {
    await window.lens("Save Inputs As…").click();
    await window.answer("pens");
    const question = window.dialog().filter({ hasText: "pens.json is there already. Replace it?" });
    await question.getByRole("button", { name: button, exact: true }).click();
    await question.waitFor({ state: "hidden" });
    if (button === "Cancel") expect(await readFile(saved, "utf8")).toBe(before);
  }
  await expect.poll(() => readFile(saved, "utf8")).not.toBe(before);
});

test("a tab becomes a task of tasks.json, where all else stays as it is", async () => {
  const { window, folder } = await openShop(31);
  const tasks = join(folder, ".vscode", "tasks.json");
  await mkdir(join(folder, ".vscode"), { recursive: true });
  const lint = '    // By hand.\n    { "label": "lint", "type": "shell", "command": "ruff" }';
  await writeFile(tasks, `{\n  "version": "2.0.0",\n  "tasks": [\n${lint}\n  ]\n}\n`);
  await window.clickLensAbove("def order", "Run");
  await window.page.getByRole("tab", { name: "shop.order.inputs.json" }).waitFor({ timeout: 30_000 });
  await retypeInputs(window, '{\n  "items": [{"name": "pen", "price": 2}],\n  "discount": 1\n}');
  await window.lens("Save as Task").click();
  await expect.poll(() => readFile(tasks, "utf8")).toContain('"task": "shop.order"');
  expect(await readFile(tasks, "utf8")).toContain(`${lint},\n    {\n      "type": "flyte",`);
  expect(await readFile(tasks, "utf8")).toContain("{workspaceFolder}/shop.py");
});
