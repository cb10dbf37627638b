/** What exceptions lead to: `try` with its handlers and `finally`, and the managers of `with` that take them. */

import { exits } from "../../code/exits.ts";
import { innerBlocks } from "../../code/innerBlocks.ts";
import type { Block, Expr, Handler, Stmt } from "../../code/ir.ts";
import { blockOf, type Frame } from "../machine.ts";
import { type Abstract, unknown } from "../values/values.ts";
import { inClass } from "./attribute.ts";
import { branch, divert, type Flow, leaveBy, mayRaise } from "./flow.ts";
import { importsAreSure } from "./importStatement.ts";
import { bind } from "./scope.ts";
import { run } from "./statement.ts";

export function attempt(frame: Frame, stmt: Stmt & { kind: "try" }): Flow {
  if (stmt.last.length === 0) return handled(frame, stmt);
  const last = (flow: Flow): Flow => {
    const after = run(frame, stmt.last);
    return after === "next" ? flow : after;
  };
  // Where nothing takes exceptions, none needs to be followed further.
  const isTaken = frame.guard !== undefined;
  return divert(frame, {
    flows: isTaken ? ["return", "break", "continue", "raise"] : ["return", "break", "continue"],
    body: () => {
      const flow = handled(frame, stmt);
      return flow === "raise" && !isTaken ? last(flow) : flow;
    },
    onwards: () => last("next"),
    instead: (arrived) => {
      const after = last("gone");
      return after === "gone" ? leaveBy(frame, arrived) : after;
    },
    isDoubtful: false,
  });
}

function handled(frame: Frame, stmt: Stmt & { kind: "try" }): Flow {
  const handlers = stmt.handlers.filter((each) => mayCatch(frame, each, stmt.body));
  const onwards = () => run(frame, stmt.otherwise);
  if (handlers.length === 0) {
    const flow = run(frame, stmt.body);
    return flow === "next" ? onwards() : flow;
  }
  return divert(frame, {
    flows: ["raise"],
    body: () => run(frame, stmt.body),
    onwards,
    instead: () => {
      // They may take other ones than come.
      if (!handlers.some(({ type }) => type === undefined || isAny(type))) leaveBy(frame, ["raise"]);
      return branch(
        frame,
        handlers.map((each) => () => handle(frame, each)),
      );
    },
    isDoubtful: handlers.some(({ body }) => goesOn(body)),
  });
}

const isAny = (type: Expr): boolean => type.kind === "name" && /^(Base)?Exception$/.test(type.id);

/** Runs what stands in a `with` whose manager may take exceptions. */
export function guarded(frame: Frame, body: () => Flow, taken?: () => void): Flow {
  return divert(frame, {
    flows: ["raise"],
    body,
    onwards: () => "next",
    instead: () => {
      taken?.();
      leaveBy(frame, ["raise"]);
      return "next";
    },
    isDoubtful: true,
  });
}

/** Whether the manager takes exceptions, so that what stands behind the block goes on. */
export function takesExceptions(frame: Frame, manager: Abstract): boolean {
  if (manager.t === "object") return manager.callee === "contextlib.suppress";
  const exit = manager.t === "instance" ? inClass(manager.cls, "__exit__") : undefined;
  if (exit?.t !== "member" || exit.value.t !== "function" || exit.value.def.kind !== "function") return false;
  return mayReturnTrue(blockOf(frame.machine, exit.value.def.body));
}

function mayReturnTrue(block: Block): boolean {
  return block.some((stmt) => {
    if (stmt.kind !== "return") return innerBlocks(stmt).some(mayReturnTrue);
    const { value } = stmt;
    return value !== undefined && value.kind !== "none" && !(value.kind === "bool" && !value.value);
  });
}

/** Where the block doesn't end by an exception of its own, what stands behind it is reached through it. */
function goesOn(block: Block): boolean {
  const last = block.at(-1);
  return last?.kind !== "raise" && !(last?.kind === "expr" && exits(last.value));
}

/** Notes that an exception may come out of the statement: then the handlers start from what is now. */
export function watch(frame: Frame, stmt: Stmt): void {
  if (frame.guard !== undefined && !isHarmless(stmt)) mayRaise(frame);
}

/** An import that surely works needs no fallback. */
function mayCatch(frame: Frame, handler: Handler, body: Block): boolean {
  const type = handler.type;
  const ofImport = type?.kind === "name" && /^(ImportError|ModuleNotFoundError)$/.test(type.id);
  return !(ofImport && importsAreSure(frame, body)) && !body.every(isHarmless);
}

/** A statement that nothing can go wrong in: names that are given literals, and jumps. */
function isHarmless(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case "assign":
      return stmt.targets.every(({ kind }) => kind === "name") && isLiteral(stmt.value);
    case "annotated":
      return stmt.target.kind === "name" && (stmt.value === undefined || isLiteral(stmt.value));
    case "pass":
    case "break":
    case "continue":
    case "global":
    case "nonlocal":
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
