/** Bodies of generator functions and generator expressions: statement by statement, up to the next `yield`. */

import type { Block, Clause, Expr, Stmt } from "../../code/ir.ts";
import { blockOf, type Frame, step } from "../machine.ts";
import { sequence } from "../values/containers.ts";
import { truth } from "../values/judge.ts";
import {
  type Abstract,
  type Arguments,
  type FunctionValue,
  type IteratorValue,
  NONE,
  unknown,
} from "../values/values.ts";
import { assign } from "./assign.ts";
import { elementOf, evaluate, maxRounds, rounds } from "./evaluate.ts";
import { branch, type Flow, perhaps } from "./flow.ts";
import { isCertain, iterator, type Source, source } from "./iterators.ts";
import { loop } from "./loops.ts";
import { run } from "./statement.ts";

type Steps<T> = Generator<Abstract, T, Frame>;

/** Goes on as surely as whoever asks, and where exceptions of that one go. */
export function resumed(own: Frame, from: Frame): Frame {
  own.doubt = Math.max(own.doubt, from.doubt);
  own.branches = from.branches;
  own.rounds = from.rounds;
  own.guard = from.guard;
  own.group = from.group;
  return own;
}

/** What a call of a generator function makes. @param entered runs a part of the body as called from where it is asked for */
export function generator(
  frame: Frame,
  own: Frame,
  func: FunctionValue,
  args: Arguments,
  entered: <T>(from: Frame, part: () => T) => T,
): IteratorValue {
  const { def } = func;
  const text = def.kind === "function" ? def.body : [];
  const start = (_: Frame, self: IteratorValue): Source => {
    const steps = stepsOf(own, blockOf(frame.machine, text), self);
    return { next: (from) => resumedSteps(own, steps, self, from, entered) };
  };
  return iterator(frame, start, { func, args });
}

function resumedSteps(
  own: Frame,
  steps: Steps<Flow>,
  self: Pick<IteratorValue, "inexact">,
  from: Frame,
  entered: <T>(from: Frame, part: () => T) => T,
): IteratorResult<Abstract, unknown> {
  const { doubt } = resumed(own, from);
  const result = entered(from, () => steps.next(from));
  // Past a return that may happen nothing is certain.
  if (own.doubt > doubt || own.machine.steps <= 0) self.inexact = true;
  return result;
}

function* stepsOf(frame: Frame, block: Block, self: Pick<IteratorValue, "inexact">): Steps<Flow> {
  for (const stmt of block) {
    const flow = hasYield(stmt) ? yield* yielding(frame, stmt, self) : run(frame, [stmt]);
    if (flow !== "next") return flow;
  }
  return "next";
}

function* yielding(frame: Frame, stmt: Stmt, self: Pick<IteratorValue, "inexact">): Steps<Flow> {
  if (!step(frame)) return "return";
  switch (stmt.kind) {
    case "expr":
      if (stmt.value.kind !== "yield" || own(stmt.value.value)) break;
      yield* handedOn(frame, stmt.value, self);
      return "next";
    case "if": {
      const test = own(stmt.test) ? undefined : truth(evaluate(frame, stmt.test));
      if (test !== undefined) return yield* stepsOf(frame, test ? stmt.body : stmt.otherwise, self);
      const either = (block: Block) => () => run(frame, block);
      return yield* atOnce(frame, self, () => branch(frame, [either(stmt.body), either(stmt.otherwise)]));
    }
    case "for": {
      if (own(stmt.iter)) break;
      const over = evaluate(frame, stmt.iter);
      if (!isCertain(over)) return yield* atOnce(frame, self, () => loop(frame, stmt, over));
      const next = source(over);
      for (let item = next(frame, self); item !== undefined; item = next(frame, self)) {
        if (!step(frame)) return "return";
        assign(frame, stmt.target, item);
        const flow = yield* stepsOf(frame, stmt.body, self);
        if (flow === "break") return "next";
        if (flow !== "next" && flow !== "continue") return flow;
      }
      return yield* stepsOf(frame, stmt.otherwise, self);
    }
    case "while": {
      if (own(stmt.test)) break;
      for (let count = 0; count < maxRounds(frame); count++) {
        const test = truth(evaluate(frame, stmt.test));
        if (test === false) return yield* stepsOf(frame, stmt.otherwise, self);
        if (test === undefined) break;
        const flow = yield* stepsOf(frame, stmt.body, self);
        if (flow === "break") return "next";
        if (flow !== "next" && flow !== "continue") return flow;
      }
      break;
    }
    default:
  }
  return yield* atOnce(frame, self, () => run(frame, [stmt]));
}

/** What isn't taken apart runs to its end before its items are handed out. */
function* atOnce(frame: Frame, self: Pick<IteratorValue, "inexact">, statement: () => Flow): Steps<Flow> {
  const found = sequence(frame, "list", []);
  const { yields } = frame;
  frame.yields = found;
  const flow = statement();
  frame.yields = yields;
  if (found.inexact) self.inexact = true;
  for (const item of found.items) yield item;
  return flow;
}

function* handedOn(
  frame: Frame,
  { value, from }: Expr & { kind: "yield" },
  self: Pick<IteratorValue, "inexact">,
): Steps<void> {
  const given = value === undefined ? NONE : evaluate(frame, value);
  if (from !== true) {
    yield given;
    return;
  }
  const next = source(given);
  for (let item = next(frame, self); item !== undefined; item = next(frame, self)) yield item;
}

const known = new WeakMap<object, boolean>();

/** Whether it yields itself: functions inside of it do that for themselves. */
function hasYield(node: object): boolean {
  const before = known.get(node);
  if (before !== undefined) return before;
  const kind = "kind" in node ? node.kind : undefined;
  const found =
    kind === "yield" ||
    (!/^(function|class|deferred|lambda)$/.test(String(kind)) &&
      Object.values(node).some((each: unknown) => typeof each === "object" && each !== null && hasYield(each)));
  known.set(node, found);
  return found;
}

/** In how many places a function yields. */
export function yieldsIn({ machine }: Frame, { def }: FunctionValue): number {
  const text = def.kind === "function" ? def.body : [];
  let count = 0;
  const visit = (node: object): void => {
    if (!hasYield(node)) return;
    if ("kind" in node && node.kind === "yield") count++;
    for (const each of Object.values(node)) if (typeof each === "object" && each !== null) visit(each);
  };
  for (const stmt of blockOf(machine, text)) visit(stmt);
  return count;
}

const own = (expr: Expr | undefined): boolean => expr !== undefined && hasYield(expr);

/** `(… for … in …)`: what it goes through is evaluated at once, all else as far as it is asked for. */
export function generatorExpression(frame: Frame, inner: Frame, expr: Expr & { kind: "comprehension" }): IteratorValue {
  const [first] = expr.clauses;
  const over = first === undefined ? unknown({ kind: "syntax" }) : evaluate(frame, first.iter);
  return iterator(frame, (_, self): Source => {
    const steps = roundsOf(inner, expr, over, 0, self);
    return { next: (from) => resumedSteps(inner, steps, self, from, (_from, part) => part()) };
  });
}

function* roundsOf(
  frame: Frame,
  expr: Expr & { kind: "comprehension" },
  over: Abstract,
  at: number,
  self: Pick<IteratorValue, "inexact">,
): Steps<Flow> {
  const { clauses, element } = expr;
  const clause: Clause | undefined = clauses[at];
  if (clause === undefined) return "next";
  /** The rounds inside of one that may not be. */
  const maybe = (item: Abstract) => {
    const found: Abstract[] = [];
    self.inexact = true;
    assign(frame, clause.target, item);
    perhaps(frame, () => rounds(frame, clauses, at + 1, () => found.push(evaluate(frame, element))));
    return found;
  };
  if (!isCertain(over)) {
    yield* maybe(elementOf(over));
    return "next";
  }
  const next = source(over);
  for (let item = next(frame, self); item !== undefined; item = next(frame, self)) {
    if (!step(frame)) return "return";
    assign(frame, clause.target, item);
    const tests = new Set(clause.conditions.map((each) => truth(evaluate(frame, each))));
    if (tests.has(false)) continue;
    const following = clauses[at + 1];
    if (tests.has(undefined)) yield* maybe(item);
    else if (following === undefined) yield evaluate(frame, element);
    else yield* roundsOf(frame, expr, evaluate(frame, following.iter), at + 1, self);
  }
  return "next";
}
