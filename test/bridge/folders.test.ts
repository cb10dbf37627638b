/** Where a run keeps its files on a machine that several people use. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, spec, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "shared.py");

describe.for(sdks)("flyte $sdk, where its folder is another user's", ({ python }) => {
  test("a run has folders of its own", async () => {
    const { text } = await session().run(taskSpec({ python, file, task: "parent" }));
    expect(text).toContain("o0='[False, False, False]'");
  });

  test("so has each run of a script, unless it says where", async () => {
    const DATA = temporaryFolder();
    const { text } = await session().run(
      spec(python, file, { kind: "script", name: "shared.py", contacts: [] }, { env: { DATA } }),
    );
    expect(text).toContain("[False, False, False]");
    expect(text).toContain(DATA);
  });
});
