/** `flightdeck list --json --values`: what each parameter was given, in which state of knowledge, and how it is written. */

import { assertNever } from "../base/assertNever.ts";
import { partsOf } from "../core/analysis/index.ts";
import type { Setting } from "../protocol/model.ts";
import type { Place } from "../protocol/place.ts";
import type { Argument, PyValue, UnknownReason, Value } from "../protocol/value.ts";

/** How a value stands in the text: only literals, one dotted name, or anything else. */
export type Source = "literal" | "name" | "expression";

/** `value` beside `oneOf` and `unknown` is what is known of it: its parts have states of their own. */
export type ListedState =
  | { readonly state: "known"; readonly value: PyValue }
  | { readonly state: "oneOf"; readonly values: readonly PyValue[] }
  | { readonly state: "oneOf"; readonly value: PyValue }
  | { readonly state: "unknown"; readonly reason: UnknownReason; readonly value?: PyValue };

export type ListedValue = ListedState & {
  readonly parameter: string;
  /** Of the value, from 1; in `file`, which is absent where it is the listed one. */
  readonly line: number;
  readonly file?: string;
  readonly source: Source;
};

/** A call of `flyte.Image.from_…(…).with_…(…)`. */
export interface ListedStep {
  readonly call: string;
  /** `parameter` is the keyword, or the position from 0. */
  readonly arguments: readonly (ListedState & { readonly parameter: string | number })[];
}

/** The text at a place, or nothing where it can't be read. */
export type TextAt = (place: Place) => string | undefined;

export function listedValues(settings: readonly Setting[], file: string, textAt: TextAt): readonly ListedValue[] {
  return settings.map(({ name, value, place }) => ({
    parameter: name,
    line: place.range.start.line + 1,
    ...(place.file === file ? {} : { file: place.file }),
    source: sourceOf(textAt(place)),
    ...stateOf(value),
  }));
}

/** The calls that make an image, the first first; empty where it is not made by calls. */
export function imageSteps(settings: readonly Setting[]): readonly ListedStep[] {
  const image = settings.findLast(({ name }) => name === "image")?.value;
  return image === undefined ? [] : stepsOf(image);
}

function stepsOf(image: Value): readonly ListedStep[] {
  if (image.kind !== "known" || image.value.type !== "object") return [];
  const { callee, on, args } = image.value;
  return [...(on === undefined ? [] : stepsOf(on)), { call: callee, arguments: argumentsOf(args) }];
}

const argumentsOf = (args: readonly Argument[]): ListedStep["arguments"] =>
  args.map(({ name, value }, position) => ({ parameter: name ?? position, ...stateOf(value) }));

/** A value is known if all of its parts are. */
export function stateOf(value: Value): ListedState {
  switch (value.kind) {
    case "unknown":
      return { state: "unknown", reason: value.reason };
    case "oneOf": {
      const hole = worst(value.values.flatMap(partsOf));
      return hole?.kind === "unknown"
        ? { state: "unknown", reason: hole.reason }
        : { state: "oneOf", values: value.values };
    }
    case "known": {
      const hole = worst(partsOf(value.value));
      if (hole === undefined) return { state: "known", value: value.value };
      return hole.kind === "unknown"
        ? { state: "unknown", reason: hole.reason, value: value.value }
        : { state: "oneOf", value: value.value };
    }
    default:
      return assertNever(value);
  }
}

/** The first part, at any depth, that is unknown; else one that is one of several. */
function worst(parts: readonly Value[]): Exclude<Value, { kind: "known" }> | undefined {
  let several: Exclude<Value, { kind: "known" }> | undefined;
  for (const part of parts) {
    const hole = part.kind === "unknown" ? part : worst(membersOf(part));
    if (hole?.kind === "unknown") return hole;
    several ??= hole ?? (part.kind === "oneOf" ? part : undefined);
  }
  return several;
}

const membersOf = (value: Value): readonly Value[] => {
  if (value.kind === "unknown") return [];
  return value.kind === "known" ? partsOf(value.value) : value.values.flatMap(partsOf);
};

const STRING = String.raw`[bBrRuU]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')`;
const NUMBER = String.raw`(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`;
const NAME = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const LITERAL = new RegExp(
  String.raw`^(?:\s|#.*|[-+,:()\[\]{}]|${STRING}|${NUMBER}|(?:True|False|None|not)\b(?!\s*[(.]))+$`,
  "u",
);
const DOTTED = new RegExp(String.raw`^(?!(?:True|False|None)\b)${NAME}(?:\s*\.\s*${NAME})*$`, "u");

const KEYWORD = new RegExp(String.raw`^${NAME}\s*=(?!=)`, "u");

/** Of the text of an argument, with or without its keyword. */
export function sourceOf(text: string | undefined): Source {
  if (text === undefined) return "expression";
  const written = text.trim().replace(KEYWORD, "").trim();
  if (LITERAL.test(written)) return "literal";
  return DOTTED.test(written) ? "name" : "expression";
}
