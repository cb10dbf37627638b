/** Tells data from settings: the tables, embedded files and lists of words that some modules consist of. */

import type { Syntax } from "./syntax.ts";

/** More constants than a setting has, and than rounds of a loop are followed. */
const MAX_CONSTANTS = 2_000;

/** More characters than a setting has. */
const MAX_STRING = 100_000;

const CONTAINERS = new Set([
  "list",
  "tuple",
  "set",
  "dictionary",
  "pair",
  "parenthesized_expression",
  "unary_operator",
  "concatenated_string",
]);
const CONSTANTS = new Set(["integer", "float", "true", "false", "none", "ellipsis", "string"]);

/** Whether an expression is a literal of constants alone, and a large one: a call or a name in it may mean anything. */
export function isTable(node: Syntax): boolean {
  if (!CONTAINERS.has(node.type)) return node.type === "string" && node.end - node.start > MAX_STRING;
  const pending = [...node.children];
  let constants = 0;
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    if (CONSTANTS.has(each.type)) {
      if (each.children.some(({ type }) => type === "interpolation")) return false;
      constants += each.end - each.start > MAX_STRING ? MAX_CONSTANTS : 1;
    } else if (CONTAINERS.has(each.type)) for (const child of each.children) pending.push(child);
    else if (each.type !== "operator") return false;
  }
  return constants > MAX_CONSTANTS;
}
