/** Workers that die without a word: what was printed before is in the journal and told, in order and once. */

import { closeSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runFolder } from "../../runner/src/journalFiles.ts";
import { newest, projects, renderEvents, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "dying.py");
const flow = join(projects, "running", "flow.py");
const rude = join(projects, "running", "rude.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test.for([
    ["killed", "SIGKILL"],
    ["crashes", "SIGSEGV"],
    ["leaves_through_c", "9"],
    ["aborts_through_c", "SIGABRT"],
  ])("%s", async ([task = "", exit]) => {
    const { text, events } = await session().run(taskSpec({ python, file, task }));
    const lines = Array.from({ length: 100 }, (_, n) => `line ${n}`);
    expect(text).toContain(`${task} stdout | ${lines.join("\n  | ")}\n${task} failed processDied`);
    expect(text).toMatch(new RegExp(`\nexit ${exit}$`));
    expect(events.filter((event) => event.kind === "actionStarted")).toHaveLength(1);
  });
});

test("killed while the runner can't follow: every line whose print returned is there, once", async () => {
  const count = join(temporaryFolder(), "count");
  const { run, stateDir } = session();
  const spec = taskSpec({ python: newest, file, task: "killed_in_flood" }, { env: { COUNT_FILE: count } });
  const { run: id, events } = await run(spec);
  expect(events.at(-1)).toMatchObject({ kind: "processExit", signal: "SIGKILL" });

  const printed = Number(readFileSync(count, "utf8"));
  expect(printed).toBeGreaterThan(1_000);
  const [last, ...lines] = readFileSync(join(runFolder(stateDir, spec.rootDir, id), "output.log"), "utf8")
    .split("\n")
    .reverse();
  expect(lines.reverse().slice(0, printed)).toEqual(Array.from({ length: printed }, (_, n) => `line ${n}`));
  // Of the print that was under way, any part may be there.
  expect(lines.length).toBeLessThanOrEqual(printed + 1);
  expect(["", `line ${printed}`]).toContain(last);
});

test.runIf(process.platform === "linux")(
  "what can't be read of a worker that died is told, and the runner runs on",
  async () => {
    const { runner, run, events } = session();
    const spec = taskSpec({ python: newest, file: rude, task: "stays" });
    const { run: id } = await runner.start({ spec, secrets: {} });
    await expect.poll(() => renderEvents(events(id)), { timeout: 20_000 }).toContain("staying");
    for (const fd of readdirSync("/proc/self/fd")) {
      let at = "";
      try {
        at = readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        // The one that lists them.
      }
      if (at.includes(`flightdeck-${id} `)) closeSync(Number(fd));
    }
    runner.cancel(id);
    await runner.over(id);
    const text = renderEvents(events(id));
    expect(text).toContain("What the process printed in its last moment can't be read: EBADF");
    expect(text).toMatch(/run cancelled\nexit \S+$/);
    expect((await run(taskSpec({ python: newest, file: flow, task: "two" }))).text).toContain("run succeeded");
  },
);
