/** What the Explorer hides is no part of the view. */

import { expect, test } from "vitest";
import { makeProject, openProject } from "./support.ts";

test("a file that files.exclude hides is left out", async () => {
  const window = await openProject({
    folder: await makeProject("samples/etl"),
    file: "etl.py",
    settings: { "files.exclude": { "**/features.py": true, "**/etl.py": false } },
  });
  await window.expand("Environments", /^etl/);
  expect((await window.tree("Environments")).split("\n").filter((row) => /^\S/.test(row))).toMatchInlineSnapshot(`
    [
      "▾ etl, 1 CPU, 1 GiB · 3 tasks",
    ]
  `);
});
