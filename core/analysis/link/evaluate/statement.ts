/** Statements: what they bind, and where control goes. Where a condition is undecided every branch is taken. */

import { assertNever } from "../../../../base/assertNever.ts";
import { exits } from "../../code/exits.ts";
import type { Block, Expr, Stmt } from "../../code/ir.ts";
import { type Frame, siteOf, step } from "../machine.ts";
import { deleteItem } from "../values/containers.ts";
import { truth } from "../values/judge.ts";
import { compare } from "../values/operators.ts";
import { type Abstract, NONE, type Scope, str, unknown } from "../values/values.ts";
import { assign, augment } from "./assign.ts";
import { attempt, guarded, takesExceptions, watch } from "./attempt.ts";
import { define, defineClass, defineLater } from "./define.ts";
import { evaluate } from "./evaluate.ts";
import { branch, type Flow } from "./flow.ts";
import { importFrom, importModules } from "./importStatement.ts";
import { isMain } from "./isMain.ts";
import { isInLoop, isSteady, loop, repeat } from "./loops.ts";
import { enter, entering } from "./managers.ts";
import { deleteName, isNamespace } from "./namespaces.ts";
import { bind, unbind } from "./scope.ts";

/** A script's own work is long, and seldom defines anything. */
const MAIN_BUDGET = 10_000;

export function run(frame: Frame, block: Block): Flow {
  for (const stmt of block) {
    if (frame.scope === frame.module.scope && frame.when === "import") frame.module.at = stmt;
    if (!step(frame)) return "return";
    watch(frame, stmt);
    const flow = runOne(frame, stmt);
    if (flow !== "next") return flow;
    if (frame.suspension?.isRaised === true) {
      frame.suspension.isRaised = false;
      return "raise";
    }
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
      const as = frame.rounds > 0 && isSteady(stmt.value) ? { ...frame, rounds: 0 } : frame;
      for (const target of stmt.targets) assign(as, target, value);
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
    case "with":
      return within(frame, stmt);
    case "match":
      return match(frame, stmt);
    case "return":
      frame.returns.push(stmt.value === undefined ? NONE : evaluate(frame, stmt.value));
      // Python reads no such file; while it is being typed, the rest of it stays.
      return frame.scope === frame.module.scope ? "next" : "return";
    case "raise":
      if (stmt.value !== undefined) evaluate(frame, stmt.value);
      return "raise";
    case "assert": {
      const [test, ...message] = stmt.values;
      const holds = test !== undefined && truth(evaluate(frame, test)) === true;
      // The message of one that holds is never made.
      if (!holds) for (const value of message) evaluate(frame, value);
      return "next";
    }
    case "delete":
      for (const target of stmt.targets) forget(frame, target);
      return "next";
    case "break":
    case "continue":
      // Outside of a loop it is as a `return` outside of a function.
      return frame.scope === frame.module.scope && !isInLoop(frame, stmt.kind) ? "next" : stmt.kind;
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

function within(frame: Frame, stmt: Stmt & { kind: "with" }): Flow {
  if (frame.when === "import") return enter(frame, stmt);
  const { group } = frame;
  let isGuarded = false;
  for (const { value, target } of stmt.items) {
    const named = frame.task === undefined ? undefined : groupOf(frame, value);
    if (named !== undefined) frame.group = named;
    const manager = evaluate(frame, value);
    const entered = entering(frame, manager, siteOf(frame, value));
    if (target !== undefined) assign(frame, target, entered);
    isGuarded ||= takesExceptions(frame, manager);
  }
  const body = () => run(frame, stmt.body);
  const flow = isGuarded ? guarded(frame, body) : body();
  frame.group = group;
  return flow;
}

/** `flyte.group("name")`: what runs inside belongs together. */
function groupOf(frame: Frame, manager: Expr): Abstract | undefined {
  if (manager.kind !== "call") return undefined;
  const func = evaluate(frame, manager.func);
  if (func.t !== "external" || func.name !== "flyte.group") return undefined;
  const [name] = manager.args;
  return name === undefined ? unknown({ kind: "parameter", name: "name" }) : evaluate(frame, name.value);
}

/** `del x, y[0], z.a`. */
function forget(frame: Frame, target: Expr): void {
  if (target.kind === "name") unbind(frame, target.id);
  if (target.kind === "attribute")
    deleteName(frame, evaluate(frame, target.object), str(target.name), siteOf(frame, target));
  if (target.kind === "subscript") {
    const [on, index] = [evaluate(frame, target.object), evaluate(frame, target.index)];
    if (isNamespace(on)) deleteName(frame, on.on, index, siteOf(frame, target));
    else deleteItem(frame, on, index);
  }
  if (target.kind === "tuple" || target.kind === "list") for (const each of target.items) forget(frame, each);
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

function conditional(frame: Frame, stmt: Stmt & { kind: "if" }): Flow {
  if (isMain(stmt)) {
    // As a script: apart from what an import makes, so that nothing of it leaks.
    const { machine } = frame;
    const { vars, later } = frame.scope;
    const scope = { ...frame.scope, vars: new Map(vars), later: new Map(later), born: machine.memory.clock };
    const kept = Math.max(0, machine.steps - MAIN_BUDGET);
    machine.steps -= kept;
    const when = frame.when === "call" ? "call" : "main";
    run({ ...frame, scope, when, returns: [], meeting: undefined, guard: undefined }, stmt.body);
    if (machine.steps <= 0 && frame.module.facts.importsFlyte) frame.module.unfinished.push(stmt.test);
    machine.steps = Math.max(0, machine.steps) + kept;
    const { produced } = frame.module;
    if (frame.when === "import") produced.main = { site: siteOf(frame, stmt.test), contact: produced.contact };
    return run(frame, stmt.otherwise);
  }
  const test = truth(evaluate(frame, stmt.test));
  if (test !== undefined) return run(frame, test ? stmt.body : stmt.otherwise);
  return branch(frame, [() => run(frame, stmt.body), () => run(frame, stmt.otherwise)]);
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
