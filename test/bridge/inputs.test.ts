/** Inputs become the task's own types, from JSON and from command-line text; what doesn't fit is refused in words, before anything runs. */

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Input } from "../../protocol/index.ts";
import { projects, sdks, session, taskSpec } from "./support/runs.ts";

const file = join(projects, "running", "flow.py");

const values: readonly Input[] = [
  { name: "count", value: 3 },
  { name: "ratio", value: 2 },
  { name: "name", value: "7" },
  { name: "flag", value: true },
  { name: "color", value: "BLUE" },
  { name: "size", value: "small" },
  { name: "when", value: "2026-01-31T06:00:00" },
  { name: "wait", value: 90 },
  { name: "point", value: { x: 1, y: 2 } },
  { name: "points", value: [{ x: 3 }] },
  { name: "table", value: { a: 1 } },
];
const texts: readonly Input[] = [
  { name: "count", text: "3" },
  { name: "ratio", text: "2.0" },
  { name: "name", text: "7" },
  { name: "flag", text: "true" },
  { name: "color", text: "BLUE" },
  { name: "size", text: "small" },
  { name: "when", text: "2026-01-31T06:00:00" },
  { name: "wait", text: "PT1M30S" },
  { name: "point", text: '{"x": 1, "y": 2}' },
  { name: "points", text: '[{"x": 3}]' },
  { name: "table", text: '{"a": 1}' },
];
const typed =
  "(3, 2.0, '7', True, 'BLUE', 'small', '2026-01-31T06:00:00+00:00', datetime.timedelta(seconds=90), Point(x=1, y=2), [Point(x=3, y=0)], {'a': 1}";

describe.for(sdks)("flyte $sdk", ({ python }) => {
  const run = async (inputs: readonly Input[], task = "typed") => {
    const { text } = await session().run(taskSpec({ python, file, task, inputs }));
    return text
      .split("\n")
      .filter((line) => line.startsWith("run "))
      .join("\n");
  };
  /** The repr of a returned text holds escaped quotes. */
  const plain = (text: string) => text.replaceAll("\\'", "'").replaceAll('"', "");

  test("typed JSON", async () => {
    expect(plain(await run(values))).toContain(`${typed}, None, 0, None)`);
  });

  test("command-line text", async () => {
    expect(plain(await run(texts))).toContain(`${typed}, None, 0, None)`);
  });

  test("optional values, unions and files", async () => {
    const more: readonly Input[] = [
      { name: "maybe", value: 5 },
      { name: "either", value: "five" },
      { name: "file", value: "/etc/hostname" },
    ];
    expect(plain(await run([...values, ...more]))).toContain(`${typed}, 5, 'five', '/etc/hostname')`);
    const asText: readonly Input[] = [
      { name: "maybe", text: "5" },
      { name: "file", text: "/etc/hostname" },
    ];
    expect(plain(await run([...texts, ...asText]))).toContain(`${typed}, 5, 0, '/etc/hostname')`);
  });

  const refused: readonly (readonly [Input, string])[] = [
    [{ name: "count", value: "3" }, 'Input count must be int; "3" was given.'],
    [{ name: "count", value: true }, "Input count must be int; true was given."],
    [{ name: "count", value: 2.5 }, "Input count must be int; 2.5 was given."],
    [{ name: "count", value: null }, "Input count must be int; null was given."],
    [{ name: "count", text: "three" }, "Input count must be int; three was given: 'three' is not a valid integer."],
    [{ name: "color", value: "GREEN" }, 'Input color must be Color; "GREEN" was given: RED, BLUE'],
    [{ name: "size", text: "huge" }, "Input size must be Literal['small', 'large']; huge was given."],
    [{ name: "table", value: [1] }, "Input table must be dict[str, int]; [1] was given."],
  ];
  test.for(refused)("refuses %o", async ([input, says]) => {
    const inputs = [...values.filter((each) => each.name !== input.name), input];
    expect(await run(inputs)).toBe(`run failed inputInvalid ${says}`);
  });

  test("names the input whose JSON can't be read", async () => {
    const inputs = [...values.filter(({ name }) => name !== "points"), { name: "points", text: "[{" }];
    expect(await run(inputs)).toMatch(
      /^run failed inputInvalid Input points must be \S+; \[\{ was given: parameter points should be a valid json object, \[\{, error: /,
    );
  });

  test("refuses a name that the task doesn't have, and a gap", async () => {
    expect(await run([{ name: "m", value: 1 }], "double")).toBe(
      "run failed inputInvalid The task has no input m. Its inputs are n.",
    );
    expect(await run([], "double")).toBe("run failed inputInvalid Input n (int) is required and has no value.");
  });
});
