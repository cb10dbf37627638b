/** Parameters of functions and lambdas as data. */

import type { Expr, Param, ParamKind } from "../code/ir.ts";
import { childOf, type Syntax } from "./syntax.ts";

interface ParamLowering {
  expr(node: Syntax | undefined, fallback: Syntax): Expr;
  text(node: Syntax): string;
  oneLine(node: Syntax): string;
}

export function paramsOf(list: Syntax | undefined, lowering: ParamLowering): Param[] {
  const found: Param[] = [];
  let kind: ParamKind = "normal";
  for (const child of list?.children ?? []) {
    if (child.type === "keyword_separator") kind = "keywordOnly";
    else if (child.type === "positional_separator") {
      for (let at = 0; at < found.length; at++) {
        const each = found[at];
        if (each !== undefined) found[at] = { ...each, kind: "positionalOnly" };
      }
    } else {
      const param = paramOf(child, kind, lowering);
      if (param === undefined) continue;
      found.push(param);
      if (param.kind === "star") kind = "keywordOnly";
    }
  }
  return found;
}

function paramOf(node: Syntax, kind: ParamKind, { expr, text, oneLine }: ParamLowering): Param | undefined {
  const type = childOf(node, "type");
  const value = childOf(node, "value");
  const named =
    node.type === "identifier"
      ? node
      : (childOf(node, "name") ?? node.children.find((each) => each !== type && each !== value));
  if (named === undefined || named.type === "ERROR") return undefined;
  const splat = node.type.endsWith("splat_pattern") ? node : named;
  const star =
    splat.type === "list_splat_pattern" ? "star" : splat.type === "dictionary_splat_pattern" ? "doubleStar" : undefined;
  const name = text(named).replace(/^\*+\s*/, "");
  if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return undefined;
  return {
    start: node.start,
    end: node.end,
    name,
    kind: star ?? kind,
    ...(type === undefined ? {} : { annotation: oneLine(type) }),
    ...(value === undefined ? {} : { default: expr(value, node), defaultText: oneLine(value) }),
  };
}
