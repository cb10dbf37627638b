/** Conditions on the terminal: asked one after the other, again when wrong, not any more when their time is up. */

import { expect, test } from "vitest";
import { askConditions } from "../../../cli/conditions.ts";
import type { Condition, RunEvent } from "../../../protocol/run.ts";

const waits = (action: string, type: Condition["type"], prompt: string): RunEvent => ({
  kind: "conditionWaiting",
  atMs: 1,
  action,
  condition: { name: action, prompt, type },
});
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** What was said and answered, when these lines are typed. */
async function asked(typed: readonly (string | undefined)[], events: readonly RunEvent[]): Promise<readonly string[]> {
  const said: string[] = [];
  const lines = [...typed];
  const take = askConditions({
    ask: async (question) => {
      said.push(`ask ${question}`);
      return lines.shift();
    },
    warn: (text) => said.push(`say ${text.trim()}`),
    answer: (action, value) => said.push(`${action} ${JSON.stringify(value)}`),
  });
  for (const event of events) take(event);
  await settle();
  return said;
}

test("questions come one after the other, and again until they are answered", async () => {
  expect(await asked(["maybe", "y", "12"], [waits("go", "bool", "Go on?"), waits("rows", "int", "Rows?")])).toEqual([
    "ask Go on? [y/n] ",
    "say yes or no",
    "ask Go on? [y/n] ",
    "go true",
    "ask Rows? ",
    "rows 12",
  ]);
});

test("the end of the terminal is no answer, and a condition whose time is up isn't asked", async () => {
  expect(await asked([undefined], [waits("go", "bool", "Go on?")])).toEqual(["ask Go on? [y/n] ", "go undefined"]);
  const over: RunEvent = { kind: "actionFinished", atMs: 2, action: "go", end: { kind: "cancelled" } };
  expect(await asked(["y"], [waits("go", "bool", "Go on?"), over])).toEqual([]);
});

test("without a terminal nobody is asked", () => {
  const answers: string[] = [];
  const answer = (action: string, value?: unknown) => answers.push(`${action} ${JSON.stringify(value)}`);
  askConditions({ ask: undefined, warn: () => {}, answer })(waits("go", "bool", "Go on?"));
  expect(answers).toEqual(["go undefined"]);
});
