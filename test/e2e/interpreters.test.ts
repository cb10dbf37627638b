/** Which Python a folder gets: chosen for the folder that failed, made where the system's may not be touched. */

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { systemPython } from "../systemPython.ts";
import { makeFolder, makeProject, openProject } from "./support.ts";

test("a Python that the system manages is left alone: .venv is made, used, and the task runs", {
  timeout: 300_000,
}, async () => {
  const folder = await makeFolder("test/fixtures/e2e");
  await mkdir(join(folder, ".vscode"));
  const settings = join(folder, ".vscode", "settings.json");
  await writeFile(
    settings,
    JSON.stringify({ "flightdeck.interpreter": systemPython(pythonOf(VENV), await makeFolder()) }),
  );
  const window = await openProject({ folder, file: "jobs.py:13" });
  await window.clickLensAbove("def hello", "Run");
  const missing = window.notification(
    /Flyte isn't installed in .*python3.*, which this folder uses because the setting flightdeck\.interpreter names it/,
  );
  await missing.getByRole("button", { name: "Install flyte" }).click({ timeout: 20_000 });
  const managed = window.notification("the operating system manages that Python's packages");
  await managed.getByRole("button", { name: "Create .venv and Install" }).click({ timeout: 20_000 });
  await window.notification("is installed in .venv").waitFor({ timeout: 240_000 });
  // What was asked for at first goes on.
  await expect.poll(() => window.output()).toContain("hello from the task");
  expect(JSON.parse(await readFile(settings, "utf8"))).toEqual({ "flightdeck.interpreter": ".venv" });
});

test("after a failure in one of two folders the interpreter is chosen for that one", async () => {
  const good = await makeProject("test/fixtures/deploy");
  const bad = await makeFolder("test/fixtures/e2e");
  await mkdir(join(bad, ".vscode"));
  await writeFile(
    join(bad, ".vscode", "settings.json"),
    JSON.stringify({ "flightdeck.interpreter": systemPython(pythonOf(VENV), await makeFolder()) }),
  );
  const both = join(await makeFolder(), "both.code-workspace");
  await writeFile(both, JSON.stringify({ folders: [{ path: good }, { path: bad }] }));
  const window = await openProject({ folder: both, file: "jobs.py:13" });
  await window.clickLensAbove("def hello", "Run");
  const missing = window.notification("Flyte isn't installed in");
  await missing.waitFor({ timeout: 20_000 });
  await window.openFile("pipeline.py");
  await missing.getByRole("button", { name: "Choose Another Interpreter" }).click();
  await window
    .quickInput()
    .getByText(`Interpreter of ${basename(bad)}`)
    .waitFor();
});
