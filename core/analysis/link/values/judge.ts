/** What can be said of values: whether two are one, whether one is true, its number, its text. */

import type { UnknownReason } from "../../../../protocol/value.ts";
import { floatOf, floatText, integerOf } from "./numbers.ts";
import { type Abstract, budget, type Mapping, unknown } from "./values.ts";

/** More than these alternatives say nothing. */
const MAX_MEMBERS = 12;

/** One of several values, each once. Why the rest is unknown is told by the first of the unknown ones. */
export function union(values: readonly Abstract[]): Abstract {
  const members: Abstract[] = [];
  let open = false;
  for (const value of values) {
    for (const each of value.t === "union" ? value.members : [value]) {
      if (each.t === "unknown") {
        if (!open) members.push(each);
        open = true;
      } else if (!members.some((other) => same(other, each))) members.push(each);
      if (members.length > MAX_MEMBERS) return budget;
    }
  }
  const [first] = members;
  if (first === undefined) return unknown({ kind: "expression", text: "" });
  if (members.length === 1) return first;
  return { t: "union", members };
}

/** The alternatives of a value: itself, unless it is one of several. */
export function alternatives(value: Abstract): readonly Abstract[] {
  return value.t === "union" ? value.members : [value];
}

/** Whether two values are equal beyond doubt; containers only when they are one. */
export function same(a: Abstract, b: Abstract): boolean {
  if (a === b) return true;
  switch (a.t) {
    case "none":
    case "ellipsis":
      return b.t === a.t;
    case "bool":
      return b.t === "bool" && a.value === b.value;
    case "str":
      return b.t === "str" && a.value === b.value;
    case "int":
    case "float":
    case "bytes":
      return b.t === a.t && a.text === b.text;
    case "external":
      return b.t === "external" && a.name === b.name && a.of === b.of;
    case "environment":
      return b.t === "environment" && a.record === b.record;
    case "task":
      return b.t === "task" && a.record === b.record && a.overridden === b.overridden;
    case "module":
      return b.t === "module" && a.module.file === b.module.file && a.module.folder === b.module.folder;
    case "unknown":
      return b.t === "unknown" && sameReason(a.reason, b.reason);
    case "list":
    case "tuple":
    case "set":
      return (
        b.t === a.t &&
        !a.inexact &&
        !b.inexact &&
        a.items.length === b.items.length &&
        a.items.every((item, at) => {
          const other = b.items[at];
          return other !== undefined && same(item, other);
        })
      );
    case "dict":
      return (
        b.t === "dict" &&
        isWhole(a) &&
        isWhole(b) &&
        a.entries.length === b.entries.length &&
        a.entries.every(([key, item], at) => {
          const [otherKey, other] = b.entries[at] ?? [];
          return otherKey !== undefined && other !== undefined && same(key, otherKey) && same(item, other);
        })
      );
    default:
      return false;
  }
}

/** Whether they are one key: `1`, `1.0` and `True` are. */
export function sameKey(a: Abstract, b: Abstract): boolean {
  if (a.t === b.t || a.t === "str" || b.t === "str") return same(a, b);
  const number = numberOf(a);
  return number !== undefined && number === numberOf(b);
}

function sameReason(a: UnknownReason, b: UnknownReason): boolean {
  return a === b || (a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b));
}

/** Whether a dict has these keys, and no other. */
export function isWhole(dict: Mapping): boolean {
  return !dict.inexact && (dict.unsure ?? []).length === 0;
}

export function mayLack(dict: Mapping, key: Abstract): boolean {
  return dict.unsure?.some((each) => sameKey(each, key)) === true;
}

/** Python's truth of a value, where it is certain. */
export function truth(value: Abstract): boolean | undefined {
  switch (value.t) {
    case "none":
      return false;
    case "bool":
      return value.value;
    case "int":
    case "float":
      return Number(value.text) !== 0 || Number.isNaN(Number(value.text));
    case "str":
      return value.value !== "";
    case "bytes":
      return value.text !== "";
    case "list":
    case "tuple":
    case "set":
      return value.inexact ? undefined : value.items.length > 0;
    case "dict":
      return value.entries.some(([key]) => !mayLack(value, key)) ? true : isWhole(value) ? false : undefined;
    case "function":
    case "class":
    case "module":
    case "environment":
    case "task":
    case "ellipsis":
    case "method":
    case "decorator":
    case "partial":
    case "iterator":
    case "coroutine":
      return true;
    case "union": {
      const truths = new Set(value.members.map(truth));
      return truths.size === 1 ? [...truths][0] : undefined;
    }
    case "instance":
    case "external":
    case "object":
    case "descriptor":
    case "unknown":
      return undefined;
  }
}

/** A number that arithmetic may use exactly. */
export function numberOf(value: Abstract): number | undefined {
  if (value.t === "bool") return value.value ? 1 : 0;
  if (value.t !== "int" && value.t !== "float") return undefined;
  const number = Number(value.text);
  return value.t === "int" && !Number.isSafeInteger(number) ? undefined : Number.isNaN(number) ? undefined : number;
}

/** What `str(value)` gives for plain values; written.ts knows all others. */
export function textOf(value: Abstract): string | undefined {
  switch (value.t) {
    case "str":
      return value.value;
    case "int":
      return integerOf(value)?.toString();
    case "float": {
      const number = floatOf(value);
      return number === undefined ? undefined : floatText(number);
    }
    case "bool":
      return value.value ? "True" : "False";
    case "none":
      return "None";
    default:
      return undefined;
  }
}
