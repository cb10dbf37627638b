/** The oldest VS Code that `engines` allows: the same package, in its real extension host on the Node it came with. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("view, lenses, a run and a plan work in the oldest VS Code", async () => {
  const window = await openProject({
    folder: await makeProject("test/fixtures/e2e"),
    file: "jobs.py:13",
    workbench: "oldest",
  });
  // Lenses first: an editor that loses the focus soon after it opened a file asks for none.
  await window.lens("Run").waitFor();
  await window.expand("Environments", /^jobs/);
  await expect.poll(() => window.tree("Environments")).toContain("hello");
  await window.clickLensAbove("def hello", "Run");
  await expect.poll(() => window.output()).toContain("✓ jobs.hello");
  expect(await window.output()).toContain("hello from the task");
  await window.clickLensAbove("def hello", "Plan");
  await expect.poll(() => window.editorText()).toContain("Plan · jobs");
});
