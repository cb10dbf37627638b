/** Calls that end the interpreter, so that what follows does not run. */

import type { Expr } from "./ir.ts";

/** `sys.exit()` and the like. */
export function exits(expr: Expr): boolean {
  return (
    expr.kind === "call" &&
    expr.func.kind === "attribute" &&
    expr.func.object.kind === "name" &&
    ((expr.func.object.id === "sys" && expr.func.name === "exit") ||
      (expr.func.object.id === "os" && expr.func.name === "_exit"))
  );
}
