/** Operators on values that are known; of the rest nothing is said. */

import { dictOf, isExact, itemsOf, sequence, setKey } from "./containers.ts";
import { alternatives, formatted, numberOf, same, truth, union } from "./judge.ts";
import type { Frame } from "./machine.ts";
import { type Abstract, bool, str, unknown } from "./values.ts";

export function negated(op: string, value: Abstract): Abstract {
  if (value.t === "union") return union(value.members.map((each) => negated(op, each)));
  if (op === "not") {
    const certain = truth(value);
    return certain === undefined ? undecided(op, value) : bool(!certain);
  }
  const number = numberOf(value);
  if (number === undefined || (op !== "-" && op !== "+")) return undecided(op, value);
  if (op === "+") return value;
  if (value.t === "float")
    return { t: "float", text: value.text.startsWith("-") ? value.text.slice(1) : `-${value.text}` };
  return { t: "int", text: String(-number) };
}

function undecided(op: string, ...values: readonly Abstract[]): Abstract {
  return values.find(({ t }) => t === "unknown") ?? unknown({ kind: "expression", text: op });
}

export function binary(frame: Frame, op: string, left: Abstract, right: Abstract): Abstract {
  if (left.t === "union" || right.t === "union") {
    const results = alternatives(left).flatMap((a) => alternatives(right).map((b) => binary(frame, op, a, b)));
    return union(results);
  }
  if (op === "+") {
    if (left.t === "str" && right.t === "str") return str(left.value + right.value);
    if ((left.t === "list" || left.t === "tuple") && right.t === left.t) {
      const both = sequence(frame, left.t, [...left.items, ...right.items]);
      if (left.sites !== undefined || right.sites !== undefined) {
        both.sites = [...left.items.map((_, at) => left.sites?.[at]), ...right.items.map((_, at) => right.sites?.[at])];
      }
      both.inexact = left.inexact || right.inexact;
      return both;
    }
    // Part of a list is known: what it surely holds is not lost.
    const part = left.t === "list" ? left : right.t === "list" ? right : undefined;
    if (part !== undefined) {
      const some = sequence(frame, "list", [...part.items]);
      some.inexact = true;
      return some;
    }
  }
  if (op === "|" && left.t === "dict" && right.t === "dict") {
    const both = dictOf(
      frame,
      left.entries.map(([key, value]) => [key, value]),
    );
    for (const [key, value] of right.entries) setKey(both, key, value);
    both.inexact ||= left.inexact || right.inexact;
    return both;
  }
  if (op === "|" && left.t === "set" && right.t === "set") {
    const both = sequence(frame, "set", [...left.items]);
    for (const item of right.items) if (!both.items.some((each) => same(each, item))) both.items.push(item);
    both.inexact = left.inexact || right.inexact;
    return both;
  }
  if (op === "*") {
    const times = numberOf(right);
    if (left.t === "str" && times !== undefined && times * left.value.length < 10_000) {
      return str(left.value.repeat(Math.max(0, times)));
    }
    if ((left.t === "list" || left.t === "tuple") && times !== undefined && times * left.items.length < 1_000) {
      const repeated = sequence(frame, left.t, Array.from({ length: Math.max(0, times) }, () => left.items).flat());
      repeated.inexact = left.inexact;
      return repeated;
    }
  }
  if (op === "%" && left.t === "str") return percent(left.value, right) ?? undecided(op, left, right);
  return arithmetic(op, left, right) ?? undecided(op, left, right);
}

/** Whole numbers only: what a float's text would be is Python's own affair. */
function arithmetic(op: string, left: Abstract, right: Abstract): Abstract | undefined {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined || left.t === "float" || right.t === "float") return undefined;
  const result = ((): number | undefined => {
    switch (op) {
      case "+":
        return a + b;
      case "-":
        return a - b;
      case "*":
        return a * b;
      case "//":
        return b === 0 ? undefined : Math.floor(a / b);
      case "%":
        return b === 0 ? undefined : a - b * Math.floor(a / b);
      case "**":
        return b < 0 ? undefined : a ** b;
      default:
        return undefined;
    }
  })();
  return result === undefined || !Number.isSafeInteger(result) ? undefined : { t: "int", text: String(result) };
}

function percent(format: string, value: Abstract): Abstract | undefined {
  const values = value.t === "tuple" ? [...value.items] : [value];
  let failed = false;
  const text = format.replace(/%(0?\d*)([%sd]|.)/g, (_, spec: string, kind: string) => {
    if (kind === "%") return "%";
    const next = values.shift();
    const written = next === undefined ? undefined : formatted(next, spec === "" ? "" : spec + kind);
    if (written === undefined || !/[sd]/.test(kind) || (kind === "d" && next?.t !== "int")) failed = true;
    return written ?? "";
  });
  return failed || values.length > 0 ? undefined : str(text);
}

/** Whether the comparison holds; `undefined` where that can't be told. */
export function compare(op: string, left: Abstract, right: Abstract): boolean | undefined {
  if (left.t === "union" || right.t === "union") {
    const results = new Set(alternatives(left).flatMap((a) => alternatives(right).map((b) => compare(op, a, b))));
    return results.size === 1 ? [...results][0] : undefined;
  }
  switch (op) {
    case "==":
    case "is":
      return equal(left, right);
    case "!=":
    case "is not": {
      const result = equal(left, right);
      return result === undefined ? undefined : !result;
    }
    case "in":
      return contains(right, left);
    case "not in": {
      const result = contains(right, left);
      return result === undefined ? undefined : !result;
    }
    case "<":
    case ">":
    case "<=":
    case ">=": {
      const [a, b] =
        left.t === "str" && right.t === "str" ? [left.value, right.value] : [numberOf(left), numberOf(right)];
      if (a === undefined || b === undefined) return undefined;
      return op === "<" ? a < b : op === ">" ? a > b : op === "<=" ? a <= b : a >= b;
    }
    default:
      return undefined;
  }
}

const PLAIN = new Set<Abstract["t"]>(["none", "bool", "int", "float", "str", "bytes", "ellipsis"]);
const NOT_NONE = new Set<Abstract["t"]>([
  "function",
  "class",
  "module",
  "environment",
  "task",
  "list",
  "dict",
  "tuple",
  "set",
  "partial",
  "instance",
  "object",
]);

function equal(left: Abstract, right: Abstract): boolean | undefined {
  if (same(left, right) && left.t !== "unknown" && left.t !== "external") return true;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== undefined && b !== undefined) return a === b;
  if (PLAIN.has(left.t) && PLAIN.has(right.t)) return false;
  if (left.t === "none" || right.t === "none") {
    return NOT_NONE.has(left.t === "none" ? right.t : left.t) ? false : undefined;
  }
  return NAMED.has(left.t) && NAMED.has(right.t) ? false : undefined;
}

/** Of these two are equal only when they are one. */
const NAMED = new Set<Abstract["t"]>(["environment", "task", "function", "class", "module", ...PLAIN]);

function contains(container: Abstract, item: Abstract): boolean | undefined {
  if (container.t === "str" && item.t === "str") return container.value.includes(item.value);
  const items = itemsOf(container);
  if (items === undefined) return undefined;
  const results = items.map((each) => equal(each, item));
  if (results.includes(true)) return true;
  return results.includes(undefined) || !isExact(container) ? undefined : false;
}
