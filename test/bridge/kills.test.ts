/** kill -9 at any moment, of whichever process: the journal is readable, nothing is left, the next run works. FLIGHTDECK_KILLS says how often. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import * as protocol from "../../protocol/runner.ts";
import { listRuns } from "../../runner/src/history.ts";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { readJournal } from "../journal/readJournal.ts";
import { commandOf, marked } from "./support/marks.ts";
import { buildRunner, initialise, startRunnerProcess } from "./support/runnerProcess.ts";
import { newest, projects, taskSpec, temporaryFolder } from "./support/runs.ts";

const KILLS = Number(process.env.FLIGHTDECK_KILLS ?? 6);
const VICTIMS = ["worker", "runner", "host"] as const;
/** From the request on: before the task's first line, and long after it. */
const SPAN_MS = 2_500;
const file = join(projects, "running", "many.py");
const goesOn = taskSpec({ python: newest, file, task: "goes_on" });

beforeAll(buildRunner);

test("a run that is killed at random", { timeout: KILLS * 30_000 }, async () => {
  const stateDir = temporaryFolder();
  for (let round = 0; round < KILLS; round++) {
    const victim = VICTIMS[round % VICTIMS.length] ?? "worker";
    const afterMs = Math.random() * SPAN_MS;
    const what = `${victim} killed after ${afterMs.toFixed(0)} ms`;
    const pidFile = join(stateDir, `runner-${round}`);
    const host = startRunnerProcess(pidFile);
    await initialise(host, stateDir);
    const { run } = await host.connection.sendRequest(protocol.start, { spec: goesOn, secrets: {} });
    await sleep(afterMs);

    const runner = Number(readFileSync(pidFile, "utf8"));
    // The worker leads its group; what watches the runner for it is in the same.
    const worker = Math.min(...marked(run).filter((pid) => commandOf(pid).includes("flightdeck_bridge")));
    process.kill({ worker, runner, host: host.child.pid ?? 0 }[victim], "SIGKILL");
    if (victim === "worker") {
      await expect.poll(() => host.events.at(-1)?.kind, { message: what, timeout: 20_000 }).toBe("processExit");
      await host.connection.sendRequest(protocol.shutdown);
    }
    await host.gone;
    await expect.poll(() => marked(run), { message: what, timeout: 20_000 }).toEqual([]);

    const folder = runFolder(stateDir, goesOn.rootDir, run);
    await expect.poll(() => stateOf(stateDir, run), { message: what, timeout: 20_000 }).not.toBe("running");
    const { lines } = readJournal(folder);
    const state = await stateOf(stateDir, run);
    // A host that goes takes its runner along, which still writes how the run ended.
    expect(state, what).toBe({ worker: "failed", runner: "interrupted", host: "cancelled" }[victim]);
    const bytes = lines.reduce((sum, line) => (line.kind === "log" ? Math.max(sum, line.to) : sum), 0);
    const printed = readFileSync(join(folder, "output.log"));
    expect(printed.length, what).toBeGreaterThanOrEqual(bytes);
    const numbers = printed.toString("utf8", 0, bytes).split("\n").slice(0, -1);
    expect(numbers, what).toEqual(numbers.map((_, n) => `line ${n}`));
  }

  const next = startRunnerProcess();
  await initialise(next, stateDir);
  const spec = taskSpec({ python: newest, file, task: "says", inputs: [{ name: "n", value: 1 }] });
  const { run } = await next.connection.sendRequest(protocol.start, { spec, secrets: {} });
  await expect.poll(() => next.events.at(-1)?.kind, { timeout: 20_000 }).toBe("processExit");
  expect(await stateOf(stateDir, run)).toBe("succeeded");
  await next.connection.sendRequest(protocol.shutdown);
  await next.gone;
});

async function stateOf(stateDir: string, run: string): Promise<string | undefined> {
  return (await listRuns(stateDir)).runs.find((each) => each.run === run)?.state;
}
