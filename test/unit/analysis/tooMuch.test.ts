/** Text that is too much to evaluate: what is shown as known is what Python makes of it. */

import { expect, test } from "vitest";
import type { Value } from "../../../protocol/value.ts";
import { modelOf } from "./parser.ts";

const twice = [
  "def twice0():",
  "    return 1",
  ...Array.from({ length: 17 }, (_, at) => [`def twice${at + 1}():`, `    return twice${at}() + twice${at}()`]).flat(),
].join("\n");

function settingOf(text: string, name: string): Value | undefined {
  const [file] = modelOf({ "flow.py": text });
  return file?.environments[0]?.settings.find((each) => each.name === name)?.value;
}

const begin = `import flyte\n${twice}\nSHARED = {"kept": "yes"}\nOWN = {"kept": "yes"}\n`;

test("what the rest of the text names may be changed by it", () => {
  const text = `${begin}env = flyte.TaskEnvironment(name="env", env_vars=SHARED, description="before")\ntwice17()\n`;
  expect(settingOf(`${text}SHARED["more"] = "yes"`, "env_vars")).toMatchObject({ kind: "unknown" });
  expect(settingOf(`${text}env.description = "behind"`, "description")).toMatchObject({ kind: "unknown" });
});

test("what it doesn't name stays", () => {
  const text = `${begin}env = flyte.TaskEnvironment(name="env", env_vars=OWN, description="before")\ntwice17()\n`;
  expect(settingOf(`${text}SHARED["more"] = "yes"`, "env_vars")).toMatchObject({
    kind: "known",
    value: { entries: [{ value: { kind: "known", value: { value: "yes" } } }] },
  });
  expect(settingOf(`${text}OTHER = 1`, "description")).toMatchObject({ kind: "known", value: { value: "before" } });
});

test("a function that the rest calls may change what it names", () => {
  const text = `${begin}def change():\n    SHARED["more"] = "yes"\nenv = flyte.TaskEnvironment(name="env", env_vars=SHARED)\ntwice17()\nchange()`;
  expect(settingOf(text, "env_vars")).toMatchObject({ kind: "unknown" });
});

test("the file says where it was too much", () => {
  const [file] = modelOf({ "flow.py": `${begin}flyte.TaskEnvironment(name="env")\ntwice17()\n` });
  expect(file?.problems).toEqual([
    { kind: "budget", range: { start: { line: 40, character: 0 }, end: { line: 40, character: 9 } } },
  ]);
});
