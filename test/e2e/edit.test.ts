/** The view follows the text as it is typed, also while it doesn't parse. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("a broken file keeps its other tasks, and the repaired one has all", async () => {
  const window = await openProject({
    folder: await makeProject("test/fixtures/e2e"),
    file: "jobs.py",
    // What is typed is what stands there.
    settings: { "editor.autoClosingBrackets": "never" },
  });
  await window.expand("Environments", /^jobs/);
  const tree = () => window.tree("Environments");
  await window.treeRow("Environments", "hello").waitFor();
  const whole = await tree();
  expect(whole).toMatchInlineSnapshot(`
    "▾ jobs, 4 tasks
        hello, () → str · async
        scale, (factor: float, rows: int, title: str, dry: bool, tags: list[str] = ["x"], limit: int = 3) → str · async
        divide, (rows: int = 0) → float · async
        wait, () · async"
  `);

  await window.replaceInEditor("async def hello() -> str:", "async def hello( -> str:");
  await expect.poll(tree).not.toContain("hello, () → str");
  expect(await tree()).toContain("divide, (rows: int = 0) → float");
  expect(await tree()).toContain("wait, ()");

  await window.replaceInEditor("async def hello( -> str:", "async def greet(name: str) -> str:");
  await window.treeRow("Environments", "greet").waitFor();
  expect(await tree()).toMatchInlineSnapshot(`
    "▾ jobs, 4 tasks
        greet, (name: str) → str · async
        scale, (factor: float, rows: int, title: str, dry: bool, tags: list[str] = ["x"], limit: int = 3) → str · async
        divide, (rows: int = 0) → float · async
        wait, () · async"
  `);

  await window.replaceInEditor("async def greet(name: str) -> str:", "async def hello() -> str:");
  await expect.poll(tree).toBe(whole);
});
