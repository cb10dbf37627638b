/** String literals, with and without values in them, as data. */

import type { Expr, ExprForm, FStringPart } from "./ir.ts";
import { withoutEscapes } from "./strings.ts";
import { childOf, ofType, type Syntax } from "./syntax.ts";

type LowerExpr = (node: Syntax | undefined, fallback: Syntax) => Expr;

export function stringForm(node: Syntax, source: string, expr: LowerExpr): ExprForm {
  const text = (part: Syntax) => source.slice(part.start, part.end);
  const opening = ofType(node, "string_start");
  const closing = ofType(node, "string_end");
  const from = opening?.end ?? node.start;
  const to = closing?.start ?? node.end;
  const prefix = opening === undefined ? "" : text(opening).replace(/['"]/g, "").toLowerCase();
  const raw = prefix.includes("r");
  const decoded = (start: number, end: number) => {
    const slice = source.slice(start, end);
    return raw ? slice.replace(/\r\n/g, "\n") : withoutEscapes(slice);
  };
  if (prefix.includes("b")) return { kind: "bytes", text: source.slice(from, to) };
  if (!/[ft]/.test(prefix)) return { kind: "str", value: decoded(from, to) };
  const parts: FStringPart[] = [];
  const literal = (start: number, end: number) => {
    if (start < end) {
      parts.push({ kind: "text", value: decoded(start, end).replaceAll("{{", "{").replaceAll("}}", "}") });
    }
  };
  let at = from;
  for (const child of node.children) {
    if (child.type !== "interpolation") continue;
    literal(at, child.start);
    const value = childOf(child, "expression") ?? child.children[0];
    const conversion = ofType(child, "type_conversion");
    const format = ofType(child, "format_specifier");
    const plain = (conversion === undefined || text(conversion) === "!s") && !/=\s*\}$/.test(text(child));
    const spec = format === undefined ? {} : { spec: text(format).replace(/^:/, "") };
    parts.push({ kind: "value", expr: expr(value, child), plain, ...spec });
    at = child.end;
  }
  literal(at, to);
  return parts.every((part) => part.kind === "text")
    ? { kind: "str", value: parts.map((part) => (part.kind === "text" ? part.value : "")).join("") }
    : { kind: "fstring", parts };
}

/** Literals side by side. */
export function joinedForm(node: Syntax, expr: LowerExpr): ExprForm {
  const parts = node.children.flatMap((child): FStringPart[] => {
    const piece = expr(child, node);
    if (piece.kind === "str") return [{ kind: "text", value: piece.value }];
    if (piece.kind === "fstring") return [...piece.parts];
    return [{ kind: "value", expr: piece, plain: false }];
  });
  return parts.every((part) => part.kind === "text")
    ? { kind: "str", value: parts.map((part) => (part.kind === "text" ? part.value : "")).join("") }
    : { kind: "fstring", parts };
}
