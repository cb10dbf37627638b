/** Operators on values that are known; of the rest nothing is said. */

import { pathDivision } from "../library/paths.ts";
import { compareTimes, durationOperator } from "../library/time.ts";
import type { Frame } from "../machine.ts";
import { addEntries, copyOf, isExact, itemsOf, sequence } from "./containers.ts";
import { isEnum, plainOf } from "./enums.ts";
import { alternatives, mayLack, numberOf, same, truth, union } from "./judge.ts";
import { arithmetic, floatOf, integerOf, ofInteger } from "./numbers.ts";
import { type Abstract, bool, type Sequence, str, unknown } from "./values.ts";
import { percentOf } from "./written.ts";

export function negated(op: string, value: Abstract): Abstract {
  if (value.t === "union") return union(value.members.map((each) => negated(op, each)));
  if (op === "not") {
    const certain = truth(value);
    return certain === undefined ? undecided(op, value) : bool(!certain);
  }
  const plain = plainOf(value);
  const whole = integerOf(plain);
  if (whole !== undefined) {
    if (op === "~") return ofInteger(~whole);
    return op === "-" ? ofInteger(-whole) : op === "+" ? ofInteger(whole) : undecided(op, value);
  }
  if (plain.t !== "float" || (op !== "-" && op !== "+")) return undecided(op, value);
  if (op === "+") return plain;
  return { t: "float", text: plain.text.startsWith("-") ? plain.text.slice(1) : `-${plain.text}` };
}

function undecided(op: string, ...values: readonly Abstract[]): Abstract {
  return values.find(({ t }) => t === "unknown") ?? unknown({ kind: "expression", text: op });
}

export function binary(frame: Frame, op: string, first: Abstract, second: Abstract): Abstract {
  if (first.t === "union" || second.t === "union") {
    const results = alternatives(first).flatMap((a) => alternatives(second).map((b) => binary(frame, op, a, b)));
    return union(results);
  }
  const [left, right] = [plainOf(first), plainOf(second)];
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
    const both = copyOf(frame, left);
    addEntries(both, right);
    return both;
  }
  if (left.t === "set" && right.t === "set") {
    const both = combined(op, left, right);
    if (both === undefined) return undecided(op, left, right);
    const made = sequence(frame, "set", [...both]);
    made.inexact = left.inexact || right.inexact;
    return made;
  }
  if (op === "/") {
    const path = pathDivision(left, right);
    if (path !== undefined) return path;
  }
  const duration = durationOperator(op, left, right);
  if (duration !== undefined) return duration;
  if (op === "*") {
    const [times, many] = [numberOf(right), numberOf(left)];
    if (many !== undefined && /^(str|list|tuple)$/.test(right.t)) return binary(frame, op, right, left);
    if (left.t === "str" && times !== undefined && times * left.value.length < 10_000) {
      return str(left.value.repeat(Math.max(0, times)));
    }
    if ((left.t === "list" || left.t === "tuple") && times !== undefined && times * left.items.length < 1_000) {
      const repeated = sequence(frame, left.t, Array.from({ length: Math.max(0, times) }, () => left.items).flat());
      repeated.inexact = left.inexact;
      return repeated;
    }
  }
  if (op === "%" && left.t === "str") {
    const text = percentOf(frame, left.value, right);
    return text === undefined ? undecided(op, left, right) : str(text);
  }
  return arithmetic(op, left, right) ?? undecided(op, left, right);
}

/** `|`, `&`, `-` and `^` of sets. */
function combined(op: string, left: Sequence, right: Sequence): readonly Abstract[] | undefined {
  // What an unknown item is equal to can't be told.
  if ([...left.items, ...right.items].some(({ t }) => t === "unknown" || t === "union")) return undefined;
  const within = (set: Sequence) => (item: Abstract) => set.items.some((each) => same(each, item));
  switch (op) {
    case "|":
      return [...left.items, ...right.items.filter((item) => !within(left)(item))];
    case "&":
      return left.items.filter(within(right));
    case "-":
      return left.items.filter((item) => !within(right)(item));
    case "^":
      return [
        ...left.items.filter((item) => !within(right)(item)),
        ...right.items.filter((item) => !within(left)(item)),
      ];
    default:
      return undefined;
  }
}

/** Whether the comparison holds; `undefined` where that can't be told. */
export function compare(op: string, first: Abstract, second: Abstract): boolean | undefined {
  if (first.t === "union" || second.t === "union") {
    const results = new Set(alternatives(first).flatMap((a) => alternatives(second).map((b) => compare(op, a, b))));
    return results.size === 1 ? [...results][0] : undefined;
  }
  const isIdentity = op === "is" || op === "is not";
  const [left, right] = isIdentity ? [first, second] : [plainOf(first), plainOf(second)];
  const ofTimes = compareTimes(op, left, right) ?? compareVersions(op, left, right);
  if (ofTimes !== undefined) return ofTimes;
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
      return ordered(op, left, right);
    }
    default:
      return undefined;
  }
}

/** Python orders text by code points, and lists by their first items that differ. */
function ordered(op: string, left: Abstract, right: Abstract): boolean | undefined {
  if ((left.t === "list" || left.t === "tuple") && right.t === left.t) {
    if (left.inexact || right.inexact) return undefined;
    for (const [at, item] of left.items.entries()) {
      const other = right.items[at];
      if (other === undefined) break;
      const isSame = equal(plainOf(item), plainOf(other));
      if (isSame === undefined) return undefined;
      if (!isSame) return ordered(op, plainOf(item), plainOf(other));
    }
    return decide(op, left.items.length, right.items.length);
  }
  if (left.t === "str" && right.t === "str") return decide(op, codeOrder(left.value, right.value), 0);
  const [whole, other] = [integerOf(left), integerOf(right)];
  if (whole !== undefined && other !== undefined) return decide(op, whole, other);
  const [a, b] = [floatOf(left), floatOf(right)];
  return a === undefined || b === undefined ? undefined : decide(op, a, b);
}

function decide<T extends number | bigint>(op: string, a: T, b: T): boolean {
  return op === "<" ? a < b : op === ">" ? a > b : op === "<=" ? a <= b : a >= b;
}

function codeOrder(a: string, b: string): number {
  const [first, second] = [[...a], [...b]];
  for (const [at, letter] of first.entries()) {
    const other = second[at];
    if (other === undefined) return 1;
    if (letter !== other) return (letter.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
  }
  return first.length - second.length;
}

/** `sys.version_info >= (3, 9)`: whoever has the SDK has Python 3.10 or newer. */
function compareVersions(op: string, left: Abstract, right: Abstract): boolean | undefined {
  if (left.t !== "external" || left.name !== "sys.version_info" || right.t !== "tuple") return undefined;
  const [major, minor] = right.items.map(numberOf);
  if (major === undefined) return undefined;
  const isOlder = major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && (minor ?? 0) <= OLDEST_PYTHON[1]);
  if (!isOlder) return undefined;
  return op === ">=" || op === ">" ? right.items.length <= 2 || undefined : op === "<" ? false : undefined;
}

const OLDEST_PYTHON = [3, 10] as const;

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
  const [whole, other] = [integerOf(left), integerOf(right)];
  if (whole !== undefined && other !== undefined) return whole === other;
  const [a, b] = [floatOf(left), floatOf(right)];
  if (a !== undefined && b !== undefined) return a === b;
  if (left.t === "instance" && right.t === "instance" && isEnum(left.cls) && left.cls === right.cls) return false;
  if ((left.t === "list" || left.t === "tuple") && right.t === left.t) return equalItems(left, right);
  if (PLAIN.has(left.t) && PLAIN.has(right.t)) return false;
  if (left.t === "none" || right.t === "none") {
    return NOT_NONE.has(left.t === "none" ? right.t : left.t) ? false : undefined;
  }
  return NAMED.has(left.t) && NAMED.has(right.t) ? false : undefined;
}

function equalItems(left: Sequence, right: Sequence): boolean | undefined {
  if (left.inexact || right.inexact) return undefined;
  if (left.items.length !== right.items.length) return false;
  const results = left.items.map((item, at) => equal(plainOf(item), plainOf(right.items[at] ?? item)));
  return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
}

/** Of these two are equal only when they are one. */
const NAMED = new Set<Abstract["t"]>(["environment", "task", "function", "class", "module", ...PLAIN]);

function contains(container: Abstract, item: Abstract): boolean | undefined {
  if (container.t === "str" && item.t === "str") return container.value.includes(item.value);
  const items = itemsOf(container);
  if (items === undefined) return undefined;
  const results = items.map((each) => equal(plainOf(each), item));
  // What a list in doubt holds it may have lost.
  if (container.t !== "dict" && !isExact(container)) return undefined;
  const at = results.indexOf(true);
  if (at >= 0) return container.t === "dict" && mayLack(container, items[at] ?? item) ? undefined : true;
  if (container.t === "dict" && !container.inexact) return results.includes(undefined) ? undefined : false;
  return results.includes(undefined) || !isExact(container) ? undefined : false;
}
