/** Inputs that hold a secret are told from the others, wherever they were given. */

import { expect, test } from "vitest";
import { plainInputs, withheldInputs } from "../../../client/executions/givenInputs.ts";
import { readDocument } from "../../../client/inputs/inputDocument.ts";
import { rememberInputs } from "../../../client/inputs/inputMemory.ts";
import { describedField, givenOf, withheldField } from "../../../client/inputs/inputs.ts";
import type { LaunchTarget } from "../../../protocol/launch.ts";

const target: LaunchTarget = { kind: "task", uri: "file:///p/etl.py", task: "main" };
const described = ["n", "token"].map((name) => ({
  name,
  type: "str",
  form: "str" as const,
  optional: false,
  required: false,
  default: "same",
  schema: {},
}));

test("what is asked for beside a document goes beside the spec, also where it equals its default", async () => {
  const read = readDocument('{"n": "1", "token": "typed"}', described, ["token"]);
  if (read.kind !== "inputs") throw new Error(read.message);
  const secret = described.slice(1).map((input) => withheldField(describedField(input, undefined)));
  const inputs = [...read.inputs, ...givenOf(secret, ["same"])];
  expect(plainInputs(inputs)).toEqual([{ name: "n", value: "1" }]);
  expect(withheldInputs(inputs)).toEqual([{ name: "token", value: "same" }]);
  const kept = new Map<string, unknown>();
  const memory = {
    get: kept.get,
    keys: () => [],
    update: async (key: string, value: unknown) => void kept.set(key, value),
  };
  await rememberInputs(memory as unknown as Parameters<typeof rememberInputs>[0], target, inputs);
  expect([...kept.values()]).toEqual([[{ name: "n", value: "1" }]]);
});
