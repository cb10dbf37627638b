/** `if __name__ == "__main__":`, in its spellings. */

import type { Expr, Stmt } from "../../code/ir.ts";

export const isMain = (stmt: Stmt): boolean => stmt.kind === "if" && asksForMain(stmt.test);

function asksForMain(test: Expr): boolean {
  if (test.kind === "boolean" && test.op === "and") return asksForMain(test.left) || asksForMain(test.right);
  if (test.kind !== "compare" || test.operands.length !== 2) return false;
  const [left, right] = test.operands;
  const isIn = test.ops[0] === "in" && (right?.kind === "tuple" || right?.kind === "list" || right?.kind === "set");
  if (isIn && left !== undefined && right.items.length === 1)
    return asksForMain({ ...test, ops: ["=="], operands: [left, ...right.items] });
  if (test.ops[0] !== "==") return false;
  const named = test.operands.some((each) => each.kind === "name" && each.id === "__name__");
  return named && test.operands.some((each) => each.kind === "str" && each.value === "__main__");
}
