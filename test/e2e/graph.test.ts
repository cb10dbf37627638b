/** The graph as its user reads it, searches it, follows it into the code, and watches it follow the text. */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Workbench } from "./harness/workbench.ts";
import { makeProject, openProject } from "./support.ts";

test("the graph shows environments, tasks and edges, finds, opens sources and follows the text", async () => {
  const folder = await makeProject("samples/etl");
  const window = await openProject({
    folder,
    file: "etl.py",
    settings: { "editor.autoClosingBrackets": "never", "files.simpleDialog.enable": true },
  });
  const { page } = window;
  await window.treeRow("Environments", "features").waitFor();
  await window.viewAction("Environments", "Show Graph");
  const graph = pageOf(window);
  const node = (name: string | RegExp) => graph.getByRole("button", { name });

  // What is there, each with what it is joined with.
  await node(/^etl\.main/).waitFor();
  expect(await namesOf(window)).toEqual([
    "etl, TaskEnvironment · 3 tasks · 1 CPU, 1 GiB, deploying it takes 1 environment along, depends on features",
    "features, TaskEnvironment · 2 tasks · 2 CPU, 4 GiB · py3.12 +pandas +pyarrow, used by etl",
    "etl.load, task · (day: date) → dict[str, float] · async, calls features.build, called by etl.main",
    "etl.main, task · (day: date, limit: int = 5) → str · async · daily at 06:00 UTC, calls etl.load, features.convert",
    "etl.check, task · (rows: int = 24) → bool",
    "features.build, task · (day: str, rows: list[int]) → dict[str, float] · async · retries 3, called by etl.load",
    'features.convert, task · (dollars: float, currency: str = "EUR") → float · async · cache auto, called by etl.main',
  ]);

  // Search, and the arrow keys from what it found.
  await graph.getByRole("searchbox").fill("conv");
  await expect.poll(() => graph.getByRole("status").textContent()).toBe("1 found");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await expect.poll(() => focused(window)).toMatch(/^features\.convert/);
  await page.keyboard.press("ArrowUp");
  await expect.poll(() => focused(window)).toMatch(/^features\.build/);

  // Enter leads into the code.
  await page.keyboard.press("Enter");
  await expect.poll(() => cursorLine(window)).toContain("async def build(");

  // A click, too, and the graph keeps its place beside it.
  await node("Show All (0)").click();
  await node(/^etl\.load/).click();
  await expect.poll(() => cursorLine(window)).toContain("async def load(");

  // Space closes an environment, and opens it again.
  await node(/^etl, /).focus();
  await page.keyboard.press("Space");
  await expect.poll(() => node(/^etl\.load/).count()).toBe(0);
  await page.keyboard.press("Space");
  await node(/^etl\.load/).waitFor();

  // The same in words.
  await node("Show as a List").click();
  expect(await graph.locator(".text").innerText()).toContain("depends on features");
  await graph.getByRole("searchbox").fill("convert");
  await expect.poll(() => graph.locator(".text .found").count()).toBe(2);
  await graph.getByRole("searchbox").fill("");
  await node("Show as a List").click();

  // The graph follows the text.
  await node("Show All (0)").click();
  await node(/^etl\.check/).click();
  await expect.poll(() => cursorLine(window)).toContain("def check(");
  await window.replaceInEditor("def check(rows", "def inspect(rows");
  await node(/^etl\.inspect/).waitFor();
  expect(await node(/^etl\.check/).count()).toBe(0);

  // Out of the editor: Mermaid as a document, SVG as a file.
  await node("Open as Mermaid").click();
  await expect.poll(() => window.editorText()).toContain("flowchart LR");
  await node("Save as SVG…").click();
  await window.quickInput().locator("input").first().waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(() => readFile(join(folder, "graph.svg"), "utf8").catch(() => "")).toContain(">inspect</text>");
  // Letters on a line stay before their own outline.
  expect(await readFile(join(folder, "graph.svg"), "utf8")).toContain('paint-order="');
  expect(await window.notifications()).toEqual([]);
});

test("code beside a graph that was opened at once has its lenses", async () => {
  const window = await openProject({ folder: await makeProject("samples/etl"), file: "etl.py" });
  await window.runCommand("Flightdeck: Show Graph");
  await pageOf(window)
    .getByRole("button", { name: /^etl\.main/ })
    .waitFor();
  await window.lens("Run").waitFor();
});

test("scripts point at what they start, and an environment lights up what a deployment of it takes along", async () => {
  const folder = await makeProject("samples/etl");
  await writeFile(join(folder, "jobs.py"), JOBS);
  const window = await openProject({ folder, file: "jobs.py" });
  await window.treeRow("Environments", "features").waitFor();
  await window.runCommand("Flightdeck: Show Graph");
  const graph = pageOf(window);
  await graph.getByRole("button", { name: /^jobs, / }).waitFor();
  const names = await namesOf(window);
  expect(names.filter((each) => /^(jobs|left)[,.]/.test(each))).toEqual([
    "left, TaskEnvironment · 0 tasks, depends_on runs in a circle, left → right → left: the SDK's planning ends with RecursionError, depends on right, used by right, jobs",
    "jobs, TaskEnvironment · 1 task, depends_on runs in a circle, left → right → left: the SDK's planning ends with RecursionError, depends on etl, left",
    "jobs.sweep, task · (day: date) → str · async · every 6 hours, calls etl.main, run by jobs.py",
    "jobs.py, script · on the configured control plane, runs jobs.sweep",
  ]);

  await graph.getByRole("button", { name: /^jobs, / }).focus();
  const along = () =>
    graph.locator(".frame.along").evaluateAll((all) => all.map((each) => each.querySelector(".title")?.textContent));
  await expect.poll(along).toEqual(["etl", "features", "left", "right"]);
  expect(await graph.locator(".clock title").allTextContents()).toEqual([
    "daily (daily at 06:00 UTC)",
    "often (every 6 hours)",
  ]);

  await graph.getByRole("button", { name: "Show Entry Points and Triggers" }).click();
  expect(await graph.locator(".clock, .node.script").count()).toBe(0);
});

const JOBS = `import datetime
import flyte
from etl import etl, main

left = flyte.TaskEnvironment(name="left")
right = flyte.TaskEnvironment(name="right", depends_on=[left])
left.add_dependency(right)
jobs = flyte.TaskEnvironment(name="jobs", depends_on=[etl, left])

@jobs.task(triggers=flyte.Trigger("often", flyte.Cron("0 */6 * * *"), inputs={"day": flyte.TriggerTime}))
async def sweep(day: datetime.date) -> str:
    return await main(day)

if __name__ == "__main__":
    flyte.init_from_config()
    flyte.run(sweep, day=datetime.date.today())
`;

test("a reloaded window has its graph again as it was", async () => {
  const window = await openProject({ folder: await makeProject("samples/etl"), file: "etl.py" });
  await window.treeRow("Environments", "features").waitFor();
  await window.runCommand("Flightdeck: Show Graph");
  const collapsed = pageOf(window).locator('.frame[aria-expanded="false"]');
  await pageOf(window).getByRole("button", { name: "Collapse All Environments" }).click();
  await expect.poll(() => collapsed.count()).toBe(2);
  // Not the page's reload: the editor wants to write down what is open.
  await Promise.all([window.page.waitForEvent("load"), window.runCommand("Developer: Reload Window")]);
  await expect.poll(() => collapsed.count()).toBe(2);
});

for (const theme of ["light", "dark", "high contrast"] as const) {
  test(`nodes show how their tasks do while a run goes on, and when it is over, in ${theme}`, async () => {
    const folder = await makeProject("test/fixtures/e2e-runs");
    const window = await openProject({ folder, file: "tree.py:23", theme, size: { width: 1400, height: 1200 } });
    await window.lens("Run").waitFor();
    await window.runCommand("Flightdeck: Show Graph");
    const graph = pageOf(window);
    const state = (name: string) =>
      graph.locator(`.node[aria-label^="tree.${name}, "]`).evaluate((node) => ({
        text: node.querySelector(".state text")?.textContent ?? "",
        name: node.getAttribute("aria-label")?.replace(/.*(?=last run)/, ""),
        colour: ["running", "failed", "cancelled", "succeeded"].find((each) => node.classList.contains(each)),
      }));
    await graph.locator('.node[aria-label^="tree.main, "]').waitFor();
    expect((await state("main")).text).toBe("");
    // Marks change nothing's place.
    const place = () => graph.locator('.node[aria-label^="tree.wait, "]').getAttribute("transform");
    const before = await place();

    await window.clickLensAbove("async def main", "Run");
    await expect
      .poll(() => state("wait"))
      .toEqual({
        text: "▶ running",
        name: "last run: running",
        colour: "running",
      });
    await expect.poll(async () => (await state("square")).text).toBe("✓ 3");
    expect((await state("square")).name).toMatch(/^last run: 3 succeeded, the last in [\d.]+ s$/);
    expect(await place()).toBe(before);
    await picture(window, `graph-running-${theme}`);

    await window.chooseOf("Runs", /^run tree.main/, "Cancel This Run");
    await expect.poll(async () => (await state("wait")).colour).toBe("cancelled");
    expect((await state("main")).text).toMatch(/^■ [\d.]+ s$/);

    // A later run of another task leaves what the others did.
    await window.clickLensAbove("async def flaky", "Run");
    await window.answer("2");
    await expect.poll(async () => (await state("flaky")).text).toMatch(/^✗ [\d.]+ s$/);
    expect((await state("square")).text).toBe("✓ 3");
    await picture(window, `graph-over-${theme}`);

    // Closed, the environment says it for them; as a list, in words.
    await graph.getByRole("button", { name: "Collapse All Environments" }).click();
    await expect
      .poll(() => graph.locator('.frame[aria-label^="tree, "]').getAttribute("aria-label"))
      .toMatch(/flaky last run: failed in [\d.]+ s, (main|wait) last run: cancelled/);
    await graph.getByRole("button", { name: "Show as a List" }).click();
    expect(await graph.locator(".text").innerText()).toContain("last run: 3 succeeded");
  });
}

test("a graph that was hidden while something ran tells it when it is seen again", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:12" });
  const tab = (name: string | RegExp) => window.page.getByRole("tab", { name });
  await window.lens("Run").waitFor();
  await window.runCommand("View: Close All Editors");
  await window.runCommand("Flightdeck: Show Graph");
  await pageOf(window).locator('.node[aria-label^="tree.square, "]').waitFor();
  await window.openFile("tree.py:12");
  await window.clickLensAbove("async def square", "Run");
  await window.answer("3");
  await window.treeRow("Runs", /^run tree.square, succeeded/).waitFor();
  await tab("Graph").click();
  await pageOf(window).locator('.node.succeeded[aria-label^="tree.square, "]').waitFor();
});

/** A picture to look at, where one is asked for. */
async function picture(window: Workbench, name: string): Promise<void> {
  const folder = process.env.FLIGHTDECK_PICTURES;
  if (folder !== undefined) await window.screenshot(join(folder, `${name.replaceAll(" ", "-")}.png`));
}

test("a connector's frame holds the modules that it serves, and a click opens the module", async () => {
  const window = await openProject({
    folder: await makeProject("test/fixtures/e2e-connectors"),
    file: "connectors.py",
  });
  await window.treeRow("Environments", /^batch-connectors/).waitFor();
  await window.viewAction("Environments", "Show Graph");
  const module = pageOf(window).getByRole("button", { name: /^batch\/connector\.py/ });
  await module.waitFor();
  expect(await namesOf(window)).toEqual([
    "base, TaskEnvironment · 1 task · 1 CPU, used by batch-connectors",
    "batch-connectors, ConnectorEnvironment · 3 modules, deploying it takes 1 environment along, depends on base",
    "base.probe, task · (n: int) → int · async",
    "batch/connector.py, served module",
    "batch/spark.py, served module",
    "module unknown, served module · read from $MORE",
  ]);
  await module.click();
  await window.page.getByRole("tab", { name: /^connector\.py/ }).waitFor();
});

/** The page inside of the two frames that the editor puts around it. */
function pageOf({ page }: Workbench) {
  return page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame").locator("body");
}

async function namesOf(window: Workbench): Promise<readonly string[]> {
  return pageOf(window)
    .locator(".picture [role=button]")
    .evaluateAll((elements) => elements.map((each) => each.getAttribute("aria-label") ?? ""));
}

/** The accessible name of what has the focus in the graph. */
function focused(window: Workbench): Promise<string> {
  return pageOf(window).evaluate((body) => body.ownerDocument.activeElement?.getAttribute("aria-label") ?? "");
}

/** The line that the editor's cursor is in. */
async function cursorLine({ page }: Workbench): Promise<string> {
  const cursor = page.locator(".part.editor .monaco-editor .cursor").last();
  if ((await cursor.count()) === 0) return "";
  const at = await cursor.evaluate((each) => Math.round(each.getBoundingClientRect().top));
  const lines = await page
    .locator(".part.editor .monaco-editor .view-line")
    .evaluateAll((all) =>
      all.map((each) => ({ top: Math.round(each.getBoundingClientRect().top), text: each.textContent ?? "" })),
    );
  return (lines.find((each) => Math.abs(each.top - at) < 4)?.text ?? "").replaceAll("\u00a0", " ");
}
