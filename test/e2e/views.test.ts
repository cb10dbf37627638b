/** The Environments view, grouped and filtered as its user wants it. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("the view is grouped by file, filtered, and shows everything again", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/views"), file: "etl.py" });
  const tree = () => window.tree("Environments");
  await window.treeRow("Environments", /^features/).waitFor();
  await window.treeRow("Environments", /1 warning/).waitFor();
  expect(await tree()).toMatchInlineSnapshot(`
    "▸ api, port 8080
    ▸ etl, image unknown: read from $BASE_IMAGE · 2 tasks, 1 warning
    ▸ features, 2 CPU, 4 GiB · py3.12 +pandas · reuse 2–4 · 2 tasks
    ▸ entry points 1, runs etl.main
      jobs/nightly.py, syntax error in line 10; what can be read is shown, 1 error"
  `);

  await window.runCommand("Group Environments By");
  await window.pick("File");
  await window.treeRow("Environments", /^etl\.py/).waitFor();
  expect(await tree()).toMatchInlineSnapshot(`
    "▸ etl.py, 2 environments · 2 tasks · 1 entry point, 1 warning
    ▸ features.py, 1 environment · 1 task
    ▸ jobs/nightly.py, syntax error in line 10; what can be read is shown · 1 task, 1 error"
  `);

  await window.runCommand("Filter Environments");
  await window.quickInput().locator("input").first().fill("sweep");
  await window.treeRow("Environments", /^features\.sweep/).waitFor();
  await window.page.keyboard.press("Enter");
  expect(await tree()).toMatchInlineSnapshot(`
    "▾ jobs/nightly.py, syntax error in line 10; what can be read is shown · 1 task, 1 error
        features.sweep, () · async"
  `);
  await window.page.getByText("Filtered by “sweep”: 1 task").waitFor();

  // Escape brings back what was there.
  await window.runCommand("Filter Environments");
  await window.quickInput().locator("input").first().fill("nowhere");
  await window.page.getByText("Filtered by “nowhere”: nothing has such a name").waitFor();
  await window.page.keyboard.press("Escape");
  await window.treeRow("Environments", /^features\.sweep/).waitFor();

  await window.viewAction("Environments", "Clear Filter of Environments");
  await window.treeRow("Environments", /^etl\.py/).waitFor();
  expect(await tree()).toMatchInlineSnapshot(`
    "▸ etl.py, 2 environments · 2 tasks · 1 entry point, 1 warning
    ▸ features.py, 1 environment · 1 task
    ▸ jobs/nightly.py, syntax error in line 10; what can be read is shown · 1 task, 1 error"
  `);

  // The grouping is the workspace's: the window comes back with it.
  await window.page.reload();
  await window.treeRow("Environments", /^jobs\/nightly.py/).waitFor();
});

test("the task at the cursor is shown whatever is filtered, and what is repaired loses its mark", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/views"), file: "etl.py:14" });
  await window.treeRow("Environments", /^etl, .*1 warning/).waitFor();
  await window.runCommand("Filter Environments");
  await window.quickInput().locator("input").first().fill("api");
  await window.page.keyboard.press("Enter");
  await window.page.getByText("Filtered by “api”: 1 environment").waitFor();
  expect(await window.tree("Environments")).toMatchInlineSnapshot(`
    "▾ api, port 8080
      ▸ settings 1, port"
  `);

  await window.runCommand("Reveal in Environments View");
  const main = window.treeRow("Environments", /^main, .*1 warning/);
  await main.waitFor();
  await expect.poll(() => main.getAttribute("aria-selected")).toBe("true");
  await window.expand("Environments", /^main/);
  await window.expand("Environments", /^settings 1/);
  await window.treeRow("Environments", /^image \?/).waitFor();
  expect(await window.tree("Environments")).toMatchInlineSnapshot(`
    "▸ api, port 8080
    ▾ etl, image unknown: read from $BASE_IMAGE · 2 tasks, 1 warning
      ▾ main, (day: str) → int · async · daily at 06:00 UTC, 1 warning
          daily, daily at 06:00 UTC · gives day
          calls features.build
        load, (day: str) → int · async
      ▾ settings 1, image
          image ? unknown: read from $BASE_IMAGE
    ▸ features, 2 CPU, 4 GiB · py3.12 +pandas · reuse 2–4 · 2 tasks
    ▸ entry points 1, runs etl.main
      jobs/nightly.py, syntax error in line 10; what can be read is shown, 1 error"
  `);

  await window.replaceInEditor("import build", "import build, features");
  await window.replaceInEditor('name="etl", image', 'name="etl", depends_on=[features], image');
  await window.treeRow("Environments", "depends on 1, features").waitFor();
  await expect.poll(() => window.tree("Environments")).not.toContain("1 warning");
});
