/** Expressions of the syntax tree as data. Statements are lowerStmt's. */

import type { Arg, Clause, DictItem, Expr, ExprForm, Param } from "../code/ir.ts";
import { paramsOf } from "./lowerParams.ts";
import { joinedForm, stringForm } from "./lowerString.ts";
import { childOf, childrenOf, type Syntax } from "./syntax.ts";
import { isTable } from "./table.ts";

/** Deeper expressions are opaque: recursion must end before the stack does. */
const MAX_DEPTH = 250;
const MAX_OPAQUE = 60;

export interface ExprLowering {
  expr(node: Syntax | undefined, fallback: Syntax): Expr;
  args(list: Syntax): Arg[];
  params(list: Syntax | undefined): Param[];
  text(node: Syntax): string;
  oneLine(node: Syntax): string;
}

export function exprLowering(source: string): ExprLowering {
  let depth = 0;

  const written = (node: Syntax) => source.slice(node.start, node.end);
  // Names that Python takes for one are one.
  const text = (node: Syntax) => {
    const name = written(node);
    return /[^\0-\x7f]/.test(name) ? name.normalize("NFKC") : name;
  };
  const oneLine = (node: Syntax) => written(node).replace(/\s*\n\s*/g, " ");
  const opaque = (node: Syntax, broken = false): ExprForm => {
    const all = source.slice(node.start, Math.min(node.end, node.start + 4 * MAX_OPAQUE)).replace(/\s+/g, " ");
    return { kind: "opaque", text: all.length > MAX_OPAQUE ? `${all.slice(0, MAX_OPAQUE - 1)}…` : all, broken };
  };

  /** A missing part is broken text where its parent ends. */
  function expr(node: Syntax | undefined, fallback: Syntax): Expr {
    if (node === undefined) return { start: fallback.end, end: fallback.end, kind: "opaque", text: "", broken: true };
    if (depth >= MAX_DEPTH) return { start: node.start, end: node.end, ...opaque(node) };
    depth++;
    const lowered = form(node);
    depth--;
    return "start" in lowered ? lowered : { start: node.start, end: node.end, ...lowered };
  }

  const inner = (node: Syntax): Syntax | undefined => node.children[0];

  function form(node: Syntax): ExprForm | Expr {
    if (isTable(node)) return { kind: "table" };
    switch (node.type) {
      case "identifier":
        return node.start === node.end ? opaque(node, true) : { kind: "name", id: text(node) };
      case "integer":
        return number(text(node).replaceAll("_", ""));
      case "float":
        return { kind: "float", text: text(node).replaceAll("_", "") };
      case "true":
      case "false":
        return { kind: "bool", value: node.type === "true" };
      case "none":
      case "ellipsis":
        return { kind: node.type };
      case "string":
        return stringForm(node, source, expr);
      case "concatenated_string":
        return joinedForm(node, expr);
      case "parenthesized_expression":
        return inner(node) === undefined ? opaque(node, true) : expr(inner(node), node);
      case "type":
        return expr(inner(node), node);
      case "attribute": {
        const name = childOf(node, "attribute");
        const object = expr(childOf(node, "object"), node);
        if (name === undefined || name.start === name.end) return opaque(node, true);
        return ofStarred(node, object, (of) => ({
          kind: "attribute",
          object: of,
          name: text(name),
          nameStart: name.start,
        }));
      }
      case "call":
        return call(node);
      case "subscript": {
        const indices = childrenOf(node, "subscript").map((each) => expr(each, node));
        const [first] = indices;
        const index: Expr =
          first === undefined
            ? expr(undefined, node)
            : indices.length === 1
              ? first
              : { start: first.start, end: node.end, kind: "tuple", items: indices };
        return ofStarred(node, expr(childOf(node, "value"), node), (object) => ({ kind: "subscript", object, index }));
      }
      case "slice":
        return slice(node);
      case "list":
      case "set":
        return { kind: node.type, items: node.children.map((each) => expr(each, node)) };
      case "list_pattern":
        return { kind: "list", items: node.children.map((each) => expr(each, node)) };
      case "tuple":
      case "expression_list":
      case "pattern_list":
      case "tuple_pattern":
        return { kind: "tuple", items: node.children.map((each) => expr(each, node)) };
      case "dictionary":
        return { kind: "dict", entries: node.children.flatMap((each) => entry(each)) };
      case "list_comprehension":
      case "set_comprehension":
      case "dictionary_comprehension":
      case "generator_expression":
        return comprehension(node);
      case "unary_operator":
        return { kind: "unary", op: operator(node), operand: expr(childOf(node, "argument"), node) };
      case "not_operator":
        return { kind: "unary", op: "not", operand: expr(childOf(node, "argument"), node) };
      case "binary_operator":
        return { kind: "binary", ...operands(node) };
      case "boolean_operator":
        return { kind: "boolean", ...operands(node) };
      case "comparison_operator":
        return {
          kind: "compare",
          ops: childrenOf(node, "operators").map((each) => oneLine(each).replace(/\s+/g, " ")),
          operands: node.children.filter(({ field }) => field !== "operators").map((each) => expr(each, node)),
        };
      case "conditional_expression": {
        const [body, test, otherwise] = node.children;
        return {
          kind: "conditional",
          test: expr(test, node),
          body: expr(body, node),
          otherwise: expr(otherwise, node),
        };
      }
      case "lambda":
        return {
          kind: "lambda",
          params: params(childOf(node, "parameters")),
          body: expr(childOf(node, "body"), node),
        };
      case "await":
        return { kind: "await", value: expr(inner(node), node) };
      case "list_splat":
      case "list_splat_pattern":
        return { kind: "star", value: expr(inner(node), node) };
      case "yield":
        return {
          kind: "yield",
          ...(inner(node) === undefined ? {} : { value: expr(inner(node), node) }),
          ...(/^yield\s+from\b/.test(text(node).slice(0, 40)) ? { from: true } : {}),
        };
      case "named_expression": {
        const name = childOf(node, "name");
        if (name === undefined) return opaque(node, true);
        return { kind: "walrus", target: text(name), value: expr(childOf(node, "value"), node) };
      }
      case "assignment":
        // `a = b = 1`: the right side of the outer one.
        return expr(childOf(node, "right"), node);
      case "ERROR":
        return opaque(node, true);
      default:
        return opaque(node);
    }
  }

  function operands(node: Syntax): { op: string; left: Expr; right: Expr } {
    const left = expr(childOf(node, "left"), node);
    return { op: operator(node), left, right: expr(childOf(node, "right"), node) };
  }

  function operator(node: Syntax): string {
    const found = childOf(node, "operator");
    return found === undefined ? "" : text(found);
  }

  /** The grammar reads `[*g(1)]`, `[*a.b]` and `[*a[0]]` as done to `*g` and `*a`. */
  function ofStarred(node: Syntax, of: Expr, form: (of: Expr) => ExprForm): ExprForm {
    if (of.kind !== "star") return form(of);
    return { kind: "star", value: { start: of.value.start, end: node.end, ...form(of.value) } };
  }

  function call(node: Syntax): ExprForm {
    const func = childOf(node, "function");
    const list = childOf(node, "arguments");
    const args =
      list === undefined
        ? []
        : list.type === "generator_expression"
          ? [{ start: list.start, end: list.end, value: expr(list, node) }]
          : argsOf(list);
    return ofStarred(node, expr(func, node), (of) => ({ kind: "call", func: of, args }));
  }

  function argsOf(list: Syntax): Arg[] {
    return list.children.map((each): Arg => {
      const span = { start: each.start, end: each.end };
      switch (each.type) {
        case "keyword_argument": {
          const name = childOf(each, "name");
          const value = expr(childOf(each, "value"), each);
          return name === undefined ? { ...span, value } : { ...span, name: text(name), value };
        }
        case "list_splat":
          return { ...span, star: 1, value: expr(inner(each), each) };
        case "dictionary_splat":
          return { ...span, star: 2, value: expr(inner(each), each) };
        default: {
          const value = expr(each, list);
          return value.kind === "star" ? { ...span, star: 1, value: value.value } : { ...span, value };
        }
      }
    });
  }

  function slice(node: Syntax): ExprForm {
    // The colons are anonymous: which part a child is shows in how many colons lie before it.
    const parts: (Expr | undefined)[] = [];
    for (const child of node.children) {
      const before = source.slice(node.start, child.start);
      let colons = (before.match(/:/g) ?? []).length;
      for (const other of node.children) {
        if (other.end <= child.start) colons -= (text(other).match(/:/g) ?? []).length;
      }
      parts[Math.max(0, Math.min(colons, 2))] = expr(child, node);
    }
    const [lower, upper, step] = parts;
    return {
      kind: "slice",
      ...(lower === undefined ? {} : { lower }),
      ...(upper === undefined ? {} : { upper }),
      ...(step === undefined ? {} : { step }),
    };
  }

  function entry(node: Syntax): DictItem[] {
    if (node.type === "pair") {
      return [{ key: expr(childOf(node, "key"), node), value: expr(childOf(node, "value"), node) }];
    }
    if (node.type === "dictionary_splat") return [{ value: expr(inner(node), node) }];
    return [{ key: expr(node, node), value: expr(undefined, node) }];
  }

  function comprehension(node: Syntax): ExprForm {
    const body = childOf(node, "body") ?? inner(node);
    const clauses: Clause[] = [];
    for (const child of node.children) {
      if (child.type === "for_in_clause") {
        const rights = childrenOf(child, "right");
        const iter =
          rights.length > 1
            ? ({
                start: child.start,
                end: child.end,
                kind: "tuple",
                items: rights.map((each) => expr(each, child)),
              } as const)
            : expr(rights[0], child);
        clauses.push({ target: expr(childOf(child, "left"), child), iter, conditions: [] });
      } else if (child.type === "if_clause") {
        const last = clauses.pop();
        if (last !== undefined) clauses.push({ ...last, conditions: [...last.conditions, expr(inner(child), child)] });
      }
    }
    const of = node.type === "generator_expression" ? "generator" : node.type.split("_")[0];
    if (of === "dictionary") {
      const key = body === undefined ? undefined : childOf(body, "key");
      const value = body === undefined ? undefined : childOf(body, "value");
      return { kind: "comprehension", of: "dict", element: expr(key, node), value: expr(value, node), clauses };
    }
    return {
      kind: "comprehension",
      of: of === "set" ? "set" : of === "list" ? "list" : "generator",
      element: expr(body, node),
      clauses,
    };
  }

  const params = (list: Syntax | undefined) => paramsOf(list, { expr, text, oneLine });

  return { expr, args: argsOf, params, text, oneLine };
}

function number(digits: string): ExprForm {
  if (/[jJ]$/.test(digits)) return { kind: "opaque", text: digits, broken: false };
  return { kind: "int", text: digits };
}
