/** What is read off statements that stand already: docstrings, yields, the names of a pattern. */

import type { Block } from "../code/ir.ts";
import { cleanDoc } from "./strings.ts";
import type { Syntax } from "./syntax.ts";

/** Names that a pattern binds. */
export function captures(node: Syntax, text: (node: Syntax) => string, into: string[]): void {
  if (node.type === "dotted_name" || node.type === "identifier") {
    const name = text(node);
    if (name !== "_" && !name.includes(".")) into.push(name);
    return;
  }
  for (const child of node.children) captures(child, text, into);
}

export function docOf(body: Block): string | undefined {
  const [first] = body;
  return first?.kind === "expr" && first.value.kind === "str" ? cleanDoc(first.value.value) : undefined;
}

/** `x = yield`: a yield that is part of a statement of the function itself. */
export function hasYield(body: Block): boolean {
  return body.some((each) => {
    switch (each.kind) {
      case "assign":
      case "augmented":
        return each.value.kind === "yield";
      case "return":
        return each.value?.kind === "yield";
      default:
        return false;
    }
  });
}
