/** Timeouts in local runs, with the real SDK, newest and oldest: what ends, what is tried again, what goes on, and what is said. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "timeouts.py");
/** What older SDKs do otherwise: they hand parents a RuntimeUserError with the code of a timeout. */
const isNew = (sdk: string) => sdk !== "2.0.8";
const enforced = "(enforced by Flightdeck; the SDK doesn't locally)";

describe.for(sdks)("flyte $sdk", ({ python, sdk }) => {
  const run = async (task: string) => (await session().run(taskSpec({ python, file, task }))).text;

  test("an async task is cancelled, and the attempt uses up a retry", async () => {
    expect(await run("slow")).toBe(`started python flyte
slow started timeouts.slow
slow attempt 1
slow stdout | try 1
  | cleaned up
slow attempt 1 failed timed out after 0.4 s ${enforced}
slow attempt 2
slow stdout | try 2
slow succeeded o0=in time
run succeeded o0='in time'
exit 0`);
  });

  test("without a retry the run fails where the task stood", async () => {
    expect(await run("too_slow")).toContain(`run failed taskTimeout timed out after 1 s ${enforced}
  | timeouts.py:33 too_slow
exit 1`);
  });

  test("a sync task's thread goes on, and it is said", async () => {
    // Whether the thread comes to its last line before the run is over is a matter of milliseconds.
    const text = (await run("thread")).replace("thread stdout | still here\n", "");
    expect(text).toBe(`started python flyte
no effect max_queued_time
thread started timeouts.thread
thread attempt 1
thread attempt 1 failed timed out after 0.3 s ${enforced}
  | A thread can't be stopped: the function goes on until it returns or the run is over.
thread attempt 2
thread succeeded o0=second
run succeeded o0='second'
exit 0`);
  });

  test("a task that blocks its event loop is told so", async () => {
    const text = await run("blocks");
    expect(text).toMatch(/run failed taskTimeout timed out after 0\.3 s .*\n.*It was noticed after 0\.[89] s, since/);
    expect(text).toContain("timeouts.py:49 blocks");
  });

  test("a task that others keep waiting isn't blamed", async () => {
    expect(await run("neighbours")).toContain("run succeeded o0='in time by itself'");
  });

  test("a parent's timeout ends its children, which its next attempt starts anew", async () => {
    expect(await run("parent")).toBe(`started python flyte
parent started timeouts.parent
parent attempt 1
waits started timeouts.waits in parent
waits attempt 1
waits succeeded o0=0
waits#2 started timeouts.waits in parent
waits#2 attempt 1
waits#2 cancelled
parent attempt 1 failed timed out after 0.5 s ${enforced}
parent attempt 2
waits#3 started timeouts.waits in parent
waits#3 attempt 1
waits#3 succeeded o0=0
parent succeeded o0=0 then
run succeeded o0='0 then'
exit 0`);
  });

  if (isNew(sdk))
    test("a parent can catch it as in the cluster", async () => {
      expect(await run("catches")).toContain(
        'run succeeded o0="timeouts.too_slow timed out after 1 s (max_runtime; enforced by Flightdeck',
      );
    });

  test("overrides count; what is in time, or has no bound, ends as without", async () => {
    expect(await run("deadline_of_other")).toContain(`run failed taskTimeout timed out after 0.2 s ${enforced}`);
    expect(await run("quick")).toContain("run succeeded o0='quick'");
    expect(await run("unlimited")).toContain("run succeeded o0='unlimited'");
    expect(await run("leaves")).toContain("run failed systemExit The task called sys.exit(3)");
  });

  if (isNew(sdk))
    test("the deadline counts over all attempts, and ends them", async () => {
      const text = await run("deadline");
      expect(text).toContain("deadline attempt 1 failed ValueError: again");
      expect(text).toContain(
        "deadline attempt 2 failed timed out: 0.7 s are over since the first attempt, the deadline",
      );
      expect(text).not.toContain("attempt 3");
    });

  test("a task that swallows its cancellation has timed out all the same", async () => {
    const text = await run("stubborn");
    expect(text).toContain("stubborn attempt 1 failed timed out after 0.3 s");
    expect(text).toContain("run succeeded o0='later'");
  });
});
