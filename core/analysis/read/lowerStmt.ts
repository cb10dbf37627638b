/** Statements of the syntax tree as data. */

import type {
  Block,
  Case,
  ClassForm,
  Expr,
  FunctionForm,
  Handler,
  ImportedModule,
  ImportedName,
  Stmt,
  StmtForm,
  WithItem,
} from "../code/ir.ts";
import { levelOf } from "../code/moduleNames.ts";
import { exprLowering } from "./lowerExpr.ts";
import { captures, docOf, hasYield } from "./lowerParts.ts";
import { childOf, childrenOf, ofType, type Syntax } from "./syntax.ts";
import { unreadBody } from "./unread.ts";

/** Deeper blocks are left out: recursion must end before the stack does. */
const MAX_DEPTH = 100;

/** The statements that a node of the module stands for. */
export function lower(source: string, root: Syntax): Block {
  const { expr, args, params, text, oneLine } = exprLowering(source);
  let depth = 0;
  /** Whether the function being lowered yields. */
  let yields = false;

  function block(node: Syntax | undefined): Block {
    if (node === undefined || depth >= MAX_DEPTH) return [];
    depth++;
    const found: Stmt[] = [];
    for (const child of node.children) {
      // Broken text may hold whole statements, and its expressions nothing that may be taken for one.
      const inside = child.type === "ERROR" ? block(child) : statement(child);
      for (const each of inside) found.push(each);
    }
    depth--;
    return found;
  }

  function statement(node: Syntax): readonly Stmt[] {
    const found = forms(node);
    return "kind" in found ? [{ start: node.start, end: node.end, ...found }] : found;
  }

  function forms(node: Syntax): StmtForm | readonly Stmt[] {
    switch (node.type) {
      case "expression_statement":
        return expressionStatement(node);
      case "import_statement":
        return { kind: "import", names: childrenOf(node, "name").map(importedModule) };
      case "import_from_statement":
        return importFrom(node);
      case "decorated_definition":
        return decorated(node);
      case "function_definition":
        return functionForm(node, []);
      case "class_definition":
        return classForm(node, []);
      case "if_statement":
        return conditional(node);
      case "for_statement":
        return {
          kind: "for",
          target: expr(childOf(node, "left"), node),
          iter: expr(childOf(node, "right"), node),
          body: block(childOf(node, "body")),
          otherwise: elseOf(node),
        };
      case "while_statement":
        return {
          kind: "while",
          test: expr(childOf(node, "condition"), node),
          body: block(childOf(node, "body")),
          otherwise: elseOf(node),
        };
      case "try_statement":
        return {
          kind: "try",
          body: block(childOf(node, "body")),
          handlers: node.children
            .filter(({ type }) => type === "except_clause" || type === "except_group_clause")
            .map(handler),
          otherwise: elseOf(node),
          last: block(inBlock(ofType(node, "finally_clause"))),
        };
      case "with_statement":
        return {
          kind: "with",
          items: (ofType(node, "with_clause")?.children ?? []).flatMap(withItems),
          body: block(childOf(node, "body")),
        };
      case "match_statement": {
        const body = childOf(node, "body");
        const cases = (body ?? node).children.filter(({ type }) => type === "case_clause");
        return { kind: "match", subject: expr(childOf(node, "subject"), node), cases: cases.map(caseOf) };
      }
      case "return_statement":
      case "raise_statement": {
        const [value] = node.children;
        const kind = node.type === "return_statement" ? "return" : "raise";
        return value === undefined ? { kind } : { kind, value: expr(value, node) };
      }
      case "assert_statement":
        return { kind: "assert", values: node.children.map((each) => expr(each, node)) };
      case "delete_statement":
        return {
          kind: "delete",
          targets: node.children.flatMap((each) => {
            const target = expr(each, node);
            return target.kind === "tuple" ? target.items : [target];
          }),
        };
      case "break_statement":
        return { kind: "break" };
      case "continue_statement":
        return { kind: "continue" };
      case "global_statement":
      case "nonlocal_statement":
        return { kind: node.type === "global_statement" ? "global" : "nonlocal", names: node.children.map(text) };
      case "pass_statement":
      case "future_import_statement":
        return { kind: "pass" };
      case "type_alias_statement":
        return assignmentOfType(node) ?? [];
      case "block":
        return block(node);
      default:
        return [];
    }
  }

  function expressionStatement(node: Syntax): StmtForm | readonly Stmt[] {
    const [first] = node.children;
    if (first === undefined) return [];
    if (first.type === "assignment") return assignment(first);
    if (first.type === "augmented_assignment") {
      const op = childOf(first, "operator");
      return {
        kind: "augmented",
        target: expr(childOf(first, "left"), first),
        op: op === undefined ? "" : text(op).replace(/=$/, ""),
        value: expr(childOf(first, "right"), first),
      };
    }
    if (first.type === "yield") yields = true;
    return node.children.map((each) => ({ start: each.start, end: each.end, kind: "expr", value: expr(each, node) }));
  }

  function assignment(node: Syntax): StmtForm {
    const type = childOf(node, "type");
    let right = childOf(node, "right");
    if (type !== undefined) {
      const target = expr(childOf(node, "left"), node);
      const form = { kind: "annotated", target, annotation: oneLine(type) } as const;
      return right === undefined ? form : { ...form, value: expr(right, node) };
    }
    const targets = [expr(childOf(node, "left"), node)];
    while (right?.type === "assignment") {
      targets.push(expr(childOf(right, "left"), right));
      right = childOf(right, "right");
    }
    return { kind: "assign", targets, value: expr(right, node) };
  }

  /** `type(x).names[key] = value`, which the grammar takes for an alias of a type. */
  function assignmentOfType(node: Syntax): StmtForm | undefined {
    const left = childOf(node, "left")?.children[0];
    const right = childOf(node, "right")?.children[0];
    if (left === undefined || right === undefined || source[left.start] !== "(") return undefined;
    const type = { kind: "name", id: "type", start: node.start, end: node.start + "type".length } as const;
    const ofType = (each: Expr): Expr => {
      if (each.start > left.start) {
        const args = [{ start: each.start, end: each.end, value: each }];
        return { kind: "call", func: type, args, start: node.start, end: each.end + 1 };
      }
      const outer = { ...each, start: node.start };
      if (outer.kind === "attribute" || outer.kind === "subscript") return { ...outer, object: ofType(outer.object) };
      return outer.kind === "call" ? { ...outer, func: ofType(outer.func) } : outer;
    };
    return { kind: "assign", targets: [ofType(expr(left, node))], value: expr(right, node) };
  }

  function importedModule(node: Syntax): ImportedModule {
    const name = node.type === "aliased_import" ? (childOf(node, "name") ?? node) : node;
    const alias = node.type === "aliased_import" ? childOf(node, "alias") : undefined;
    const module = text(name).replace(/\s/g, "");
    return alias === undefined ? { module } : { module, as: text(alias) };
  }

  function importFrom(node: Syntax): StmtForm {
    const from = childOf(node, "module_name");
    const written = from === undefined ? "" : text(from).replace(/\s/g, "");
    const level = levelOf(written);
    const module = written.slice(level);
    if (ofType(node, "wildcard_import") !== undefined) return { kind: "importFrom", level, module, names: "*" };
    const names = childrenOf(node, "name").map((each): ImportedName => {
      const { module: name, as } = importedModule(each);
      return as === undefined ? { name } : { name, as };
    });
    return { kind: "importFrom", level, module, names };
  }

  function decorated(node: Syntax): StmtForm | readonly Stmt[] {
    const decorators = node.children.filter(({ type }) => type === "decorator");
    const definition = childOf(node, "definition") ?? node.children.at(-1);
    if (definition?.type === "function_definition") return functionForm(definition, decorators);
    if (definition?.type === "class_definition") return classForm(definition, decorators);
    return [];
  }

  const decoratorExprs = (nodes: readonly Syntax[]) => nodes.map((each) => expr(each.children[0], each));

  function functionForm(node: Syntax, decorators: readonly Syntax[]): FunctionForm | readonly Stmt[] {
    const name = childOf(node, "name");
    if (name === undefined || name.start === name.end) return [];
    const outer = yields;
    yields = false;
    const returns = childOf(node, "return_type");
    const bodyNode = childOf(node, "body");
    const read = block(bodyNode);
    const isGenerator = yields || hasYield(read);
    yields = outer;
    const doc = docOf(read);
    return {
      kind: "function",
      name: text(name),
      defStart: node.start,
      nameStart: name.start,
      isAsync: node.children[0]?.type === "async",
      isGenerator,
      decorators: decoratorExprs(decorators),
      params: params(childOf(node, "parameters")),
      ...(returns === undefined ? {} : { returns: oneLine(returns) }),
      ...(doc === undefined ? {} : { doc }),
      body: bodyNode?.type === "unread" ? unreadBody(source, bodyNode) : read,
    };
  }

  function classForm(node: Syntax, decorators: readonly Syntax[]): ClassForm | readonly Stmt[] {
    const name = childOf(node, "name");
    if (name === undefined || name.start === name.end) return [];
    const bases = childOf(node, "superclasses");
    return {
      kind: "class",
      name: text(name),
      nameStart: name.start,
      decorators: decoratorExprs(decorators),
      bases: bases === undefined ? [] : args(bases),
      body: block(childOf(node, "body")),
    };
  }

  function conditional(node: Syntax): StmtForm {
    let otherwise: Block = [];
    for (const each of [...childrenOf(node, "alternative")].reverse()) {
      if (each.type !== "elif_clause") otherwise = block(inBlock(each));
      else {
        const test = expr(childOf(each, "condition"), each);
        const body = block(childOf(each, "consequence"));
        otherwise = [{ start: each.start, end: each.end, kind: "if", test, body, otherwise }];
      }
    }
    return {
      kind: "if",
      test: expr(childOf(node, "condition"), node),
      body: block(childOf(node, "consequence")),
      otherwise,
    };
  }

  const inBlock = (clause: Syntax | undefined) => (clause === undefined ? undefined : ofType(clause, "block"));
  const elseOf = (node: Syntax): Block => block(inBlock(ofType(node, "else_clause")));

  function handler(node: Syntax): Handler {
    const body = block(inBlock(node));
    const caught = node.children.find(({ type }) => type !== "block");
    if (caught === undefined) return { body };
    if (caught.type !== "as_pattern") {
      const alias = childOf(node, "alias");
      return { type: expr(caught, node), ...(alias === undefined ? {} : { name: text(alias) }), body };
    }
    const alias = childOf(caught, "alias") ?? ofType(caught, "as_pattern_target");
    return { type: expr(caught.children[0], caught), ...(alias === undefined ? {} : { name: text(alias) }), body };
  }

  function withItems(item: Syntax): WithItem[] {
    const value = childOf(item, "value") ?? item.children[0];
    if (value === undefined) return [];
    if (value.type === "tuple") return value.children.flatMap((each) => withItems({ ...item, children: [each] }));
    if (value.type !== "as_pattern") return [{ value: expr(value, item) }];
    const target = ofType(value, "as_pattern_target")?.children[0];
    const of = expr(value.children[0], value);
    return [target === undefined ? { value: of } : { value: of, target: expr(target, value) }];
  }

  function caseOf(node: Syntax): Case {
    const patterns = node.children.filter(({ type }) => type === "case_pattern");
    const guard = childOf(node, "guard");
    const body = block(childOf(node, "consequence") ?? ofType(node, "block"));
    const only = patterns.length === 1 ? patterns[0] : undefined;
    const pattern = only?.children[0];
    const binds: string[] = [];
    for (const each of patterns) captures(each, text, binds);
    const written = only === undefined ? "" : text(only);
    const always = guard === undefined && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(written);
    const options = pattern?.type === "union_pattern" ? pattern.children : pattern === undefined ? [] : [pattern];
    const literals = options.flatMap((each) => compared(each, node) ?? []);
    return {
      always,
      binds,
      body,
      ...(options.length > 0 && literals.length === options.length ? { literals } : {}),
      ...(guard === undefined ? {} : { guard: expr(guard.children[0], guard) }),
    };
  }

  /** What a pattern compares with, if that is all it does. */
  function compared(pattern: Syntax, fallback: Syntax): Expr | undefined {
    if (/^(string|concatenated_string|integer|float|true|false|none)$/.test(pattern.type))
      return expr(pattern, fallback);
    const written = text(pattern);
    if (pattern.type !== "dotted_name" || !/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)+$/u.test(written))
      return undefined;
    const [first = "", ...names] = written.split(".");
    let end = pattern.start + first.length;
    return names.reduce<Expr>(
      (object, name) => {
        const nameStart = end + 1;
        end = nameStart + name.length;
        return { start: pattern.start, end, kind: "attribute", object, name, nameStart };
      },
      { start: pattern.start, end, kind: "name", id: first },
    );
  }

  return block({ type: "module", start: root.start, end: root.end, field: undefined, children: [root] });
}
