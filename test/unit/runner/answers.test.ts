/** Answers to conditions, as somebody types them. */

import { expect, test } from "vitest";
import type { Condition } from "../../../protocol/run.ts";
import { readAnswer } from "../../../runner/log/answers.ts";

const value = (type: Condition["type"], text: string) => {
  const read = readAnswer(type, text);
  return read.kind === "answer" ? read.value : read.message;
};

test("each type takes its own words", () => {
  expect(["y", " Yes ", "true"].map((text) => value("bool", text))).toEqual([true, true, true]);
  expect(["n", "No", "FALSE"].map((text) => value("bool", text))).toEqual([false, false, false]);
  expect([value("int", "-12"), value("float", "1e3"), value("float", ".5")]).toEqual([-12, 1000, 0.5]);
  expect([value("str", " as it is "), value("str", "")]).toEqual([" as it is ", ""]);
});

test("what doesn't fit is refused in words", () => {
  expect(["", "maybe"].map((text) => value("bool", text))).toEqual(["yes or no", "yes or no"]);
  expect(["", "1.5", "9007199254740993"].map((text) => value("int", text))).toEqual(Array(3).fill("A whole number"));
  expect(["", "nan", "1e999"].map((text) => value("float", text))).toEqual(Array(3).fill("A number"));
});
