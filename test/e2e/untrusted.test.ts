/** A folder that isn't trusted is read, and nothing in it is executed. */

import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { pythonOf, VENV } from "../../scripts/python.mjs";
import { makeFolder, open } from "./support.ts";

const run = promisify(execFile);

test("in an untrusted folder view and plan work, and no planted code is executed", async () => {
  const traps = await makeFolder();
  const left = async () => (await readdir(traps)).toSorted();

  // A real environment with files that every start of its Python executes.
  const sitecustomize = await makeFolder("test/fixtures/deploy");
  const venv = join(sitecustomize, ".venv");
  await run(pythonOf(VENV), ["-m", "venv", "--without-pip", venv]);
  const [lib = ""] = await readdir(join(venv, "lib"));
  const packages = join(venv, "lib", lib, "site-packages");
  const plant = (name: string) => `open(${JSON.stringify(join(traps, name))}, "w").close()\n`;
  await writeFile(join(packages, "sitecustomize.py"), plant("sitecustomize"));
  await writeFile(join(sitecustomize, "sitecustomize.py"), plant("sitecustomize"));
  // Debian's Python has a sitecustomize of its own, which comes first; nothing hides a path file.
  await writeFile(join(packages, "planted.py"), plant("path file"));
  await writeFile(join(packages, "planted.pth"), "import planted\n");

  // An interpreter that is none, where one is looked for first and where the folder's settings name it.
  const fake = await makeFolder("test/fixtures/e2e");
  const interpreter = join(fake, ".venv", "bin", "python");
  await mkdir(join(fake, ".venv", "bin"), { recursive: true });
  await writeFile(join(fake, ".venv", "pyvenv.cfg"), "home = /usr/bin\nversion = 3.12.0\n");
  await writeFile(interpreter, `#!/bin/sh\n: > ${join(traps, "interpreter")}\n`);
  await chmod(interpreter, 0o755);
  await mkdir(join(fake, ".vscode"));
  await writeFile(join(fake, ".vscode", "settings.json"), JSON.stringify({ "flightdeck.interpreter": interpreter }));

  // The traps are real: started, each leaves its file.
  await run(pythonOf(venv), ["-c", ""]);
  await run(interpreter, []);
  expect(await left()).toEqual(expect.arrayContaining(["interpreter", "path file"]));
  for (const name of await left()) await rm(join(traps, name));

  const both = join(await makeFolder(), "both.code-workspace");
  await writeFile(both, JSON.stringify({ folders: [{ path: sitecustomize }, { path: fake }] }));
  const target = (folder: string, file: string, task: string) => ({
    kind: "task",
    uri: pathToFileURL(join(folder, file)).href,
    task,
  });
  await writeFile(
    join(sitecustomize, "served.py"),
    'import flyte\nimport flyte.app\n\nweb = flyte.app.AppEnvironment(name="web")\n\nif __name__ == "__main__":\n    flyte.serve(web)\n',
  );
  const script = { kind: "script", uri: pathToFileURL(join(sitecustomize, "served.py")).href };
  const keybindings = [
    { key: "F6", command: "flightdeck.run", args: target(sitecustomize, "pipeline.py", "train.fit") },
    { key: "F7", command: "flightdeck.deploy", args: target(sitecustomize, "pipeline.py", "train.fit") },
    { key: "F8", command: "flightdeck.run", args: target(fake, "jobs.py", "jobs.hello") },
    { key: "Ctrl+F7", command: "flightdeck.debug", args: target(fake, "jobs.py", "jobs.hello") },
    { key: "Ctrl+F8", command: "flightdeck.runWithInputs", args: target(fake, "jobs.py", "jobs.hello") },
    { key: "Shift+F7", command: "flightdeck.runScript", args: script },
    {
      key: "Shift+F9",
      command: "flightdeck.serve",
      args: { kind: "environment", uri: script.uri, environment: "web" },
    },
    { key: "Ctrl+F10", command: "flightdeck.installSdk" },
  ];
  const choose = { key: "F9", command: "flightdeck.chooseInterpreter" };
  const window = await open({ folder: both, trusted: false, keybindings: [...keybindings, choose] });
  await window.page.getByText("Restricted Mode").first().waitFor();
  await window.openView("Flightdeck");
  await window.expand("Environments", /^fd-folder/);
  await expect.poll(() => window.tree("Environments")).toContain("train");

  await window.openFile("pipeline.py");
  await window.lens("Plan").waitFor();
  await window.clickLensAbove("def fit", "Plan");
  await expect.poll(() => window.editorText()).toContain("Plan · train");

  expect(new Set(await window.lenses())).toEqual(new Set(["Plan"]));

  await window.openFile("served.py");
  await expect.poll(async () => new Set(await window.lenses())).toEqual(new Set(["Plan"]));

  // The editor ignores the setting that a choice is written to.
  await window.page.keyboard.press(choose.key);
  await window.notification("once the folder is trusted").waitFor();
  await window.runCommand("Notifications: Clear All Notifications");

  await window.openFile("pipeline.py:15");
  // Nothing that executes is offered, and what only reads is.
  const offered = await window.commands("Flightdeck: ");
  expect(offered).toContain("Flightdeck: Preview Plan at Cursor");
  expect(offered.filter((title) => /Run|Debug|Deploy|\bServe\b|Install/.test(title))).toEqual([]);
  expect(offered).not.toContain("Flightdeck: Choose Interpreter");
  await window.treeRow("Environments", /^train/).click({ button: "right" });
  await window.page.getByRole("menuitem", { name: "Preview Plan" }).waitFor();
  expect(await window.page.getByRole("menuitem", { name: /^(Run|Debug|Deploy)/ }).count()).toBe(0);
  await window.page.keyboard.press("Escape");

  // A key of the user's own reaches the command itself: it asks for trust and starts nothing.
  for (const { key } of keybindings) {
    // More than three in 800 ms the editor takes for spam, and shows none.
    await sleep(1000);
    await window.page.keyboard.press(key.replace("Ctrl", "Control"));
    await window.notification("the folder isn't trusted").waitFor();
    await window.runCommand("Notifications: Clear All Notifications");
  }
  expect(await left()).toEqual([]);
});
