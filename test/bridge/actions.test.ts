/** What the journal says of each action beside its end: links, inputs, the code it was of, and that a call was none. The real SDK, newest and oldest. */

import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../protocol/index.ts";
import { inputsText } from "../../runner/log/inputsText.ts";
import { runLog } from "../../runner/log/runLog.ts";
import { runText } from "../../runner/log/runText.ts";
import { projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "looked.py");

describe.for(sdks)("flyte $sdk", ({ python }) => {
  test("links and inputs of each action are in its first event", async () => {
    const { events } = await session().run(taskSpec({ python, file, task: "parent" }));
    const linked = startOf(events, "linked");
    expect(linked?.links).toEqual([
      { name: "Board", url: `https://board.example/${linked?.action}` },
      { name: "Notes", url: "file:///etc/passwd" },
    ]);
    expect(startOf(events, "parent")).not.toHaveProperty("links");
    expect(startOf(events, "parent")).not.toHaveProperty("inputs");
    const given = startOf(events, "given");
    expect(given?.inputs?.slice(0, 2)).toEqual([
      { name: "n", text: "2" },
      { name: "words", text: "['a', 'b', 'a', 'b']" },
    ]);
    expect(given?.inputs?.[2]?.text).toMatch(/^'x{1900,1990}'?…$/);
    expect(lines(events)).toContain(`↗ parent › linked  Board: https://board.example/${linked?.action}`);
    // What failed is kept as it is run again.
    const failing = startOf(events, "failing")?.action;
    expect(inputsText("failing", events, failing)).toBe("failing\n\nn\n3\n");
    expect(inputsText("given", events, given?.action)).toContain("given\n\nn\n2\n\nwords\n['a', 'b', 'a', 'b']\n");
  });

  test("inputs that tell a secret are in no event", async () => {
    const spec = taskSpec({ python, file, task: "tells" }, { secretNames: ["TOKEN"] });
    const { events, text } = await session().run(spec, { TOKEN: "hush-hush" });
    expect(text).toContain("run succeeded");
    expect(startOf(events, "given")).not.toHaveProperty("inputs");
    expect(inputsText("given", events, startOf(events, "given")?.action)).toBe(
      "given\n\nThe journal has no inputs of it: it was given none, they hold a secret of the run, or 2,000 actions had begun before.\n",
    );
  });

  test("a task that a plain thread calls is told once; one with the context is an action", async () => {
    const { text, events } = await session().run(taskSpec({ python, file, task: "threads" }));
    expect(text.match(/plain call of .*/g)).toEqual(["plain call of looked.counted looked.py:66"]);
    expect(text.match(/counted\S* started/g)).toHaveLength(1);
    expect(text).toMatch(/run succeeded o0=\[2, 3, 4, 5\]/);
    expect(lines(events).join("\n")).toContain(
      "  looked.counted was called in a thread that knows nothing of the run (looked.py:66): there its function is called, and it is no action. Start the thread with contextvars.copy_context().run, or call it through asyncio.to_thread.",
    );
    const carried = (await session().run(taskSpec({ python, file, task: "in_thread" }))).text;
    expect(carried).not.toContain("plain call");
    expect(carried).toContain("counted started looked.counted in in_thread");
  });

  test("the modules of the project that a run loaded are told, and an edited one differs", async () => {
    const folder = temporaryFolder();
    cpSync(join(projects, "running"), folder, { recursive: true });
    const own = join(folder, "looked.py");
    const run = async () => (await session().run(taskSpec({ python, file: own, task: "parent" }))).events;
    const first = runText("r1", await run());
    expect(first).toMatch(
      /\ncode\n {2}commit = .*\n {2}looked\.py = [0-9a-f]{12}\n|\ncode\n {2}looked\.py = [0-9a-f]{12}\n/,
    );
    expect(first).toMatch(/\n {2}helpers\/__init__\.py = e3b0c44298fc\n {2}helpers\/words\.py = [0-9a-f]{12}\n\n/);
    appendFileSync(join(folder, "helpers", "words.py"), "\n# edited\n");
    const second = runText("r2", await run());
    expect(changed(first, second, "helpers/words.py")).toBe(true);
    expect(changed(first, second, "looked.py")).toBe(false);
    // Nothing that stands in place of a module keeps a run from its end, and no hash is told of what was written meanwhile.
    const { text, events } = await session().run(taskSpec({ python, file: own, task: "strange" }));
    expect(text).toContain("run succeeded o0=1");
    expect(runText("r3", events)).toContain("  helpers/words.py = changed while it ran\n");
  });
});

function startOf(events: readonly RunEvent[], name: string) {
  return events.find((event) => event.kind === "actionStarted" && event.shortName === name) as
    | Extract<RunEvent, { kind: "actionStarted" }>
    | undefined;
}

function lines(events: readonly RunEvent[]): readonly string[] {
  const begun = events.find((event) => event.kind === "runStarted");
  return begun === undefined ? [] : runLog("r1", begun.spec).lines(events);
}

function changed(one: string, other: string, name: string): boolean {
  const of = (text: string) => text.split("\n").find((line) => line.includes(`  ${name} = `));
  expect(of(one)).toBeDefined();
  return of(one) !== of(other);
}
