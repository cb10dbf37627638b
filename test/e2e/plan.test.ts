/** The plan as a document that its user reads, and follows into the code. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("Plan opens what a deployment would send, and follows the text", async () => {
  const window = await openProject({ folder: await makeProject("test/fixtures/deploy"), file: "pipeline.py" });
  await window.clickLensAbove("def fit", "Plan");
  await expect.poll(() => window.editorText()).toContain("Plan · train");
  expect(await window.editorText()).toMatchInlineSnapshot(`
    "Plan · train                                           static, from the text as it is now
    flyte deploy pipeline.py train
    project from the configuration · domain from the configuration · version: known only to the exact plan

    2 environments · 2 tasks · 2 images

    1  train         asked for
       image         ghcr.io/example/train:1
       fit           (rows: int) → str                          1 CPU, 500 MiB ‹environment› · retries 2 ‹task›

    2  prep          because train depends on it (pipeline.py:10)
       image         ghcr.io/example/prep:1
       clean         (rows: int) → int

    Where nothing else is said: resources none · cache disable · retries 0 · timeout none · not interruptible · reusable none ‹default› of flyte 2.12.1"
  `);
  expect(await window.notifications()).toEqual([]);
});
