/** Inputs as a JSON document: its text, its schema, what is read back, and where problems lie. */

import { expect, test } from "vitest";
import {
  documentSchema,
  documentText,
  keptText,
  placeOf,
  readDocument,
  savedText,
} from "../../../client/inputs/inputDocument.ts";
import type { Json } from "../../../protocol/launch.ts";
import type { DescribedInput, InputProblem } from "../../../protocol/runner.ts";

const input = (name: string, schema: Json, more: Partial<DescribedInput> = {}): DescribedInput => ({
  name,
  type: "T",
  form: "json",
  optional: false,
  required: true,
  schema,
  ...more,
});

const point: Json = {
  type: "object",
  properties: { x: { type: "integer" }, y: { type: "number", default: 0.5 } },
  required: ["x"],
};

test("a document holds what is given, else the default, else what the schema asks for", () => {
  const described = [
    input("n", { type: "integer" }),
    input("point", point),
    input("tags", { type: "array", items: { type: "string" } }),
    input("level", { type: "string" }, { required: false, default: "low" }),
    input("model", {}, { required: false }),
    input("maybe", { anyOf: [{ type: "integer" }, { type: "null" }] }, { optional: true }),
    input("color", { enum: ["RED", "BLUE"] }),
    input("big", { type: "integer" }),
  ];
  const given = [
    { name: "n", value: 7 },
    { name: "big", text: "12" },
  ];
  expect(documentText(described, given)).toBe(`{
  "n": 7,
  "point": {
    "x": 0
  },
  "tags": [],
  "level": "low",
  "maybe": null,
  "color": "RED",
  "big": 12
}
`);
});

test("of names that mean the same, a document holds the first", () => {
  const model: Json = {
    type: "object",
    properties: { theName: { type: "string" }, name: { type: "string" }, x: { type: "integer" } },
    required: ["x"],
    allOf: [{ anyOf: [{ required: ["theName"] }, { required: ["name"] }] }],
  };
  expect(JSON.parse(documentText([input("model", model)], []))).toEqual({ model: { x: 0, theName: "" } });
});

test("what is its default is left to it when a document is read", () => {
  const described = [input("n", {}), input("level", {}, { required: false, default: "low" })];
  expect(readDocument('{"n": 1, "level": "low"}', described)).toEqual({
    kind: "inputs",
    inputs: [{ name: "n", value: 1 }],
  });
  expect(readDocument('{"level": "high"}', described)).toEqual({
    kind: "inputs",
    inputs: [{ name: "level", value: "high" }],
  });
});

test("what is no object of values is told", () => {
  expect(readDocument("[1]", [])).toEqual({
    kind: "wrong",
    message: 'Inputs are an object of values by name, such as {"n": 1}.',
  });
  expect(readDocument('{"n": ', []).kind).toBe("wrong");
});

test("the schema refuses other names, and says each input's type", () => {
  expect(
    documentSchema("etl.main", [input("n", { type: "integer", description: "How many" }, { type: "int" })]),
  ).toEqual({
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "etl.main",
    type: "object",
    properties: { n: { type: "integer", description: "int · How many" } },
    required: ["n"],
    additionalProperties: false,
  });
});

test.each<[Partial<InputProblem>, string]>([
  [{ input: "n" }, "1.5"],
  [{ input: "point", path: ["tags", 1] }, '"b\\"]"'],
  [{ input: "point", path: ["z"] }, "3"],
  [{ input: "point", path: ["name"], missing: true }, '{ "tags": ["a", "b\\"]"], "z": 3 }'],
  [{ input: "gone", missing: true }, "{"],
  [{ input: "point", path: ["tags", 9, "x"] }, '["a", "b\\"]"]'],
])("%o lies at %s", (problem, marked) => {
  const text = '{\n  "n": 1.5,\n  "point": { "tags": ["a", "b\\"]"], "z": 3 }\n}\n';
  const { start, end } = placeOf(text, { input: "", path: [], missing: false, message: "", ...problem });
  expect(text.slice(start, end)).toBe(marked);
});

test.each(['{ "n": "typed on', '{ "n": [1, ', '{ "n"'])("in %s, which isn't JSON, the first line is marked", (text) => {
  const problem = { input: "n", path: [], missing: false, message: "" };
  expect(placeOf(text, problem)).toEqual({ start: 0, end: 1 });
});

test("a number that JSON would round stays as it was typed, in both directions", () => {
  const described = [input("n", { type: "integer" }), input("many", {}), input("text", {}), input("ratio", {})];
  const text = `{
  "n": 123456789012345678901,
  "many": {"a": [-9007199254740993]},
  "text": "123456789012345678901",
  "ratio": 0.1234567890123456789
}
`;
  const inputs = [
    { name: "n", text: "123456789012345678901" },
    { name: "many", text: '{"a": [-9007199254740993]}' },
    { name: "text", value: "123456789012345678901" },
    { name: "ratio", value: 0.12345678901234568 },
  ];
  expect(readDocument(text, described)).toEqual({ kind: "inputs", inputs });
  expect(documentText(described, inputs)).toBe(text.replace("0.1234567890123456789", "0.12345678901234568"));
  expect(savedText(inputs)).toBe(documentText(described, inputs));
  expect(documentText([], [])).toBe("{}\n");
});

test("an input that holds a secret is not a document's to give: it is asked for elsewhere", () => {
  const described = [
    input("n", { type: "integer" }),
    input("token", { type: "string" }, { required: false, default: "" }),
  ];
  const inputs = [{ name: "n", value: 1 }];
  expect(readDocument('{"n": 1}', described, ["token"])).toEqual({ kind: "inputs", inputs });
  expect(readDocument('{"n": 1, "token": "abc"}', described, ["token"])).toEqual({ kind: "inputs", inputs });
});

test("of a document with a secret the other inputs are kept", () => {
  const described = [input("n", { type: "integer" }), input("token", { type: "string" })];
  const text = '{"token": "abc", "n": 1}';
  expect(keptText(text, described, ["token"])).toBe('{\n  "n": 1\n}\n');
  expect(keptText(text, described, [])).toBe(text);
  // Where they can't be told apart, none is.
  expect(keptText('{"token": "abc', described, ["token"])).toBe("{}\n");
});
