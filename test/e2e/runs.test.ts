/** The Runs view: what runs is a live tree, what ran stays, and each item leads to its source, its log and its next run. */

import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { writeExport } from "../../runner/src/exported.ts";
import { openJournal } from "../../runner/src/journal.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { stateFolder } from "../../runner/src/stateDir.ts";
import { followLink } from "./harness/links.ts";
import type { Workbench } from "./harness/workbench.ts";
import { makeFolder, makeProject, openProject } from "./support.ts";

const VIEW = "Runs";
const rows = async (window: Workbench): Promise<string> => quietly(await window.tree(VIEW));
/** Without what differs from run to run. */
const quietly = (text: string): string =>
  text.replace(/\b\d+(\.\d)? s\b/g, "‹time›").replace(/started [^\n]*$/gm, "started ‹at›");

/** All files' text below a folder. */
async function textBelow(folder: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
  return (await Promise.all(files.map((path) => readFile(path, "latin1")))).join("\n");
}

/** What the editor draws behind a line with this text. */
function behind(window: Workbench, text: string): Promise<string> {
  return window.page
    .locator(".part.editor .view-line")
    .filter({ hasText: text })
    .first()
    .locator("span[class*='ced-']")
    .last()
    .evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element, "::after").content);
}

test("a run is a live tree while it goes on, and stays with its logs when it is over", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:23" });
  await window.page.getByText("Nothing was run in this folder yet.").waitFor();

  await window.clickLensAbove("async def main", "Run");
  await expect.poll(() => rows(window)).toContain("run tree.main, running, ‹time›, 1 running, 3 succeeded");
  await window.expand(VIEW, /^group squares/);
  await expect
    .poll(() => rows(window))
    .toBe(`▾ run tree.main, running, ‹time›, 1 running, 3 succeeded, started ‹at›
  ▾ group squares, 3 succeeded, ‹time›
      action square, succeeded, ‹time›, → 0
      action square[1], succeeded, ‹time›, → 1
      action square[2], succeeded, ‹time›, → 4
    action wait, running, ‹time›`);

  // A click shows its own log, a button beside it its source.
  await window.treeRow(VIEW, /^action square\[2\]/).click();
  await expect.poll(() => window.editorText()).toBe("squaring 2");
  await window.treeRow(VIEW, /^action wait/).click();
  await expect.poll(() => window.editorText()).toBe("Nothing was printed so far.");
  await window
    .treeRow(VIEW, /^action wait/)
    .getByRole("button", { name: "Go to Source" })
    .click();
  await window.page.getByText("Ln 18, ").waitFor();
  await window.chooseOf(VIEW, /^run tree.main/, "Open Log");
  await expect.poll(() => window.editorText()).toContain("squaring 1");
  if (process.env.FLIGHTDECK_PICTURES !== undefined) {
    await window.treeRow(VIEW, /^action wait/).hover();
    await window.screenshot(`${process.env.FLIGHTDECK_PICTURES}/runs.png`);
  }

  await window.chooseOf(VIEW, /^run tree.main/, "Cancel This Run");
  await expect
    .poll(() => rows(window))
    .toContain("run tree.main, cancelled, ‹time›, 1 cancelled, 3 succeeded, started ‹at›");
  await expect.poll(() => rows(window)).toContain("action wait, cancelled, ‹time›");
});

test("a failure says why, reruns with the same inputs, is copied as a command, and outlives a reload", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:31" });
  await window.clickLensAbove("async def flaky", "Run");
  await window.answer("2");
  const failed = "run tree.flaky, failed, ‹time›, attempt 2, ValueError: no luck with 2 (tree.py:33), started ‹at›";
  await expect
    .poll(() => rows(window))
    .toBe(`▾ ${failed}
    attempt 1, failed, ‹time›, ValueError: no luck with 2
    attempt 2, failed, ‹time›, ValueError: no luck with 2`);

  await window.chooseOf(VIEW, /^run tree.flaky/, "Copy as Command");
  await expect.poll(() => window.clipboard()).toBe("flightdeck run tree.py flaky --n 2");
  await window.chooseOf(VIEW, /^run tree.flaky/, "Rerun");
  await expect.poll(async () => (await rows(window)).match(/run tree.flaky, failed/g)?.length).toBe(2);
  await window
    .treeRow(VIEW, /^run tree.flaky/)
    .locator(".monaco-tl-twistie")
    .click();
  await expect.poll(() => rows(window)).toMatch(/^▸ run tree.flaky.*\n▾ run tree.flaky/);
  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("luck");

  // Not the page's reload: the editor wants to write down what is open.
  await Promise.all([window.page.waitForEvent("load"), window.runCommand("Developer: Reload Window")]);
  await window.page.locator(".monaco-workbench .activitybar").waitFor({ timeout: 60_000 });
  await window.openView("Flightdeck");
  await expect
    .poll(() => rows(window))
    .toBe(`▸ ${failed}
▾ ${failed}
    attempt 1, failed, ‹time›, ValueError: no luck with 2
    attempt 2, failed, ‹time›, ValueError: no luck with 2`);
  await window.viewAction(VIEW, "Clear Filter of Runs");

  await window.openFile("tree.py:31");
  await expect.poll(() => behind(window, "async def flaky")).toMatch(/^"✗ [\d.]+ s"$/);

  await window.chooseOf(VIEW, /^run tree.flaky/, "Delete Run");
  await window.dialog().getByRole("button", { name: "Delete" }).click();
  await expect.poll(async () => (await rows(window)).match(/run tree.flaky, failed/g)?.length).toBe(1);
});

test("two runs are compared, the view is filtered, and a run that was exported is opened again", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  const window = await openProject({ folder, file: "tree.py:30" });
  for (const [at, n] of ["2", "7"].entries()) {
    await window.clickLensAbove("async def flaky", "Run");
    await window.answer(n);
    await expect.poll(async () => (await rows(window)).match(/run tree.flaky, failed/g)?.length).toBe(at + 1);
  }
  await window.treeRow(VIEW, /^run tree.flaky.*luck with 7/).waitFor();

  await window.chooseOf(VIEW, /^run tree.flaky.*luck with 7/, "Compare With…");
  await window.pick(/luck with 2/);
  const diff = window.page.locator(".monaco-diff-editor");
  await diff.waitFor();
  const side = (name: string) => diff.locator(`.editor.${name} .view-lines`).innerText();
  await expect.poll(() => side("original")).toMatch(/n\s=\s2/);
  await expect.poll(() => side("modified")).toMatch(/n\s=\s7/);
  if (process.env.FLIGHTDECK_PICTURES !== undefined) {
    await window.screenshot(`${process.env.FLIGHTDECK_PICTURES}/compare.png`);
  }

  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("with 7");
  await expect.poll(async () => (await rows(window)).match(/run tree.flaky/g)?.length).toBe(1);
  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("with 9");
  await window.page.getByText("No run here has all that the filter asks for.").waitFor();
  expect(await window.page.getByText("Nothing was run in this folder yet.").isVisible()).toBe(false);
  await window.page.getByRole("button", { name: "Clear Filter" }).last().click();
  await expect.poll(async () => (await rows(window)).match(/run tree.flaky/g)?.length).toBe(2);

  const path = join(folder, "kept.jsonl");
  await window.chooseOf(VIEW, /^run tree.flaky.*luck with 7/, "Export Run…");
  // The dialog fills its field when it has read the folder.
  await window.quickInput().getByText("__pycache__").waitFor();
  await window.answer(path);
  await expect.poll(() => existsSync(path)).toBe(true);
  await window.chooseOf(VIEW, /^run tree.flaky.*luck with 7/, "Delete Run");
  await window.dialog().getByRole("button", { name: "Delete" }).click();
  await expect.poll(async () => (await rows(window)).match(/run tree.flaky/g)?.length).toBe(1);
  await window.runCommand("Flightdeck: Open Exported Run…");
  await window.pick("kept.jsonl");
  await window.treeRow(VIEW, /^run tree.flaky.*luck with 7/).waitFor();
  // With what the journal kept beside its events.
  await window.chooseOf(VIEW, /^run tree.flaky.*luck with 7/, "Show Full Traceback");
  await expect.poll(() => window.editorText()).toMatch(/Traceback \(most recent call last\):/);
  await window.chooseOf(VIEW, /^run tree.flaky.*luck with 7/, "Open Log");
  await expect.poll(() => window.editorText()).toContain("trying 7");
});

test("what fails in a folder is shown and run again from that folder, whatever others call the same", async () => {
  const home = await makeFolder();
  const first = await makeProject("test/fixtures/e2e-runs");
  const second = await makeProject("test/fixtures/e2e-runs");
  const mine = `import flyte

env = flyte.TaskEnvironment(name="tree")


@env.task
async def flaky(n: int) -> int:
    raise ValueError(f"{n} in the second folder")


@env.task
async def outer() -> int:
    return await flaky(3)
`;
  await writeFile(join(second, "tree.py"), mine);
  const both = join(home, "both.code-workspace");
  await writeFile(both, JSON.stringify({ folders: [{ path: first }, { path: second }] }));
  const window = await openProject({ folder: both, file: `${basename(second)}/tree.py:11` });
  await window.clickLensAbove("async def outer", "Run");
  await window.treeRow(VIEW, /^run tree.outer, failed/).waitFor();
  await window.expand(VIEW, /^run tree.outer/);
  const failed = window.treeRow(VIEW, /^action flaky, failed/);
  await failed.hover();
  await failed.getByRole("button", { name: "Go to Source" }).click();
  await window.page.getByText("Ln 7, ").waitFor();

  await window.chooseOf(VIEW, /^run tree.outer/, "Rerun Failed");
  await window.treeRow(VIEW, /^run tree.flaky, failed.*3 in the second folder/).waitFor();

  // What is inside of a run is found when the run is closed.
  await window
    .treeRow(VIEW, /^run tree.outer/)
    .locator(".monaco-tl-twistie")
    .click();
  await window.treeRow(VIEW, /^action flaky, failed/).waitFor({ state: "detached" });
  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("flaky");
  await window.treeRow(VIEW, /^run tree.outer/).waitFor();
  await window.expand(VIEW, /^run tree.outer/);
  await window.treeRow(VIEW, /^action flaky, failed/).waitFor();
  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("square");
  await expect.poll(() => window.treeRow(VIEW, /^run tree/).count()).toBe(0);
});

test("a timeout uses up a retry, says who enforces it, and leads to the line at which the task stood", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:37" });
  await window.clickLensAbove("async def late", "Run");
  const enforced = "timed out after ‹time› (enforced by Flightdeck; the SDK doesn't locally)";
  await expect
    .poll(() => rows(window))
    .toBe(`▾ run tree.late, failed, ‹time›, attempt 2, ${enforced} (tree.py:38), started ‹at›
    attempt 1, failed, ‹time›, ${enforced}
    attempt 2, failed, ‹time›, ${enforced}`);
  expect(await window.output()).toContain(
    "attempt 1: timed out after 1 s (enforced by Flightdeck; the SDK doesn't locally)   retrying",
  );
  await window.notification("timed out after 1 s").getByRole("button", { name: "Go to Line" }).click();
  await window.page.getByText("Ln 38, ").waitFor();
});

test("a condition waits as an action, and is answered in its notification or in the view", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/e2e-runs"), file: "tree.py:42" });
  await window.clickLensAbove("async def ask", "Run");
  const asked = window.notification("approval waits for an answer: Publish the table?");
  await asked.waitFor();
  await expect
    .poll(() => rows(window))
    .toContain("action approval, waits for an answer, Publish the table?, ‹time› of ‹time›");
  expect(await window.output()).toContain("waits for an answer: Publish the table?  (600 s)");
  await asked.getByRole("button", { name: "Yes" }).click();

  await window.notification("rows waits for an answer: How many rows?").waitFor();
  await window.chooseOf(VIEW, /^action rows/, "Answer…");
  await window.answer("many");
  await window.quickInput().getByText("A whole number").waitFor();
  await window.answer("12");
  await expect
    .poll(() => rows(window))
    .toContain("run tree.ask, succeeded, ‹time›, 2 succeeded, → 'published 12 rows'");
  await expect.poll(() => rows(window)).toContain("action approval, succeeded, ‹time›, → True");

  // Its notification stays, and the answer to it comes too late.
  await window.notification("rows waits for an answer").getByRole("button", { name: "Answer…" }).click();
  await window.answer("3");
  await window.notification("Nothing waits for this answer any more.").waitFor();
});

test("a secret that the environment lacks is asked for once, unseen, and reaches the task", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  await writeFile(join(folder, ".env"), "IN_FILE=four\n");
  const window = await openProject({ folder, file: "tree.py:54" });
  await window.clickLensAbove("async def secretive", "Run");
  await window.quickInput().getByText("Secret API_TOKEN").waitFor();
  expect(await window.quickInput().locator("input").first().getAttribute("type")).toBe("password");
  await window.answer("s3cret-value");
  await expect.poll(() => window.output()).toContain("12 and 4 characters");
  await window.clickLensAbove("async def secretive", "Run");
  await expect.poll(async () => (await window.output()).match(/→ '12 and 4 characters'/g)?.length).toBe(2);
  expect(await window.output()).not.toContain("s3cret-value");
});

test("an input that held a secret is asked for again where its action runs again, unseen, and is kept nowhere", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  await writeFile(join(folder, ".env"), "IN_FILE=four\n");
  const state = await makeFolder();
  const window = await openProject({ folder, file: "tree.py:64", env: { XDG_STATE_HOME: state } });
  await window.clickLensAbove("async def signed", "Run");
  await window.answer("s3cret-value");
  const failed = "PermissionError: 12 characters don't sign the table";
  await expect.poll(() => rows(window)).toContain(`run vault.signed, failed`);
  await window.chooseOf(VIEW, /^action signs/, "Rerun Failed");
  await window.quickInput().getByText("Inputs of vault.signs (1 of 1)").waitFor();
  expect(await window.quickInput().locator("input").first().getAttribute("type")).toBe("password");
  await window.answer("s3cret-value");
  await expect.poll(() => rows(window)).toMatch(new RegExp(`run vault.signs, failed, ‹time›, ${failed}`));
  // A tab lies in the editor's backups: it leaves the input out, and Run asks for it.
  await window.chooseOf(VIEW, /^run vault.signs/, "Rerun with Changed Inputs…");
  await window.quickInput().getByRole("button", { name: "Edit All Inputs as JSON" }).click();
  await window.page.getByRole("tab", { name: "vault.signs.inputs.json" }).waitFor({ timeout: 30_000 });
  await expect.poll(() => window.editorText()).toBe('{\n  "text": "the table"\n}');
  await window.lens("Run").first().click();
  await window.quickInput().getByText("Inputs of vault.signs (1 of 1)").waitFor();
  expect(await window.quickInput().locator("input").first().getAttribute("type")).toBe("password");
  await window.answer("s3cret-value");
  await expect.poll(async () => (await rows(window)).match(/run vault\.signs, failed/g)?.length).toBe(2);
  expect(await window.output()).not.toContain("s3cret-value");
  expect(await textBelow(state)).toMatch(/"withheld":\["token"\]/);
  expect(await textBelow(state)).not.toContain("s3cret-value");
});

test("what a command could not do is told in its words, with the log a click away", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  await writeFile(join(folder, "other.jsonl"), "hello\n");
  const window = await openProject({ folder, file: "tree.py:30" });
  await window.page.getByText("Nothing was run in this folder yet.").waitFor();
  await window.runCommand("Flightdeck: Open Exported Run…");
  await window.pick("other.jsonl");
  const told = window.notification(/That did not work: .*other\.jsonl.* it isn't one of Flightdeck's/);
  await told.waitFor();
  expect(await window.notifications()).toHaveLength(1);
  await told.getByRole("button", { name: "Show Flightdeck Log" }).click();
  await expect.poll(() => window.output()).toContain("flightdeck.openRun: ");
});

test("a run that can't be recorded says so, and stays in the view with its actions while the window is open", async () => {
  // No folder can be made below a file.
  const state = join(await makeFolder(), "file");
  await writeFile(state, "");
  const folder = await makeProject("test/fixtures/e2e-runs");
  const window = await openProject({ folder, file: "tree.py:23", env: { XDG_STATE_HOME: state } });
  await window.clickLensAbove("async def main", "Run");
  await expect.poll(() => rows(window)).toContain("action wait, running");
  expect((await window.output()).match(/The run's journal can't be written to/g)).toHaveLength(1);
  await window.chooseOf(VIEW, /^run tree.main/, "Cancel This Run");
  const over = "run tree.main, cancelled, ‹time›, 1 cancelled, 3 succeeded, started ‹at›";
  await expect.poll(() => rows(window)).toContain(over);
  await window.viewAction(VIEW, "Refresh");
  await window.page.getByText(/The history of runs in .+ can't be read: ENOTDIR/).waitFor();
  expect(await window.notifications()).toEqual([]);
  expect(await rows(window)).toContain(over);
  await window.expand(VIEW, /^group squares/);
  await expect.poll(() => rows(window)).toContain("action square[2], succeeded");
});

test("of hundreds of runs the older ones stand in buckets", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  const state = await makeFolder();
  const stateDir = stateFolder("linux", { XDG_STATE_HOME: state }, "");
  const start = Date.UTC(2026, 0, 5, 9);
  for (let n = 0; n < 230; n++) await writeRun(stateDir, folder, `r${n}`, start + n * 60_000);
  const settings = { "flightdeck.history.maxRuns": 0, "flightdeck.history.maxAge": 0 };
  const window = await openProject({ folder, file: "tree.py:23", env: { XDG_STATE_HOME: state }, settings });
  await window
    .treeRow(VIEW, /^run tree.main, succeeded/)
    .first()
    .waitFor();
  await window
    .treeRow(VIEW, /^run tree.main, succeeded/)
    .first()
    .click();
  await window.page.keyboard.press("End");
  await window.expand(VIEW, /^100 older runs/);
  // The bucket's rows come a moment after it has opened.
  await expect
    .poll(async () => {
      await window.page.keyboard.press("End");
      return window.treeRow(VIEW, /^run tree.oldest, succeeded/).count();
    })
    .toBe(1);
});

test("of a log that no editor holds the last part is shown, and the whole file is a click away", async () => {
  const folder = await makeProject("test/fixtures/e2e-runs");
  const state = await makeFolder();
  const stateDir = stateFolder("linux", { XDG_STATE_HOME: state }, "");
  const megabyte = `${"x".repeat(999)}\n`.repeat(1000);
  await writeRun(stateDir, folder, "r1", Date.now() - 60_000, `the first line\n${megabyte.repeat(41)}`);
  const window = await openProject({ folder, file: "tree.py:23", env: { XDG_STATE_HOME: state } });
  await window.treeRow(VIEW, /^run tree.main/).click();
  const left = window.page.locator(".part.editor .view-line").filter({ hasText: "… 1.0 MB above are left out" });
  await left.waitFor();
  const told = window.notification(/The file lies at .*output\.log; the path was copied/);
  await followLink(left.locator(".detected-link").first(), told);
  await expect.poll(() => window.clipboard()).toBe(join(runFolder(stateDir, folder, "r1"), "output.log"));
});

test("an exported run that is there already is shown, whatever is filtered, or said to be another folder's", async () => {
  const mine = await makeProject("test/fixtures/e2e-runs");
  const other = await makeFolder();
  const state = await makeFolder();
  const stateDir = stateFolder("linux", { XDG_STATE_HOME: state }, "");
  for (const [run, folder] of [
    ["r1", mine],
    ["r2", other],
  ] as const) {
    await writeRun(stateDir, folder, run, Date.now() - 60_000);
    await writeExport(runFolder(stateDir, folder, run), run, join(mine, `${run}.jsonl`));
  }
  const window = await openProject({ folder: mine, file: "tree.py:23", env: { XDG_STATE_HOME: state } });
  const shown = window.treeRow(VIEW, /^run tree.main/);
  await shown.waitFor();
  await window.viewAction(VIEW, "Filter Runs…");
  await window.answer("nowhere");
  await shown.waitFor({ state: "detached" });
  await window.runCommand("Flightdeck: Open Exported Run…");
  await window.pick("r1.jsonl");
  await shown.waitFor();
  await expect.poll(() => shown.getAttribute("aria-selected")).toBe("true");

  await window.runCommand("Flightdeck: Open Exported Run…");
  await window.pick("r2.jsonl");
  await window.notification(`This run is in the history already, as one of ${other}.`).waitFor();
});

/** The journal of a run that is over. */
async function writeRun(stateDir: string, folder: string, run: string, atMs: number, printed?: string): Promise<void> {
  const journal = await openJournal(runFolder(stateDir, folder, run), run, "nobody");
  const name = run === "r0" ? "tree.oldest" : "tree.main";
  const action = { kind: "run", mode: "local", variable: "main", name, inputs: [] } as const;
  journal.append({
    kind: "runStarted",
    atMs,
    spec: {
      action,
      interpreter: { kind: "path", path: "/python" },
      cwd: folder,
      rootDir: folder,
      env: {},
      file: join(folder, "tree.py"),
      secretNames: [],
      documents: {},
    },
  });
  if (printed !== undefined) journal.appendLog({ atMs: atMs + 5, stream: "stdout" }, Buffer.from(printed));
  journal.append({ kind: "finished", atMs: atMs + 10, end: { kind: "outputs", outputs: [] } });
  journal.append({ kind: "processExit", atMs: atMs + 20, code: 0, signal: null });
  await journal.close();
}
