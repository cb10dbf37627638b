/** Known messages of the SDK and of Python, provoked: each is explained with the fix, and keeps its own words and its whole traceback. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunError } from "../../protocol/index.ts";
import { newest, projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "known.py");

async function failureOf(python: string, task: string) {
  const { run, runner } = session();
  const { run: id, events } = await run(taskSpec({ python, file, task }));
  const finished = events.find((event) => event.kind === "finished");
  if (finished?.kind !== "finished" || finished.end.kind !== "error") throw new Error(JSON.stringify(finished));
  const { error }: { readonly error: RunError } = finished.end;
  const read = async () => (await runner.readAttachment({ run: id, name: error.traceback ?? "" })).text;
  return { error, read };
}

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test.for([
    ["blocks", "log would block the event loop that runs this async task. Write `await log.aio(…)`."],
    [
      "forgets_await",
      "An async task was called and not awaited. Write `await` before the call; a sync task that calls it has to become `async def`.",
    ],
    [
      "returns_coroutine",
      "An async task was called and not awaited. Write `await` before the call; a sync task that calls it has to become `async def`.",
    ],
    [
      "lacks_package",
      "A local run uses this folder's interpreter, not the task's image. Install the package that has nowhere_at_all there, or choose the interpreter that has it.",
    ],
    [
      "unpicklable",
      "Flyte pickles values of types it doesn't know to pass them between tasks, and _thread.lock can't be pickled. Pass plain data, a dataclass, a pydantic model or a File instead.",
    ],
    [
      "gives_text",
      "The call gives str for the input n, whose annotation says int. Convert the value, or change the annotation.",
    ],
    [
      "returns_nothing",
      "known.returns_nothing has NoneType where the annotation of o0 says int. Return what the annotation says, or change it.",
    ],
    [
      "takes_the_next",
      "next() found nothing, and a task can't end with StopIteration. Give next() a default, or catch the exception and raise another.",
    ],
    ["runs_a_loop", "An async task runs in an event loop already. Write `await` in place of `asyncio.run(…)`."],
  ])("%s", async ([task = "", hint]) => {
    expect((await failureOf(python, task)).error.hint).toBe(hint);
  });

  test("an error of the user's own is not explained; its whole traceback is kept", async () => {
    const { run, runner } = session();
    const failing = join(projects, "running", "failing.py");
    const { run: id, events } = await run(taskSpec({ python, file: failing, task: "parent" }));
    const errors = events.flatMap((event) => ("end" in event && event.end.kind === "error" ? [event.end.error] : []));
    expect(errors).toHaveLength(3);
    for (const error of errors) expect(error).not.toHaveProperty("hint");
    const { text } = await runner.readAttachment({ run: id, name: errors[2]?.traceback ?? "" });
    expect(text).toMatch(/^Traceback \(most recent call last\):\n/);
    expect(text).toMatch(
      /File ".*failing\.py", line 17, in helper\n.*\n(.*\n)*ValueError: n must be positive, not -1\n/,
    );
    // Also what no frame of the user's is.
    expect(text).toContain("flyte");
  });
});

// Older SDKs run it: the call blocks and returns.
test("a sync task that is called in an async one: what to write instead", async () => {
  const { error } = await failureOf(newest, "calls_sync");
  expect(error.exception).toBe("SyncTaskCallInAsyncContextError");
  expect(error.hint).toBe(
    "An async task can't wait for the sync task plain without standing still. Write `await plain.aio(…)`, or make plain async.",
  );
});
