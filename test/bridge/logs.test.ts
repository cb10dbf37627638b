/** Records of Python's logging: with their level where nobody set anything up, else as their user wants them. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../protocol/index.ts";
import { newest, projects, sdks, session, spec, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "logs.py");

const printed = (events: readonly RunEvent[], stream: "stdout" | "stderr") =>
  events
    .flatMap((event) => (event.kind === "log" && event.stream === stream ? [event.text] : []))
    .join("")
    .split("\n")
    .filter((line) => !line.startsWith("  "));

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = async (task: string) => (await session().run(taskSpec({ python, file, task }))).events;
  const raised = ["Traceback (most recent call last):", "ValueError: inside", ""];

  test("a record that no handler takes is told with its level", async () => {
    const events = await run("bare");
    expect(printed(events, "stderr")).toEqual([
      "WARNING careful with this",
      "ERROR two",
      "lines",
      "ERROR caught",
      ...raised,
    ]);
  });

  test("what a user sets up stays theirs", async () => {
    expect(printed(await run("configured"), "stdout")).toEqual([
      "mine/INFO: unheard",
      "mine/WARNING: careful with this",
      "mine/ERROR: two",
      "lines",
      "mine/ERROR: caught",
      ...raised,
    ]);
    expect(printed(await run("own_handler"), "stdout")).toEqual([
      "careful with this",
      "two",
      "lines",
      "caught",
      ...raised,
    ]);
  });
});

test("a script's are as `python FILE` prints them", async () => {
  const { events } = await session().run(spec(newest, file, { kind: "script", name: "logs.py", contacts: [] }));
  expect(printed(events, "stderr").slice(0, 3)).toEqual(["careful with this", "two", "lines"]);
});
