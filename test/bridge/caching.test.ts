/** The SDK's local cache: what it remembers is told, and a run may go without it. The real SDK, newest and oldest. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../protocol/index.ts";
import { runLog } from "../../runner/log/runLog.ts";
import { listRuns } from "../../runner/src/history.ts";
import { projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "cached.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const caching = () => {
    // The SDK keeps its cache below the home folder, where no configuration is found.
    const env = { HOME: temporaryFolder(), USERPROFILE: temporaryFolder() };
    const running = session();
    const start = (task: string, isUncached: boolean) => {
      const spec = taskSpec({ python, file, task, inputs: [{ name: "n", value: 2 }] }, { env });
      const action = { ...spec.action, ...(isUncached ? { disableRunCache: true } : {}) } as typeof spec.action;
      return running.run({ ...spec, action });
    };
    return { ...running, start };
  };

  test("a run that the cache answers says so, in its lines and in its summary", async () => {
    const { start, stateDir } = caching();
    const first = await start("remembered", false);
    expect(first.text).toContain("remembered stdout | remembered is executed");
    const second = await start("remembered", false);
    expect(second.text).toContain("remembered started cached.remembered cached\n");
    expect(second.text).toContain("run succeeded o0=3");
    expect(second.text).not.toContain("is executed");
    expect(lastLine(second.events)).toBe("✓ remembered  from the cache → 3");
    const { runs } = await listRuns(stateDir);
    expect(runs.map(({ run, cacheHit }) => [run, cacheHit])).toEqual([
      [second.run, true],
      [first.run, undefined],
    ]);
  });

  test("without the cache nothing is taken from there, in children either, and nothing is kept", async () => {
    const { start } = caching();
    const uncached = await start("above", true);
    expect(uncached.text).toContain("remembered is executed");
    // It was not kept.
    expect((await start("above", false)).text).toContain("remembered is executed");
    expect((await start("above", false)).text).not.toContain("is executed");
    const again = await start("above", true);
    expect(again.text).toContain("remembered is executed");
    expect(again.text).not.toContain(" cached\n");
  });
});

function lastLine(events: readonly RunEvent[]): string | undefined {
  const begun = events.find((event) => event.kind === "runStarted");
  return begun === undefined ? undefined : runLog("r1", begun.spec).lines(events).at(-1);
}
