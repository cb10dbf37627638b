/** What a notebook defines stands in the view, and a click leads to its cell. */

import { expect, test } from "vitest";
import { makeProject, open } from "./support.ts";

test("a notebook's task is shown read-only, and a click opens its cell", async () => {
  const window = await open({ folder: await makeProject("test/fixtures/e2e-notebook") });
  await window.openView("Flightdeck");
  await window.expand("Environments", /^explore/);
  await window.treeRow("Environments", /^double/).waitFor();
  expect(await window.tree("Environments")).toMatchInlineSnapshot(`
    "▾ explore, 1 CPU · 1 task · notebook, read-only
        double, (n: int) → int · async · notebook, read-only
      ▸ settings 1, resources"
  `);
  await window.treeRow("Environments", /^double/).click();
  const focused = window.page.locator(".notebookOverlay .monaco-list-row.focused");
  await focused.getByText("double").first().waitFor();
  expect((await focused.innerText()).replaceAll("\u00a0", " ")).toContain("async def double(n: int) -> int:");
});
