/** The built extension in a downloaded desktop VS Code, on systems for which npm has no workbench: newest and oldest supported. */

import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { expect, onTestFinished, test } from "vitest";
import { DESKTOP_CACHE, DESKTOP_VERSIONS } from "../../scripts/desktop.mjs";
import { VENV } from "../../scripts/python.mjs";

const root = join(import.meta.dirname, "..", "..");

test.for(DESKTOP_VERSIONS)("VS Code %s shows lenses, runs a task and opens a plan", async (version) => {
  const folder = await mkdtemp(join(tmpdir(), "fd-desktop-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const project = join(folder, "project");
  await cp(join(root, "test", "fixtures", "e2e"), project, { recursive: true });
  await symlink(VENV, join(project, ".venv"), process.platform === "win32" ? "junction" : "dir");
  const record = join(folder, "record.json");

  await runTests({
    version,
    cachePath: DESKTOP_CACHE,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(import.meta.dirname, "inHost.cjs"),
    extensionTestsEnv: { FLIGHTDECK_TEST_RECORD: record, FLYTE_DISABLE_SENTRY: "1" },
    launchArgs: [
      project,
      ...["--user-data-dir", join(folder, "user"), "--extensions-dir", join(folder, "extensions")],
      ...["--disable-workspace-trust", "--disable-gpu", "--skip-welcome", "--skip-release-notes"],
    ],
  });

  // An extension host that crashes ends without an error: what it was to write tells.
  expect(JSON.parse(await readFile(record, "utf8"))).toEqual({
    lenses: ["flightdeck.debug", "flightdeck.deploy", "flightdeck.plan", "flightdeck.run"],
    run: "hello from the task",
    plan: "Plan · jobs",
  });
});
