/** The blocks that run as a part of a statement. Bodies of functions and classes are scopes of their own, and none of them. */

import { assertNever } from "../../../base/assertNever.ts";
import type { Block, Stmt } from "./ir.ts";

/** In the order of the text. */
export function innerBlocks(stmt: Stmt): readonly Block[] {
  switch (stmt.kind) {
    case "if":
    case "for":
    case "while":
      return [stmt.body, stmt.otherwise];
    case "try":
      return [stmt.body, ...stmt.handlers.map(({ body }) => body), stmt.otherwise, stmt.last];
    case "match":
      return stmt.cases.map(({ body }) => body);
    case "with":
      return [stmt.body];
    case "import":
    case "importFrom":
    case "function":
    case "class":
    case "deferred":
    case "assign":
    case "annotated":
    case "augmented":
    case "expr":
    case "return":
    case "raise":
    case "assert":
    case "delete":
    case "break":
    case "continue":
    case "pass":
    case "global":
    case "nonlocal":
      return [];
    default:
      return assertNever(stmt);
  }
}
