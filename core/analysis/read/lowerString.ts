/** String literals, with and without values in them, as data. */

import type { Expr, ExprForm, FStringPart } from "../code/ir.ts";
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
  const opaque = (start: number, end: number): ExprForm => ({
    kind: "opaque",
    text: source.slice(start, end).slice(0, 60),
    broken: false,
  });
  const isNamed = (start: number, end: number) => !raw && NAMED.test(source.slice(start, end));
  if (!/[ft]/.test(prefix)) return isNamed(from, to) ? opaque(from, to) : { kind: "str", value: decoded(from, to) };

  /** Text and values between two offsets; `holder` has the values among its children. */
  const partsOf = (holder: Syntax, start: number, end: number): FStringPart[] => {
    const parts: FStringPart[] = [];
    const literal = (first: number, last: number) => {
      if (first >= last) return;
      if (isNamed(first, last)) {
        parts.push({ kind: "value", expr: { start: first, end: last, ...opaque(first, last) } });
      } else {
        parts.push({ kind: "text", value: decoded(first, last).replaceAll("{{", "{").replaceAll("}}", "}") });
      }
    };
    let at = start;
    for (const child of holder.children) {
      if (child.type !== "interpolation" && child.type !== "format_expression") continue;
      literal(at, child.start);
      parts.push(...interpolated(child));
      at = child.end;
    }
    literal(at, end);
    return parts;
  };

  const interpolated = (node: Syntax): FStringPart[] => {
    const value = childOf(node, "expression") ?? node.children[0];
    const conversion = ofType(node, "type_conversion");
    const format = ofType(node, "format_specifier");
    const behind = source.slice(value?.end ?? node.end, conversion?.start ?? format?.start ?? node.end);
    // `{x=}` shows the expression, and the value as `repr` does.
    const shown = /^\s*=\s*/.exec(behind)?.[0];
    const label: FStringPart[] =
      shown === undefined
        ? []
        : [{ kind: "text", value: source.slice(node.start + 1, (value?.end ?? node.end) + shown.length) }];
    const how =
      conversion === undefined
        ? shown !== undefined && format === undefined
          ? "r"
          : undefined
        : text(conversion).slice(1);
    const spec = format === undefined ? undefined : specOf(format);
    return [
      ...label,
      {
        kind: "value",
        expr: expr(value, node),
        ...(how === undefined ? {} : { conversion: how }),
        ...(spec === undefined ? {} : { spec }),
      },
    ];
  };

  const specOf = (format: Syntax): string | readonly FStringPart[] => {
    const start = format.start + (source[format.start] === ":" ? 1 : 0);
    const parts = partsOf(format, start, format.end);
    return parts.every((part) => part.kind === "text") ? source.slice(start, format.end) : parts;
  };

  return joined(partsOf(node, from, to));
}

/** `\N{BULLET}`: what the names of characters mean is not known here. */
const NAMED = /(?<!\\)(?:\\\\)*\\N\{/;

function joined(parts: readonly FStringPart[]): ExprForm {
  return parts.every((part) => part.kind === "text")
    ? { kind: "str", value: parts.map((part) => (part.kind === "text" ? part.value : "")).join("") }
    : { kind: "fstring", parts };
}

/** Literals side by side. */
export function joinedForm(node: Syntax, expr: LowerExpr): ExprForm {
  const pieces = node.children.map((child) => expr(child, node));
  if (pieces.every((piece) => piece.kind === "bytes")) {
    return { kind: "bytes", text: pieces.map((piece) => (piece.kind === "bytes" ? piece.text : "")).join("") };
  }
  const parts = pieces.flatMap((piece): FStringPart[] => {
    if (piece.kind === "str") return [{ kind: "text", value: piece.value }];
    return piece.kind === "fstring" ? [...piece.parts] : [{ kind: "value", expr: piece }];
  });
  return joined(parts);
}
