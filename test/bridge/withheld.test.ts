/** Inputs that hold a secret are handed over beside the launch spec: the task gets them, and nothing on the disk does. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Input, LaunchSpec } from "../../protocol/index.ts";
import { projects, sdks, session, taskSpec, temporaryFolder } from "./support/runs.ts";

const file = join(projects, "running", "withheld.py");
const withheld: readonly Input[] = [
  { name: "token", value: 'hunt"er' },
  { name: "pins", text: '["4711"]' },
];

/** The task with what is no secret; the others are named. */
function specOf(python: string, task: string, names: readonly string[]): LaunchSpec {
  const spec = taskSpec({ python, file, task, inputs: [{ name: "n", value: 3 }] });
  return { ...spec, action: { ...spec.action, withheld: names } as LaunchSpec["action"] };
}

function textOfAll(folder: string): string {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("\n");
}

test.each(sdks)("they reach the task, and neither journal nor export, with flyte $sdk", async ({ python }) => {
  const { runner, stateDir, events } = session();
  const { run } = await runner.start({
    spec: specOf(python, "hands_on", ["token", "pins"]),
    secrets: {},
    withheld,
  });
  await runner.over(run);
  const told = events(run);
  expect(told.at(-2)).toMatchObject({ end: { error: { message: "7 characters, 1 pins, 3" } } });
  const exported = join(temporaryFolder(), "run.jsonl");
  await runner.exportRun(run, exported);
  for (const text of [JSON.stringify(told), textOfAll(stateDir), readFileSync(exported, "utf8")]) {
    expect(text).toContain('"withheld":["token","pins"]');
    expect(text).not.toMatch(/hunt|4711/);
  }
});

test.each(sdks)("what is refused of them is told without them, with flyte $sdk", async ({ python }) => {
  const { runner, stateDir, events } = session();
  const spec = specOf(python, "counts", ["n"]);
  const given = [{ name: "n", value: "hunter2" }];
  const plain = { ...spec, action: { ...spec.action, inputs: [] } as LaunchSpec["action"] };
  const { run } = await runner.start({ spec: plain, secrets: {}, withheld: given });
  await runner.over(run);
  const message = "Input n must be int. What was given holds a secret, and isn't shown.";
  expect(events(run).at(-2)).toMatchObject({ end: { error: { code: "inputInvalid", message } } });
  expect(textOfAll(stateDir)).not.toContain("hunter2");
  const described = await runner.describe(plain, undefined, { secrets: {}, withheld: given });
  expect(described).toMatchObject({ problems: [{ input: "n", message }] });
});
