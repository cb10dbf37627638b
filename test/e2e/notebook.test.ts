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

test("the view, the graph and hovers follow a notebook's cells as they are typed", async () => {
  const window = await open({
    folder: await makeProject("test/fixtures/e2e-notebook"),
    settings: { "editor.hover.delay": 100 },
  });
  await window.openView("Flightdeck");
  await window.expand("Environments", /^explore/);
  await window.treeRow("Environments", /^double/).click();
  const cell = window.page.locator(".notebookOverlay .monaco-list-row.focused");
  const name = cell.getByText("double", { exact: false }).last();
  await name.dblclick();
  await window.page.keyboard.type("triple");
  await window.treeRow("Environments", /^triple/).waitFor();
  expect(await window.tree("Environments")).toMatchInlineSnapshot(`
    "▾ explore, 1 CPU · 1 task · notebook, read-only
        triple, (n: int) → int · async · notebook, read-only
      ▸ settings 1, resources"
  `);

  await cell.getByText("triple").last().hover();
  const hover = window.page.locator(".monaco-hover", { hasText: "explore.triple" });
  await hover.waitFor();
  expect((await hover.innerText()).replaceAll("\u00a0", " ")).toContain("explore.ipynb, cell 3, line 1");

  await window.viewAction("Environments", "Show Graph");
  // The notebook has a webview of its own.
  const graph = window.page.frameLocator("iframe.webview.ready").last().frameLocator("iframe#active-frame");
  await graph.getByRole("button", { name: /^explore\.triple/ }).waitFor();
});
