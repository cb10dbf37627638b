/** Statements: what they bind, and where control goes. Where a condition is undecided every branch is taken. */

import { assertNever } from "../../base/assertNever.ts";
import type { Block, Expr, Handler, Stmt } from "../ir.ts";
import { assign, augment } from "./assign.ts";
import { attributeOf, inClass } from "./attribute.ts";
import { call } from "./call.ts";
import { deleteItem, isExact, itemsOf } from "./containers.ts";
import { define, defineClass, defineLater } from "./define.ts";
import { elementOf, evaluate, maxRounds } from "./evaluate.ts";
import { importFrom, importModules, importsAreSure } from "./imports.ts";
import { truth } from "./judge.ts";
import { type Frame, siteOf, step } from "./machine.ts";
import { compare } from "./operators.ts";
import { bind, branch, type Flow, unbind } from "./scope.ts";
import { type Abstract, NO_ARGUMENTS, NONE, type Scope, type Site, unknown } from "./values.ts";

/** A script's own work is long, and seldom defines anything. */
const MAIN_BUDGET = 10_000;

export function run(frame: Frame, block: Block): Flow {
  for (const stmt of block) {
    if (!step(frame)) return "return";
    const flow = runOne(frame, stmt);
    if (flow !== "next") return flow;
  }
  return "next";
}

function runOne(frame: Frame, stmt: Stmt): Flow {
  switch (stmt.kind) {
    case "import":
      importModules(frame, stmt.names);
      return "next";
    case "importFrom":
      importFrom(frame, stmt);
      return "next";
    case "assign": {
      const value = evaluate(frame, stmt.value);
      for (const target of stmt.targets) assign(frame, target, value);
      return "next";
    }
    case "annotated":
      if (stmt.value !== undefined) assign(frame, stmt.target, evaluate(frame, stmt.value));
      return "next";
    case "augmented":
      augment(frame, stmt.target, stmt.op, stmt.value);
      return "next";
    case "expr":
      evaluate(frame, stmt.value);
      return exits(stmt.value) ? "raise" : "next";
    case "function":
      bind(frame, stmt.name, define(frame, stmt));
      return "next";
    case "class":
      bind(frame, stmt.name, defineClass(frame, stmt));
      return "next";
    case "deferred":
      defineLater(frame, stmt);
      return "next";
    case "if":
      return conditional(frame, stmt);
    case "for":
      return loop(frame, stmt);
    case "while":
      return repeat(frame, stmt);
    case "try":
      return attempt(frame, stmt);
    case "with": {
      let inner = frame;
      for (const { value, target } of stmt.items) {
        const group = frame.task === undefined ? undefined : groupOf(inner, value);
        if (group !== undefined) inner = { ...inner, group };
        const entered = entering(frame, evaluate(frame, value), siteOf(frame, value));
        if (target !== undefined) assign(frame, target, entered);
      }
      return run(inner, stmt.body);
    }
    case "match":
      return match(frame, stmt);
    case "return":
      frame.returns.push(stmt.value === undefined ? NONE : evaluate(frame, stmt.value));
      return "return";
    case "raise":
      if (stmt.value !== undefined) evaluate(frame, stmt.value);
      return "raise";
    case "assert":
      for (const value of stmt.values) evaluate(frame, value);
      return "next";
    case "delete":
      for (const target of stmt.targets) forget(frame, target);
      return "next";
    case "break":
    case "continue":
      return stmt.kind;
    case "pass":
      return "next";
    case "global":
    case "nonlocal":
      redirect(frame.scope, stmt.kind, stmt.names);
      return "next";
    default:
      return assertNever(stmt);
  }
}

/** `flyte.group("name")`: what runs inside belongs together. */
function groupOf(frame: Frame, manager: Expr): Abstract | undefined {
  if (manager.kind !== "call") return undefined;
  const func = evaluate(frame, manager.func);
  if (func.t !== "external" || func.name !== "flyte.group") return undefined;
  const [name] = manager.args;
  return name === undefined ? unknown({ kind: "parameter", name: "name" }) : evaluate(frame, name.value);
}

/** What `with` binds: what a generator hands out first, what `__enter__` returns, or the manager itself. */
function entering(frame: Frame, manager: Abstract, site: Site): Abstract {
  // A list is no manager: only what a generator function made can stand here.
  if (manager.t === "list") return manager.items[0] ?? unknown({ kind: "expression", text: "with" });
  if (manager.t === "instance" && inClass(manager.cls, "__enter__")?.t === "member") {
    return call(frame, attributeOf(frame, manager, "__enter__"), NO_ARGUMENTS, site);
  }
  if (manager.t === "object" && manager.callee === "contextlib.nullcontext") {
    return manager.args.positional[0]?.value ?? NONE;
  }
  return manager;
}

/** `del x, y[0]`. */
function forget(frame: Frame, target: Expr): void {
  if (target.kind === "name") unbind(frame, target.id);
  if (target.kind === "subscript") deleteItem(frame, evaluate(frame, target.object), evaluate(frame, target.index));
  if (target.kind === "tuple" || target.kind === "list") for (const each of target.items) forget(frame, each);
}

/** `sys.exit()` and the like: what follows does not run. */
function exits(expr: Expr): boolean {
  return (
    expr.kind === "call" &&
    expr.func.kind === "attribute" &&
    expr.func.object.kind === "name" &&
    ((expr.func.object.id === "sys" && expr.func.name === "exit") ||
      (expr.func.object.id === "os" && expr.func.name === "_exit"))
  );
}

function redirect(scope: Scope, kind: "global" | "nonlocal", names: readonly string[]): void {
  scope.redirected ??= new Map();
  for (const name of names) {
    let home = scope.parent;
    while (
      home !== undefined &&
      (kind === "global" ? home.kind !== "module" : home.kind === "class" || !home.vars.has(name))
    ) {
      home = home.parent;
    }
    if (home !== undefined) scope.redirected.set(name, home);
  }
}

function isMain(test: Expr): boolean {
  if (test.kind === "boolean" && test.op === "and") return isMain(test.left) || isMain(test.right);
  if (test.kind !== "compare" || test.operands.length !== 2) return false;
  const [left, right] = test.operands;
  const isIn = test.ops[0] === "in" && (right?.kind === "tuple" || right?.kind === "list" || right?.kind === "set");
  if (isIn && left !== undefined && right.items.length === 1)
    return isMain({ ...test, ops: ["=="], operands: [left, ...right.items] });
  if (test.ops[0] !== "==") return false;
  const named = test.operands.some((each) => each.kind === "name" && each.id === "__name__");
  return named && test.operands.some((each) => each.kind === "str" && each.value === "__main__");
}

function conditional(frame: Frame, stmt: Stmt & { kind: "if" }): Flow {
  if (isMain(stmt.test)) {
    // As a script: apart from what an import makes, so that nothing of it leaks.
    const { journal: _, ...outer } = frame.scope;
    const scope = { ...outer, vars: new Map(frame.scope.vars), later: new Map(frame.scope.later) };
    const { machine } = frame;
    const kept = Math.max(0, machine.steps - MAIN_BUDGET);
    machine.steps -= kept;
    run({ ...frame, scope, when: frame.when === "call" ? "call" : "main", returns: [] }, stmt.body);
    machine.steps = Math.max(0, machine.steps) + kept;
    const { produced } = frame.module;
    if (frame.when === "import") produced.main = { site: siteOf(frame, stmt.test), contact: produced.contact };
    return run(frame, stmt.otherwise);
  }
  const test = truth(evaluate(frame, stmt.test));
  if (test !== undefined) return run(frame, test ? stmt.body : stmt.otherwise);
  return branch(frame, [() => run(frame, stmt.body), () => run(frame, stmt.otherwise)]);
}

function loop(frame: Frame, stmt: Stmt & { kind: "for" }): Flow {
  const over = evaluate(frame, stmt.iter);
  const items = itemsOf(over);
  if (items === undefined || !isExact(over) || items.length > maxRounds(frame)) {
    return branch(frame, [
      () => "next",
      () => {
        assign(frame, stmt.target, elementOf(over));
        return leaving(run(frame, stmt.body));
      },
    ]);
  }
  for (const item of [...items]) {
    if (!step(frame)) return "return";
    assign(frame, stmt.target, item);
    const flow = run(frame, stmt.body);
    if (flow === "break") return "next";
    if (flow === "return" || flow === "raise") return flow;
  }
  return run(frame, stmt.otherwise);
}

/** Leaving a loop's body is going on behind the loop. */
function leaving(flow: Flow): Flow {
  return flow === "break" || flow === "continue" ? "next" : flow;
}

function repeat(frame: Frame, stmt: Stmt & { kind: "while" }): Flow {
  for (let round = 0; round < maxRounds(frame); round++) {
    const test = truth(evaluate(frame, stmt.test));
    if (test === false) return run(frame, stmt.otherwise);
    if (test === undefined || frame.when !== "import") {
      return branch(frame, [() => "next", () => leaving(run(frame, stmt.body))]);
    }
    const flow = run(frame, stmt.body);
    if (flow === "break") return "next";
    if (flow === "return" || flow === "raise") return flow;
  }
  return "next";
}

function attempt(frame: Frame, stmt: Stmt & { kind: "try" }): Flow {
  let flow = run(frame, stmt.body);
  if (flow === "next") flow = run(frame, stmt.otherwise);
  const handlers = stmt.handlers.filter((each) => mayCatch(frame, each, stmt.body));
  if (handlers.length > 0) {
    flow = branch(frame, [() => flow, ...handlers.map((each) => () => handle(frame, each))]);
  }
  const last = run(frame, stmt.last);
  return last === "next" ? flow : last;
}

/** An import that surely works needs no fallback. */
function mayCatch(frame: Frame, handler: Handler, body: Block): boolean {
  const type = handler.type;
  const ofImport = type?.kind === "name" && /^(ImportError|ModuleNotFoundError)$/.test(type.id);
  return !(ofImport && importsAreSure(frame, body)) && !body.every(isHarmless);
}

/** A statement that nothing can go wrong in: names that are given literals. */
function isHarmless(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case "assign":
      return stmt.targets.every(({ kind }) => kind === "name") && isLiteral(stmt.value);
    case "annotated":
      return stmt.target.kind === "name" && (stmt.value === undefined || isLiteral(stmt.value));
    case "pass":
      return true;
    default:
      return false;
  }
}

function isLiteral(expr: Expr): boolean {
  switch (expr.kind) {
    case "none":
    case "ellipsis":
    case "bool":
    case "int":
    case "float":
    case "bytes":
    case "str":
      return true;
    case "list":
    case "tuple":
      return expr.items.every(isLiteral);
    case "dict":
      return expr.entries.every(({ key, value }) => key !== undefined && isLiteral(key) && isLiteral(value));
    default:
      return false;
  }
}

function handle(frame: Frame, handler: Handler): Flow {
  if (handler.name !== undefined) bind(frame, handler.name, unknown({ kind: "name", name: handler.name }));
  return run(frame, handler.body);
}

/** Whether one of the literals is the subject; behind a guard no case is certain. */
function matches(subject: Abstract, literals: readonly Abstract[], isGuarded: boolean): boolean | undefined {
  const results = literals.map((each) => compare("==", subject, each));
  if (results.includes(true)) return isGuarded ? undefined : true;
  return results.includes(undefined) ? undefined : false;
}

function match(frame: Frame, stmt: Stmt & { kind: "match" }): Flow {
  const subject = evaluate(frame, stmt.subject);
  const open: (() => Flow)[] = [];
  for (const each of stmt.cases) {
    const certain = each.always
      ? true
      : each.literals === undefined
        ? undefined
        : matches(
            subject,
            each.literals.map((literal) => evaluate(frame, literal)),
            each.guard !== undefined,
          );
    if (certain === false) continue;
    const body = () => {
      for (const name of each.binds)
        bind(frame, name, each.always ? subject : unknown({ kind: "expression", text: "match" }));
      if (each.guard !== undefined) evaluate(frame, each.guard);
      return run(frame, each.body);
    };
    open.push(body);
    if (certain === true) return open.length === 1 ? body() : branch(frame, open);
  }
  return open.length === 0 ? "next" : branch(frame, [...open, () => "next"]);
}
