/** What `list --values` says of a value: its state, down to its parts, and how it is written. */

import { expect, test } from "vitest";
import { imageSteps, listedValues, sourceOf, stateOf } from "../../../cli/values.ts";
import type { PyValue, UnknownReason, Value } from "../../../protocol/value.ts";

const known = (value: PyValue): Value => ({ kind: "known", value });
const text = (value: string): PyValue => ({ type: "str", value });
const reason: UnknownReason = { kind: "name", name: "nowhere" };
const unknown: Value = { kind: "unknown", reason, why: "nowhere is not defined" };
const several: Value = { kind: "oneOf", values: [text("a"), text("b")] };

test("a value is known if all of its parts are", () => {
  const list = (...items: readonly Value[]): PyValue => ({ type: "list", items });
  expect(stateOf(known(list(known(text("a")))))).toEqual({ state: "known", value: list(known(text("a"))) });
  expect(stateOf(known(list(known(list(unknown)))))).toMatchObject({ state: "unknown", reason });
  expect(stateOf(known(list(several)))).toMatchObject({ state: "oneOf", value: { type: "list" } });
  // An unknown part weighs more than one of several, wherever it stands.
  expect(stateOf(known(list(several, unknown)))).toMatchObject({ state: "unknown", reason });
  expect(stateOf(several)).toEqual({ state: "oneOf", values: [text("a"), text("b")] });
  expect(stateOf({ kind: "oneOf", values: [text("a"), list(unknown)] })).toEqual({ state: "unknown", reason });
});

test("parts of dicts and calls count", () => {
  const dict: PyValue = { type: "dict", entries: [{ key: unknown, value: known(text("a")) }] };
  expect(stateOf(known(dict))).toMatchObject({ state: "unknown" });
  const call = (on: Value): PyValue => ({ type: "object", callee: "with_env_vars", on, args: [] });
  expect(stateOf(known(call(unknown)))).toMatchObject({ state: "unknown" });
});

test("a value says where it stands, and in which file if that is another", () => {
  const place = (file: string) => ({
    file,
    range: { start: { line: 4, character: 2 }, end: { line: 4, character: 9 } },
  });
  const settings = [
    { name: "cache", value: known(text("auto")), text: "", place: place("a.py") },
    { name: "queue", value: unknown, text: "", place: place("b.py") },
  ];
  expect(listedValues(settings, "a.py", ({ file }) => (file === "a.py" ? '"auto"' : undefined))).toEqual([
    { parameter: "cache", line: 5, source: "literal", state: "known", value: text("auto") },
    { parameter: "queue", line: 5, file: "b.py", source: "expression", state: "unknown", reason },
  ]);
});

test("an image is the calls that make it, the first first", () => {
  const base = known({ type: "object", callee: "flyte.Image.from_debian_base", args: [] });
  const image = known({
    type: "object",
    callee: "with_pip_packages",
    on: base,
    args: [{ value: known(text("pandas")) }, { name: "pre", value: unknown }],
  });
  const place = { file: "a.py", range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  expect(imageSteps([{ name: "image", value: image, text: "", place }])).toEqual([
    { call: "flyte.Image.from_debian_base", arguments: [] },
    {
      call: "with_pip_packages",
      arguments: [
        { parameter: 0, state: "known", value: text("pandas") },
        { parameter: "pre", state: "unknown", reason },
      ],
    },
  ]);
  expect(imageSteps([{ name: "image", value: known(text("auto")), text: "", place }])).toEqual([]);
});

test.each([
  ['"auto"', "literal"],
  ['cache="auto"', "literal"],
  ["resources = -1.5e3", "literal"],
  ["[1, 'a', None, {'b': (True, 0x1F)}]  # all", "literal"],
  ['r"""a\n(b)"""', "literal"],
  ["CPU", "name"],
  ["cpu=config.CPU", "name"],
  ["größe", "name"],
  ["f'{x}'", "expression"],
  ["cpu()", "expression"],
  ["[CPU]", "expression"],
  ["a == b", "expression"],
  ["None.x", "expression"],
] as const)("%s is written as a %s", (written, source) => {
  expect(sourceOf(written)).toBe(source);
});

test("text that can't be read is no literal", () => {
  expect(sourceOf(undefined)).toBe("expression");
});
