/** What a parameter asks for and which answers fit. */

import { expect, test } from "vitest";
import { inputForm, readInput } from "../../../client/inputs.ts";
import type { Parameter } from "../../../protocol/model.ts";

const required = (annotation?: string): Parameter =>
  annotation === undefined ? { name: "x", hasDefault: false } : { name: "x", annotation, hasDefault: false };

/** What an answer to a parameter becomes, on one line. */
function answer(annotation: string | undefined, text: string, more: Partial<Parameter> = {}): string {
  const read = readInput(inputForm({ ...required(annotation), ...more }), text);
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
  ["date", "2026-01-31", "text 2026-01-31"],
  ["datetime.timedelta", "", "wrong: A value of type datetime.timedelta"],
  ["list[int]", "[1, 2]", "[1,2]"],
  ["list[int]", '{"a": 1}', "wrong: A list as JSON, such as [1, 2]"],
  ["typing.List", "1", "wrong: A list as JSON, such as [1, 2]"],
  ["dict[str, int]", '{"a": 1}', '{"a":1}'],
  ["dict[str, int]", "{'a': 1}", 'wrong: A dict as JSON, such as {"key": 1}'],
  ["dict[str, int]", "[]", 'wrong: A dict as JSON, such as {"key": 1}'],
  ["dt.datetime", "2026-01-31", "text 2026-01-31"],
  ["Colour", "RED", "text RED"],
  ["shop.Order", '{"id": 1}', '{"id":1}'],
  ["shop.Order", '{"id": 1', 'wrong: JSON, such as "text", 1, [1, 2] or {"key": 1}'],
  ["Any", "word", 'wrong: JSON, such as "text", 1, [1, 2] or {"key": 1}'],
  [undefined, '{"a": 1}', '{"a":1}'],
  ['Literal["cpu", "gpu"]', "gpu", '"gpu"'],
  ['Literal["cpu", "gpu"]', "tpu", "wrong: One of cpu, gpu"],
  ["Literal[1, 2]", "2", "2"],
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

test("brackets and quotes inside a union don't split it", () => {
  expect(answer('dict[str, int | None] | Literal["a|b"]', '{"a": null}')).toBe('{"a":null}');
  expect(answer("dict[str, int | None]", "")).toMatch(/^wrong: A dict/);
});

test("an empty answer leaves the default", () => {
  expect(answer("int", "", { hasDefault: true, defaultText: "10" })).toBe("default");
  expect(answer("str", "", { hasDefault: true, defaultText: '"x"' })).toBe("default");
  expect(answer("int | None", "", { hasDefault: true, defaultText: "3" })).toBe("default");
});

test("the hint tells type, default and the docstring's line; the box holds the last answer", () => {
  const parameter = { name: "n", annotation: "int", hasDefault: true, defaultText: "10", doc: "How many." };
  const form = inputForm(parameter, "12");
  expect(form.hint).toBe("int · default 10 · How many.");
  expect(form.initial).toBe("12");
  expect(inputForm(required()).hint).toBe("any type, as JSON");
});

test("a text with a default, or that may be None, is made empty by quotes", () => {
  expect(answer("str", "", { hasDefault: true })).toBe("default");
  expect(answer("str", '""', { hasDefault: true })).toBe('""');
  expect(answer("str | None", "")).toBe("null");
  expect(answer("str | None", '""')).toBe('""');
  // Without either an empty box is an empty text, and quotes are quotes.
  expect(answer("str", '""')).toBe('"\\"\\""');
  expect(answer("list[int]", '""', { hasDefault: true })).toBe("wrong: A list as JSON, such as [1, 2]");
});
