/** What evaluation knows of a value, as the model's data. */

import type { Argument, Known, PyValue, Value } from "../../../../protocol/value.ts";
import { unknownValue } from "../../words/unknown.ts";
import { describes } from "../flyte/describes.ts";
import { lastPart } from "../flyte/flyteNames.ts";
import { plainOf } from "../values/enums.ts";
import { isWhole } from "../values/judge.ts";
import { isMadeOutside } from "../values/types.ts";
import type { Abstract, Arguments } from "../values/values.ts";

/** Nested deeper, a value is opaque. */
const MAX_DEPTH = 24;

const known = <T>(value: T): Known<T> => ({ kind: "known", value });

/** A value as data; what can't be told keeps its reason. */
export function published(value: Abstract, depth = 0): Value {
  if (depth > MAX_DEPTH) return unknownValue({ kind: "budget" });
  const inside = (each: Abstract) => published(each, depth + 1);
  const data = (py: PyValue): Value => known(py);
  switch (value.t) {
    case "none":
      return data({ type: "none" });
    case "bool":
      return data({ type: "bool", value: value.value });
    case "int":
    case "float":
    case "bytes":
      return data({ type: value.t, text: value.text });
    case "str":
      return data({ type: "str", value: value.value });
    case "list":
    case "tuple":
    case "set":
      if (value.inexact) return unknownValue({ kind: "expression", text: value.t });
      return data({ type: value.t, items: value.items.map(inside) });
    case "dict":
      if (!isWhole(value)) return unknownValue({ kind: "expression", text: "dict" });
      return data({
        type: "dict",
        entries: value.entries.map(([key, item]) => ({ key: inside(key), value: inside(item) })),
      });
    case "external":
      // Where the file lies is the machine's affair.
      if (value.name === "__file__") return unknownValue({ kind: "expression", text: value.name });
      if (value.of?.includes("?") === true)
        return unknownValue({ kind: "expression", text: `${lastPart(value.name)}[]` });
      return data({ type: "reference", name: value.name + (value.of ?? "") });
    case "object":
      return object(value, depth);
    case "environment":
      return data({ type: "environment", id: value.record.id });
    case "task":
      return data({ type: "task", id: value.record.id });
    case "function":
      return data({ type: "function", name: value.def.kind === "function" ? value.def.name : "<lambda>" });
    case "class":
      return data({ type: "class", name: value.def.name });
    case "instance":
      if (plainOf(value) !== value) return published(plainOf(value), depth);
      if (value.task !== undefined) return data({ type: "task", id: value.task.id });
      if (value.attributes.size > 0 && isMadeOutside(value.cls)) {
        return unknownValue({ kind: "call", callee: value.cls.def.name });
      }
      return data({
        type: "object",
        callee: value.cls.def.name,
        args: [...value.attributes].map(([name, each]) => ({ name, value: inside(each) })),
      });
    case "union": {
      const values: PyValue[] = [];
      for (const member of value.members) {
        const each = inside(member);
        if (each.kind === "unknown") return each;
        values.push(...(each.kind === "known" ? [each.value] : each.values));
      }
      return oneOf(values);
    }
    case "unknown":
      return unknownValue(value.reason);
    case "ellipsis":
      return unknownValue({ kind: "expression", text: "..." });
    case "module":
      return unknownValue({ kind: "expression", text: value.module.file ?? value.module.folder ?? "module" });
    case "method":
      return unknownValue({ kind: "expression", text: `.${value.name}` });
    case "decorator":
      return unknownValue({ kind: "expression", text: `.${value.method}(…)` });
    case "partial":
    case "iterator":
    case "coroutine":
    case "descriptor":
      return unknownValue({ kind: "expression", text: value.t });
  }
}

/** Branches may come to equal values. */
function oneOf(values: readonly PyValue[]): Value {
  const distinct = new Map(values.map((each) => [JSON.stringify(each), each]));
  const [first] = distinct.values();
  return distinct.size === 1 && first !== undefined ? known(first) : { kind: "oneOf", values: [...distinct.values()] };
}

function object(value: Abstract & { t: "object" }, depth: number): Value {
  if (value.task !== undefined) return known({ type: "task", id: value.task.id });
  if (value.changed !== undefined) return unknownValue(value.changed);
  if (!describes(value)) return unknownValue({ kind: "call", callee: value.callee });
  return known({
    type: "object",
    callee: value.callee,
    ...(value.on === undefined ? {} : { on: published(value.on, depth + 1) }),
    args: passed(value.args, depth + 1),
  });
}

/** What a call is given. */
export function passed(args: Arguments, depth: number): readonly Argument[] {
  return [
    ...args.positional.map((each) => ({ value: published(each.value, depth) })),
    ...[...args.named].map(([name, each]) => ({ name, value: published(each.value, depth) })),
    // What `*x` or `**x` adds is not known, and that it adds something must not be lost.
    ...(args.open ? [{ value: unknownValue({ kind: "expression", text: "*" }) }] : []),
  ];
}
