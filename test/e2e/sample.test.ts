/** The first minutes of a user with the sample: the view, the lenses, a run with inputs. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("the view lists what the folder defines, and the lenses stand above it", async () => {
  const window = await openProject({ folder: await makeProject("samples/etl"), file: "etl.py" });
  // Before anything else takes the focus: the editor asks for no lenses when it loses it soon after it opened a file.
  // It shows some lenses sooner than others.
  await expect
    .poll(() => window.lenses(), { timeout: 30_000 })
    .toEqual(expect.arrayContaining(["Debug", "Deploy etl", "Plan", "Run"]));
  await window.expand("Environments", /^etl/);
  await window.treeRow("Environments", "depends on").waitFor();
  await expect.poll(() => window.tree("Environments"), { timeout: 30_000 }).toContain("depends on 1, features");
});

test("a click on Run shows each line with its action, and the result", async () => {
  const window = await openProject({ folder: await makeProject("samples/etl"), file: "etl.py" });
  await window.openFile("etl.py:51");
  await window.clickLensAbove("def check", "Run");
  await expect.poll(() => window.output()).toContain("✓ etl.check");
  expect(quietly(await window.output())).toMatchInlineSnapshot(`
    "▶ etl.check()     run ‹id› · .venv/bin/python ‹version› · flyte ‹version›
      no effect here: image, resources
      check  looking at the settings
      check  a day has 24 rows
    ✓ etl.check  ‹time› → True"
  `);
});

test("a task with inputs asks for them, and runs with the answers", async () => {
  const window = await openProject({ folder: await makeProject("samples/etl"), file: "etl.py" });
  await window.clickLensAbove("def main", "Run");
  await window.quickInput().getByText("day:").waitFor();
  await window.answer("2026-01-31");
  await window.quickInput().getByText("limit:").waitFor();
  await window.answer("1");
  await expect.poll(() => window.output()).toContain("✓ etl.main");
  expect(quietly(await window.output())).toMatchInlineSnapshot(`
    "▶ etl.main(day=2026-01-31, limit=1)     run ‹id› · .venv/bin/python ‹version› · flyte ‹version›
      no effect here: image, resources
      main  reading 1 days
      main › load › build  2026-01-31: 24 rows
    ✓ main › load › build  ‹time›
    ✓ main › load          ‹time›
      main › convert       1 USD = 0.92 EUR
    ✓ main › convert       ‹time›
    ✓ etl.main             ‹time› → '1 days, 24 rows, 648.01 €'"
  `);
});

/** Without what differs from run to run: ids, versions, times. */
function quietly(output: string): string {
  return output
    .replace(/run \S+/g, "run ‹id›")
    .replace(/(python) [\d.]+/g, "$1 ‹version›")
    .replace(/flyte [\d.]+/g, "flyte ‹version›")
    .replace(/[\d.]+ m?s\b/g, "‹time›");
}
