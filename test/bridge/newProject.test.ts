/** What "New Flyte Project" writes is a project that the SDK runs. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectEntry, projectFiles } from "../../client/projectTemplate.ts";
import { VENV } from "../../scripts/python.mjs";

test("the new project's task runs and says its result", () => {
  const folder = mkdtempSync(join(tmpdir(), "fd-new-"));
  try {
    for (const [name, text] of Object.entries(projectFiles)) writeFileSync(join(folder, name), text);
    const flyte = join(VENV, process.platform === "win32" ? "Scripts/flyte.exe" : "bin/flyte");
    const said = execFileSync(flyte, ["run", "--local", projectEntry, "main"], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, FLYTE_DISABLE_SENTRY: "1", NO_COLOR: "1" },
    });
    expect(said).toContain("kept 3 of 4 values");
    expect(said).toContain("3 values, mean 4.00");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
