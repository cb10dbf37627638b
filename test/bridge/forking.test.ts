/** Forked children do what their parents do, and disturb nothing of what these say. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "forking.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test("children that call traced functions leave their parent's lines whole", async () => {
    const { runner, run } = session();
    const spec = taskSpec({ python, file, task: "children_trace", inputs: [{ name: "lines", value: 20_000 }] });
    const { run: id, text } = await run(spec);
    // 8 times 10 * (0 + 1 + … + 99)
    expect(text).toContain("run succeeded o0=396000\nexit 0");
    const { text: printed } = await runner.readLog({ run: id, from: 0, to: 10_000_000 });
    expect(printed.split("\n")).toEqual([...Array.from({ length: 20_000 }, (_, n) => `line ${n}`), ""]);
  });

  test.for([
    ["exits_by_name", "3"],
    ["replaced_by_name", "4"],
  ])("%s: what ends a process takes its arguments by name, too", async ([task = "", code]) => {
    const { text } = await session().run(taskSpec({ python, file, task }));
    expect(text).toContain(`run succeeded o0=${code}\nexit 0`);
  });
});
