/** What a parameter asks for and which answers fit. */

import { expect, test } from "vitest";
import {
  answerOf,
  describedField,
  type InputField,
  readInput,
  staticField,
  withheldField,
} from "../../../client/inputs/inputs.ts";
import type { Parameter } from "../../../protocol/model.ts";

const fieldOf = (annotation: string | undefined, more: Partial<Parameter> = {}): InputField => {
  const parameter = { name: "x", ...(annotation === undefined ? {} : { annotation }), hasDefault: false, ...more };
  const field = staticField(parameter);
  if (field === undefined) throw new Error(`${annotation} is a class`);
  return field;
};

/** What an answer to a parameter becomes, on one line. */
function answer(annotation: string | undefined, text: string, more: Partial<Parameter> = {}): string {
  const read = readInput(fieldOf(annotation, more), text);
  if (read.kind === "input") return "text" in read.input ? `text ${read.input.text}` : JSON.stringify(read.input.value);
  return read.kind === "default" ? "default" : `wrong: ${read.message}`;
}

test.each([
  ["int", "42", "42"],
  ["int", " -1_000 ", "-1000"],
  ["int", "4.5", "wrong: A whole number, such as 42"],
  ["int", "", "wrong: A whole number, such as 42"],
  ["int", "9007199254740993", "text 9007199254740993"],
  ["float", ".5", "0.5"],
  ["float", "1e3", "1000"],
  ["float", "nan", "text nan"],
  ["float", "0x10", "wrong: A number, such as 0.5"],
  ["bool", "true", "true"],
  ["bool", "yes", "wrong: true or false"],
  ["str", " as typed ", '" as typed "'],
  ["str", "", '""'],
  ["date", "2026-01-31", '"2026-01-31"'],
  ["dt.datetime", "2026-01-31", '"2026-01-31"'],
  ["datetime.timedelta", "", "wrong: A duration: PT1M30S, 2 hours, or seconds"],
  ["timedelta", "PT1M", '"PT1M"'],
  ["timedelta", "90", "90"],
  ["File", "data.csv", '"data.csv"'],
  ["flyte.io.Dir", "", "wrong: A path or a URL"],
  ["pathlib.Path", "x", '"x"'],
  ["list[int]", "[1, 2]", "[1,2]"],
  ["dict[str, int]", "{'a': 1}", 'wrong: JSON, such as "text", 1, [1, 2] or {"key": 1}'],
  ["Any", "word", 'wrong: JSON, such as "text", 1, [1, 2] or {"key": 1}'],
  [undefined, '{"a": 1}', '{"a":1}'],
  ['Literal["cpu", "gpu"]', "gpu", '"gpu"'],
  ['Literal["🎉", "b"]', "b", '"b"'],
  ['Literal["cpu", "gpu"]', "tpu", "wrong: One of cpu, gpu"],
])("%s answered by %j is %s", (annotation, text, expected) => {
  expect(answer(annotation, text)).toBe(expected);
});

test.each(["int | None", "None | int", "Optional[int]", "typing.Optional[int]", "Union[int, None]", '"int | None"'])(
  "%s may be left empty, and is checked otherwise",
  (annotation) => {
    expect(answer(annotation, "")).toBe("null");
    expect(answer(annotation, "7")).toBe("7");
    expect(answer(annotation, "seven")).toBe("wrong: A whole number, such as 42");
  },
);

test("None is said by itself where it is one of the values", () => {
  expect(answer("int | None", "None", { hasDefault: true })).toBe("null");
  expect(answer("str | None", "None", { hasDefault: true })).toBe("null");
  expect(answer("str", "None")).toBe('"None"');
});

test("brackets and quotes inside a union don't split it", () => {
  expect(answer('dict[str, int | None] | Literal["a|b"]', '{"a": null}')).toBe('{"a":null}');
  expect(answer("dict[str, int | None]", "")).toMatch(/^wrong: JSON/);
});

test.each(["Colour", "shop.Order", "Literal[1, 2]", "DataFrame", "pd.DataFrame"])(
  "%s is the type engine's to tell",
  (annotation) => {
    expect(staticField({ name: "x", annotation, hasDefault: false })).toBeUndefined();
  },
);

test("what the type engine tells is asked for in the same way, numbers among choices as numbers", () => {
  const field = describedField(
    {
      name: "x",
      type: "Literal[1, 2]",
      form: "choice",
      choices: [1, 2],
      optional: false,
      required: false,
      default: 2,
      schema: {},
    },
    undefined,
  );
  expect(field.hint).toBe("Literal[1, 2] · default 2");
  expect(readInput(field, "1")).toEqual({ kind: "input", input: { name: "x", value: 1 } });
});

test.each([
  ["int", { name: "x", value: 3 }, "3"],
  ["int", { name: "x", text: "9007199254740993" }, "9007199254740993"],
  ["str", { name: "x", value: "three" }, "three"],
  ["date", { name: "x", value: "2026-01-31" }, "2026-01-31"],
  ["list[str]", { name: "x", value: ["a"] }, '["a"]'],
  ["int | None", { name: "x", value: null }, ""],
  ["int", undefined, ""],
] as const)("%s that was %o stands in the box again", (annotation, input, text) => {
  expect(answerOf(fieldOf(annotation), input)).toBe(text);
});

test("a None that isn't the default, and an empty text, are told from nothing", () => {
  expect(answerOf(fieldOf("int | None", { hasDefault: true }), { name: "x", value: null })).toBe("None");
  expect(answerOf(fieldOf("str", { hasDefault: true }), { name: "x", value: "" })).toBe('""');
});

test("an empty answer leaves the default", () => {
  expect(answer("int", "", { hasDefault: true, defaultText: "10" })).toBe("default");
  expect(answer("str", "", { hasDefault: true, defaultText: '"x"' })).toBe("default");
  expect(answer("int | None", "", { hasDefault: true, defaultText: "3" })).toBe("default");
});

test("the hint tells type, default and the docstring's line", () => {
  expect(fieldOf("int", { hasDefault: true, defaultText: "10", doc: "How many." }).hint).toBe(
    "int · default 10 · How many.",
  );
  expect(fieldOf(undefined).hint).toBe("any type, as JSON");
});

test("a text with a default, or that may be None, is made empty by quotes", () => {
  expect(answer("str", "", { hasDefault: true })).toBe("default");
  expect(answer("str", '""', { hasDefault: true })).toBe('""');
  expect(answer("str | None", "")).toBe("null");
  expect(answer("str | None", '""')).toBe('""');
  // Without either an empty box is an empty text, and quotes are quotes.
  expect(answer("str", '""')).toBe('"\\"\\""');
});

test("an input that was not kept is given again: neither its default nor an empty answer stands for it", () => {
  const field = withheldField(fieldOf("str | None", { hasDefault: true, defaultText: '"x"' }));
  expect(field.hint).toBe('It holds a secret, and was not kept: give it again · str | None · default "x"');
  expect(readInput(field, "  ")).toEqual({
    kind: "wrong",
    message: "It holds a secret, and was not kept: give it again",
  });
  expect(readInput(field, "abc")).toEqual({ kind: "input", input: { name: "x", value: "abc" } });
  // What is said outright counts.
  expect(readInput(field, '""')).toEqual({ kind: "input", input: { name: "x", value: "" } });
  expect(readInput(field, "None")).toEqual({ kind: "input", input: { name: "x", value: null } });
});
