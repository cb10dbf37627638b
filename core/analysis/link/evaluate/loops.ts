/** Loops: round by round where the rounds can be counted, else one round that stands for any number of them. */

import { innerBlocks } from "../../code/innerBlocks.ts";
import type { Block, Expr, Stmt } from "../../code/ir.ts";
import { type Frame, step, withShare } from "../machine.ts";
import { changes, isExact, itemsOf, sequence } from "../values/containers.ts";
import { alternatives, truth, union } from "../values/judge.ts";
import { type Abstract, budget, type IteratorValue, unknown } from "../values/values.ts";
import { assign } from "./assign.ts";
import { elementOf, evaluate, maxRounds } from "./evaluate.ts";
import { branch, divert, type Flow, meet, perhaps } from "./flow.ts";
import { listed, pull } from "./iterators.ts";
import { outerNames } from "./outerNames.ts";
import { bind, bindElsewhere, bound } from "./scope.ts";
import { held, nextTime, write } from "./state.ts";
import { run } from "./statement.ts";

type Loop = Stmt & { readonly kind: "for" | "while" };

export function loop(frame: Frame, stmt: Stmt & { kind: "for" }, over: Abstract = evaluate(frame, stmt.iter)): Flow {
  if (over.t === "iterator") return through(frame, stmt, over);
  const items = itemsOf(over);
  const element = () => assign(frame, stmt.target, elementOf(over));
  return looped(frame, stmt, () => {
    if (items === undefined || !isExact(over)) {
      const why = over.t === "unknown" ? over : unknown({ kind: "expression", text: "for" });
      return anyRounds(frame, stmt, element, why);
    }
    if (items.length > maxRounds(frame)) return anyRounds(frame, stmt, element, budget);
    return counted(frame, stmt, element, () => {
      for (const item of [...items]) {
        if (!step(frame)) return "return";
        assign(frame, stmt.target, item);
        const flow = round(frame, stmt.body);
        if (flow !== "next") return flow;
      }
      return "next";
    });
  });
}

/** Asks an iterator for its items one by one, as long as it is certain which come. */
function through(frame: Frame, stmt: Stmt & { kind: "for" }, over: IteratorValue): Flow {
  const others = sequence(frame, "list", []);
  const element = () => assign(frame, stmt.target, elementOf(others));
  const any = () => {
    perhaps(frame, () => listed(frame, over, others));
    return anyRounds(frame, stmt, element, unknown({ kind: "expression", text: "for" }));
  };
  return looped(frame, stmt, () =>
    counted(frame, stmt, element, () => {
      for (let count = 0; ; count++) {
        if (!step(frame)) return "return";
        const item = over.inexact || count > maxRounds(frame) ? undefined : pull(frame, over);
        if (over.inexact || count > maxRounds(frame)) {
          if (item !== undefined) others.items.push(item);
          return any();
        }
        if (item === undefined) return "next";
        assign(frame, stmt.target, item);
        const flow = round(frame, stmt.body);
        if (flow !== "next") return flow;
      }
    }),
  );
}

/** `break` goes on behind all of the loop, what comes to its end with its `else`. */
function looped(frame: Frame, { otherwise }: Loop, body: () => Flow): Flow {
  if (otherwise.length === 0) return meet(frame, ["break"], body);
  const [onwards, instead] = [() => run(frame, otherwise), (): Flow => "next"];
  return divert(frame, { flows: ["break"], body, onwards, instead, isDoubtful: false });
}

export function repeat(frame: Frame, stmt: Stmt & { kind: "while" }): Flow {
  const begin = () => void evaluate(frame, stmt.test);
  return looped(frame, stmt, () =>
    counted(frame, stmt, begin, () => {
      for (let count = 0; count < maxRounds(frame); count++) {
        const test = truth(evaluate(frame, stmt.test));
        if (test === false) return "next";
        if (test === undefined || frame.when !== "import")
          return anyRounds(frame, stmt, begin, unknown({ kind: "expression", text: "while" }));
        const flow = round(frame, stmt.body);
        if (flow !== "next") return flow;
      }
      return anyRounds(frame, stmt, begin, budget);
    }),
  );
}

/** Round by round; where these are too much, what they did counts as the first of any number of rounds. */
function counted(frame: Frame, stmt: Loop, begin: () => void, rounds: () => Flow): Flow {
  let flow: Flow = "next";
  const isEnough = withShare(frame.machine, () => {
    flow = rounds();
  });
  return isEnough ? flow : anyRounds(frame, stmt, begin, budget);
}

/** Whether a loop of the same body takes what leaves by this; a `finally` passes all on. */
export function isInLoop(frame: Frame, flow: "break" | "continue"): boolean {
  for (let each = frame.meeting; each !== undefined; each = each.outer)
    if (each.flows.includes(flow) && !each.flows.includes("return")) return true;
  return false;
}

/** `continue` goes on behind the body. */
function round(frame: Frame, body: Block): Flow {
  return meet(frame, ["continue"], () => run(frame, body));
}

/**
 * No round, or any: in the one that is evaluated, the names that the body assigns may be anything, as the rounds
 * before it may have left them.
 */
function anyRounds(frame: Frame, stmt: Loop, begin: () => void, why: typeof budget): Flow {
  const isEndless = stmt.kind === "while" && stmt.test.kind === "bool" && stmt.test.value;
  const { rounds } = frame;
  const some = (): Flow => {
    frame.rounds = nextTime(frame.machine.memory);
    widen(frame, stmt, why);
    begin();
    const flow = round(frame, stmt.body);
    frame.rounds = rounds;
    if (flow !== "next" || !isEndless) return flow;
    // Python comes no further, but who writes below it at the margin is about to write a `break`.
    const isBeingTyped = frame.scope === frame.module.scope && frame.meeting?.arrived.size === 0;
    return isBeingTyped ? "next" : "gone";
  };
  return branch(frame, isEndless ? [some] : [() => "next", some]);
}

function widen(frame: Frame, stmt: Loop, why: typeof budget): void {
  const changed: Changed = { assigned: new Set(), grown: new Set() };
  findChanged(stmt.body, changed);
  if (frame.when === "import") {
    const { walrus, names } = outerNames(frame, stmt.kind === "while" ? [...stmt.body, stmt.test] : stmt.body);
    for (const name of walrus) changed.assigned.add(name);
    for (const { scope, name } of names) {
      const before = held(scope, name);
      const value = before === undefined || why === budget ? why : union([before, why]);
      if (scope.kind === "module" && scope.file !== frame.module.file) bindElsewhere(frame, scope, name, value);
      else write(frame.machine.memory, scope, name, value);
    }
  }
  for (const name of changed.grown) {
    for (const each of alternatives(bound(frame, name) ?? why)) {
      if (each.t === "list" || each.t === "set") changes(frame, each);
    }
  }
  for (const name of changed.assigned) {
    const before = bound(frame, name);
    if (before !== undefined) bind(frame, name, why === budget ? budget : union([before, why]));
  }
}

/** Whether the value is made of literals and names alone: then no round makes another of it than is known. */
export function isSteady(expr: Expr): boolean {
  switch (expr.kind) {
    case "none":
    case "bool":
    case "int":
    case "float":
    case "str":
    case "name":
      return true;
    case "list":
    case "tuple":
      return expr.items.every(isSteady);
    case "binary":
      return isSteady(expr.left) && isSteady(expr.right);
    default:
      return false;
  }
}

interface Changed {
  readonly assigned: Set<string>;
  /** Of which a method is called that may change it, or to which something is added. */
  readonly grown: Set<string>;
}

/** The names that a block gives other values, and the containers that it changes by name. */
function findChanged(block: Block, changed: Changed): void {
  for (const stmt of block) {
    switch (stmt.kind) {
      case "assign":
        for (const target of stmt.targets) findTargets(target, changed.assigned);
        break;
      case "annotated":
        if (stmt.value !== undefined) findTargets(stmt.target, changed.assigned);
        break;
      case "augmented":
        findTargets(stmt.target, changed.assigned);
        findTargets(stmt.target, changed.grown);
        break;
      case "expr":
        if (stmt.value.kind === "call" && stmt.value.func.kind === "attribute") {
          findTargets(stmt.value.func.object, changed.grown);
        }
        break;
      case "for":
        findTargets(stmt.target, changed.assigned);
        break;
      case "with":
        for (const { target } of stmt.items) if (target !== undefined) findTargets(target, changed.assigned);
        break;
      case "match":
        for (const { binds } of stmt.cases) for (const name of binds) changed.assigned.add(name);
        break;
      default:
        break;
    }
    for (const each of innerBlocks(stmt)) findChanged(each, changed);
  }
}

function findTargets(target: Expr, found: Set<string>): void {
  if (target.kind === "name") found.add(target.id);
  if (target.kind === "star") findTargets(target.value, found);
  if (target.kind === "tuple" || target.kind === "list") for (const each of target.items) findTargets(each, found);
}
