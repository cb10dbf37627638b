/** Expressions to values. Calls are call.ts's, attributes attribute.ts's. */

import { assertNever } from "../../../../base/assertNever.ts";
import type { Clause, DictItem, Expr, FStringPart, Spanned } from "../../code/ir.ts";
import { type Frame, siteOf, step, withShare } from "../machine.ts";
import {
  addEntries,
  dictOf,
  getItem,
  isExact,
  itemsOf,
  loosen,
  ownCopy,
  putKey,
  sequence,
  setKey,
} from "../values/containers.ts";
import { plainOf } from "../values/enums.ts";
import { alternatives, numberOf, sameKey, truth, union } from "../values/judge.ts";
import { binary, compare, negated } from "../values/operators.ts";
import {
  type Abstract,
  bool,
  budget,
  type FunctionValue,
  type IteratorValue,
  type LambdaDef,
  NONE,
  type Scope,
  str,
  unknown,
} from "../values/values.ts";
import { convertedOf } from "../values/written.ts";
import { assign } from "./assign.ts";
import { attributeOf } from "./attribute.ts";
import { callExpression } from "./call.ts";
import { perhaps } from "./flow.ts";
import { generatorExpression } from "./generators.ts";
import { awaited, drained, listed, pull } from "./iterators.ts";
import { bind, lookup } from "./scope.ts";

/** More rounds of a loop are not followed: of module-level code that an import runs, and of all other. */
const MAX_ROUNDS = 500;
const MAX_LATER_ROUNDS = 40;

export function maxRounds(frame: Frame): number {
  return frame.when === "import" ? MAX_ROUNDS : MAX_LATER_ROUNDS;
}

export function evaluate(frame: Frame, expr: Expr): Abstract {
  // Constants cost nothing: there are no more of them than text.
  if (!isConstant(expr) && !step(frame)) return budget;
  switch (expr.kind) {
    case "name":
      return ownCopy(frame, lookup(frame, expr.id));
    case "none":
    case "ellipsis":
      return { t: expr.kind };
    case "bool":
      return bool(expr.value);
    case "int":
    case "float":
    case "bytes":
      return { t: expr.kind, text: expr.text };
    case "str":
      return str(expr.value);
    case "fstring":
      return formatted(frame, expr);
    case "attribute": {
      const object = evaluate(frame, expr.object);
      const value = attributeOf(frame, object, expr.name, siteOf(frame, expr));
      return object.t === "environment" ? value : ownCopy(frame, value);
    }
    case "call":
      return callExpression(frame, expr);
    case "subscript":
      return expr.index.kind === "slice"
        ? sliced(frame, evaluate(frame, expr.object), expr.index)
        : getItem(evaluate(frame, expr.object), evaluate(frame, expr.index), frame);
    case "slice": {
      for (const part of [expr.lower, expr.upper, expr.step]) if (part !== undefined) evaluate(frame, part);
      return notFollowed("slice");
    }
    case "list":
    case "tuple":
    case "set":
      return collection(frame, expr.kind, expr.items);
    case "dict":
      return dictionary(frame, expr.entries);
    case "unary":
      return negated(expr.op, evaluate(frame, expr.operand));
    case "binary":
      return binary(frame, expr.op, evaluate(frame, expr.left), evaluate(frame, expr.right));
    case "boolean":
      return chosen(frame, expr.op, expr.left, expr.right);
    case "compare":
      return compared(frame, expr.ops, expr.operands);
    case "conditional": {
      const test = truth(evaluate(frame, expr.test));
      if (test !== undefined) return evaluate(frame, test ? expr.body : expr.otherwise);
      return union([expr.body, expr.otherwise].map((each) => perhaps(frame, () => evaluate(frame, each))));
    }
    case "lambda":
      return lambda(frame, expr, {
        kind: "lambda",
        start: expr.start,
        end: expr.end,
        params: expr.params,
        body: expr.body,
      });
    case "comprehension":
      return comprehension(frame, expr);
    case "await":
      return awaited(frame, evaluate(frame, expr.value));
    case "star":
      return evaluate(frame, expr.value);
    case "yield": {
      const value = expr.value === undefined ? NONE : evaluate(frame, expr.value);
      if (frame.suspension === undefined) yielded(frame, value, expr.from === true);
      else frame.suspension.block(value, frame);
      return notFollowed("yield");
    }
    case "walrus": {
      const value = evaluate(frame, expr.value);
      let { scope } = frame;
      while (scope.isInner === true && scope.parent !== undefined) scope = scope.parent;
      bind(scope === frame.scope ? frame : { ...frame, scope }, expr.target, value);
      return value;
    }
    case "opaque":
      return unknown(expr.broken ? { kind: "syntax" } : { kind: "expression", text: expr.text });
    case "table":
      return budget;
    default:
      return assertNever(expr);
  }
}

const isConstant = ({ kind }: Expr): boolean => kind === "str" || kind === "int" || kind === "bool" || kind === "none";

function notFollowed(text: string): Abstract {
  return unknown({ kind: "expression", text });
}

/** What a generator hands out is kept as a list. */
function yielded(frame: Frame, value: Abstract, from: boolean): void {
  const { yields } = frame;
  if (yields === undefined) return;
  const given = from ? drained(frame, value) : value;
  const items = from ? itemsOf(given) : [value];
  // Which rounds of an undecided loop hand something out is not known.
  if (items === undefined || (from && !isExact(given)) || frame.doubt > yields.depth) yields.inexact = true;
  yields.items.push(...(items ?? []));
}

function sliced(frame: Frame, on: Abstract, { lower, upper, step: by }: Expr & { kind: "slice" }): Abstract {
  const bounds = [lower, upper, by].map((part) => (part === undefined ? NONE : evaluate(frame, part)));
  const [from, to, stride] = bounds.map((each) => (each.t === "none" ? undefined : (numberOf(each) ?? Number.NaN)));
  const plain = plainOf(on);
  if (on.t === "union") return union(on.members.map((each) => part(frame, each, from, to, stride)));
  return part(frame, plain, from, to, stride);
}

/** `on[from:to:stride]`. */
function part(frame: Frame, on: Abstract, from: number | undefined, to: number | undefined, stride = 1): Abstract {
  if (![from ?? 0, to ?? 0, stride].every(Number.isInteger) || stride === 0 || !isExact(on)) {
    return on.t === "unknown" ? on : notFollowed("[:]");
  }
  if (on.t !== "str" && on.t !== "list" && on.t !== "tuple") return notFollowed("[:]");
  const letters = on.t === "str" ? [...on.value] : [];
  const length = on.t === "str" ? letters.length : on.items.length;
  const [least, most] = stride > 0 ? [0, length] : [-1, length - 1];
  const bound = (at: number | undefined, usual: number) =>
    at === undefined ? usual : Math.max(least, Math.min(most, at < 0 ? at + length : at));
  const places: number[] = [];
  const end = bound(to, stride > 0 ? most : least);
  for (let at = bound(from, stride > 0 ? least : most); stride > 0 ? at < end : at > end; at += stride) places.push(at);
  if (on.t === "str") return str(places.map((at) => letters[at] ?? "").join(""));
  const found = sequence(
    frame,
    on.t,
    places.flatMap((at) => on.items[at] ?? []),
  );
  const { sites } = on;
  if (sites !== undefined) found.sites = places.map((at) => sites[at]);
  return found;
}

function formatted(frame: Frame, expr: Expr & { kind: "fstring" }): Abstract {
  let texts: readonly string[] = [""];
  for (const part of expr.parts) {
    if (part.kind === "text") {
      texts = texts.map((text) => text + part.value);
      continue;
    }
    const value = evaluate(frame, part.expr);
    const spec = part.spec === undefined ? "" : typeof part.spec === "string" ? part.spec : specOf(frame, part.spec);
    if (spec === undefined) return notFollowed("f-string");
    const pieces: string[] = [];
    for (const each of alternatives(value)) {
      const text = convertedOf(frame, each, part.conversion ?? "", spec);
      if (text === undefined) return each.t === "unknown" ? each : notFollowed("f-string");
      pieces.push(text);
    }
    texts = texts.flatMap((text) => pieces.map((piece) => text + piece));
    if (texts.length > 64) return budget;
  }
  return union(texts.map(str));
}

/** A format that is made of values itself: `{x:{width}}`. */
function specOf(frame: Frame, parts: readonly FStringPart[]): string | undefined {
  const text = formatted(frame, { start: 0, end: 0, kind: "fstring", parts });
  return text.t === "str" ? text.value : undefined;
}

function collection(frame: Frame, kind: "list" | "tuple" | "set", items: readonly Expr[]): Abstract {
  const found = sequence(frame, kind, []);
  found.sites = [];
  for (const item of items) {
    if (item.kind !== "star") {
      const value = evaluate(frame, item);
      if (kind === "set" && found.items.some((each) => sameKey(each, value))) continue;
      found.items.push(value);
      found.sites.push(siteOf(frame, item));
      continue;
    }
    const inner = drained(frame, evaluate(frame, item.value));
    const spread = itemsOf(inner);
    if (spread === undefined || !isExact(inner)) found.inexact = true;
    for (const each of spread ?? []) {
      found.items.push(each);
      found.sites.push(siteOf(frame, item));
    }
  }
  return found;
}

function dictionary(frame: Frame, entries: readonly DictItem[]): Abstract {
  const found = dictOf(frame);
  for (const { key, value } of entries) {
    if (key !== undefined) {
      setKey(found, evaluate(frame, key), evaluate(frame, value));
      continue;
    }
    addEntries(found, evaluate(frame, value));
  }
  return found;
}

function chosen(frame: Frame, op: string, left: Expr, right: Expr): Abstract {
  const value = evaluate(frame, left);
  const certain = truth(value);
  if (certain !== undefined) return certain === (op === "or") ? value : evaluate(frame, right);
  // `os.getenv("X") or "default"`: as with a default in the call, what is read where the variable is not set.
  if (op === "or" && value.t === "unknown" && value.reason.kind === "environmentVariable")
    return evaluate(frame, right);
  const other = perhaps(frame, () => evaluate(frame, right));
  const kept = alternatives(value).filter((each) => truth(each) !== (op !== "or"));
  return union([...kept, other]);
}

function compared(frame: Frame, ops: readonly string[], operands: readonly Expr[]): Abstract {
  const values: Abstract[] = [];
  for (const each of operands) {
    const [value, left] = [evaluate(frame, each), values.at(-1)];
    values.push(value.t === "iterator" && left !== undefined ? searched(frame, value, left) : value);
  }
  let result: boolean | undefined = true;
  for (const [at, op] of ops.entries()) {
    const [left, right] = [values[at], values[at + 1]];
    const one = left === undefined || right === undefined ? undefined : compare(op, left, right);
    if (one === false) return bool(false);
    if (one === undefined) result = undefined;
  }
  return result === undefined ? notFollowed("comparison") : bool(true);
}

/** What `in` asks an iterator for: no more than it takes to find the value. */
function searched(frame: Frame, over: IteratorValue, value: Abstract): Abstract {
  const asked = sequence(frame, "list", []);
  for (;;) {
    const item = over.inexact || asked.items.length > maxRounds(frame) ? undefined : pull(frame, over);
    if (item === undefined && !over.inexact && over.isOver) return asked;
    const found = item === undefined || over.inexact ? undefined : compare("==", item, value);
    if (item !== undefined) asked.items.push(item);
    if (found === true) return asked;
    if (found === false) continue;
    over.inexact = true;
    return listed(frame, over, asked);
  }
}

function lambda(frame: Frame, span: Spanned, def: LambdaDef): Abstract {
  const defaults = new Map<string, Abstract>();
  for (const param of def.params)
    if (param.default !== undefined) defaults.set(param.name, evaluate(frame, param.default));
  const func: FunctionValue = { t: "function", file: frame.file, def, scope: frame.scope, defaults };
  if (frame.task !== undefined && span.start >= 0) {
    frame.module.pending.push({ func, task: frame.task, depth: frame.nesting + 1 });
  }
  return func;
}

function comprehension(frame: Frame, expr: Expr & { kind: "comprehension" }): Abstract {
  const scope: Scope = {
    kind: "function",
    file: frame.file,
    vars: new Map(),
    born: frame.machine.memory.clock,
    parent: frame.scope,
    isInner: true,
  };
  const inner: Frame = { ...frame, scope };
  if (expr.of === "generator") return generatorExpression(frame, inner, expr);
  const list = sequence(frame, expr.of === "set" ? "set" : "list", []);
  const dict = dictOf(frame);
  const emit = () => {
    const key = evaluate(inner, expr.element);
    if (expr.value === undefined) {
      if (list.t === "list" || !list.items.some((each) => sameKey(each, key))) list.items.push(key);
    } else putKey(inner, dict, key, evaluate(inner, expr.value));
    if (inner.doubt > frame.doubt) list.inexact = true;
  };
  if (!withShare(frame.machine, () => rounds(inner, expr.clauses, 0, emit))) {
    list.inexact = true;
    loosen(dict);
  }
  return expr.of === "dict" ? dict : list;
}

export function rounds(frame: Frame, clauses: readonly Clause[], at: number, emit: () => void): void {
  const clause = clauses[at];
  if (clause === undefined) {
    emit();
    return;
  }
  const over = drained(frame, evaluate(frame, clause.iter));
  const items = itemsOf(over);
  const once = (item: Abstract) => {
    if (!step(frame)) return;
    assign(frame, clause.target, item);
    let isUndecided = false;
    for (const condition of clause.conditions) {
      const test = truth(evaluate(frame, condition));
      if (test === false) return;
      if (test === undefined) isUndecided = true;
    }
    const next = () => rounds(frame, clauses, at + 1, emit);
    if (isUndecided) perhaps(frame, next);
    else next();
  };
  if (items === undefined || items.length > maxRounds(frame) || !isExact(over)) {
    perhaps(frame, () => once(elementOf(over)));
    return;
  }
  for (const item of items) once(item);
}

/** Some element of what can't be gone through one by one. */
export function elementOf(over: Abstract): Abstract {
  const items = itemsOf(over);
  if (over.t === "unknown") return over;
  if (items === undefined || items.length === 0) return notFollowed("element");
  return isExact(over) ? union(items) : notFollowed("element");
}
