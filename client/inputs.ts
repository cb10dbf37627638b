/** What a task's parameters ask for, and whether an answer fits. Pure: asking is askInputs.ts's work, converting to Python the bridge's. */

import * as l10n from "@vscode/l10n";
import type { Input, Json } from "../protocol/launch.ts";
import type { Parameter } from "../protocol/model.ts";
import { assertNever } from "./assertNever.ts";

/**
 * How an answer is read. `text` is handed over as typed, to be read by the parameter's own type; `list` and `dict` are
 * JSON of that form; `named` is a class that the editor doesn't know: JSON for a dataclass, a plain word for an enum.
 */
export type InputType = "bool" | "int" | "float" | "str" | "text" | "list" | "dict" | "named" | "json";

export interface InputForm {
  readonly name: string;
  readonly type: InputType;
  /** May be None: an empty answer means that. */
  readonly optional: boolean;
  /** May be left out: the default counts then. */
  readonly hasDefault: boolean;
  /** For people: the annotation, the default, the docstring's line. */
  readonly hint: string;
  /** What stands in the box at first. */
  readonly initial: string;
  /** Where the answers are few: these. */
  readonly choices?: readonly string[];
}

/** Types whose values have a usual text form that the SDK reads itself, under whatever name their module is imported. */
const TEXT_TYPE = /^(?:\w+\.)*(?:date|datetime|timedelta|Path|File|Dir)$/;

const LIST_TYPE = /^(?:\w+\.)*(?:list|List|tuple|Tuple|set|Set|Sequence)(?:\[|$)/;
const DICT_TYPE = /^(?:\w+\.)*(?:dict|Dict|Mapping)(?:\[|$)/;

/** A class by its name; what may be anything stays JSON. */
const NAMED_TYPE = /^(?!(?:\w+\.)*(?:Any|object)$)[A-Za-z_][\w.]*$/;

/** The form of a parameter. `last` is what was answered the last time, as typed. */
export function inputForm(parameter: Parameter, last?: string): InputForm {
  const annotation = (parameter.annotation ?? "").replace(/^(["'])(.*)\1$/s, "$2").trim();
  const { inner, optional } = withoutNone(annotation);
  const choices = literalChoices(inner);
  const type = choices === undefined ? typeOf(inner) : "text";
  const hint = [
    annotation === "" ? l10n.t("any type, as JSON") : annotation,
    parameter.hasDefault ? l10n.t("default {0}", parameter.defaultText ?? "…") : "",
    parameter.doc ?? "",
  ].filter((part) => part !== "");
  return {
    name: parameter.name,
    type,
    optional,
    hasDefault: parameter.hasDefault,
    hint: hint.join(" · "),
    initial: last ?? "",
    ...(choices === undefined ? {} : { choices }),
  };
}

/** `X | None`, `None | X`, `Optional[X]` and `Union[X, None]` are X that may be left empty. */
function withoutNone(annotation: string): { readonly inner: string; readonly optional: boolean } {
  const wrapped = /^(?:typing\.)?(Optional|Union)\[(.*)\]$/s.exec(annotation);
  const body = wrapped?.[2] ?? annotation;
  const members = splitTopLevel(body, wrapped?.[1] === "Union" ? "," : "|");
  const rest = members.filter((member) => member !== "None");
  const optional = wrapped?.[1] === "Optional" || rest.length < members.length;
  return { inner: rest.join(" | "), optional };
}

/** Splits at a separator that stands outside of brackets and quotes. */
function splitTopLevel(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if ("[({".includes(character)) depth += 1;
    else if ("])}".includes(character)) depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** The values of `Literal["a", "b"]` when all are plain strings. */
function literalChoices(annotation: string): readonly string[] | undefined {
  const body = /^(?:typing\.)?Literal\[(.*)\]$/s.exec(annotation)?.[1];
  if (body === undefined) return undefined;
  const texts = splitTopLevel(body, ",").map((item) => /^(["'])([^"'\\]*)\1$/.exec(item)?.[2]);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function typeOf(annotation: string): InputType {
  if (annotation === "bool" || annotation === "int" || annotation === "float" || annotation === "str")
    return annotation;
  if (splitTopLevel(annotation, "|").length > 1) return "json";
  if (TEXT_TYPE.test(annotation)) return "text";
  if (LIST_TYPE.test(annotation)) return "list";
  if (DICT_TYPE.test(annotation)) return "dict";
  return NAMED_TYPE.test(annotation) ? "named" : "json";
}

/** An answer that was read: a value to pass, nothing to pass (the default counts), or what is wrong with it. */
export type ReadInput =
  | { readonly kind: "input"; readonly input: Input }
  | { readonly kind: "default" }
  | { readonly kind: "wrong"; readonly message: string };

/** What is typed for an empty text where an empty box means something else. */
const EMPTY_TEXT = '""';

/** Whether an empty text has to be typed as such. */
export function quotesEmpty({ type, hasDefault, optional }: InputForm): boolean {
  return type === "str" && (hasDefault || optional);
}

/** Reads an answer as typed. Empty means: the default, else None where it may be, else an empty string for `str`. */
export function readInput(form: InputForm, text: string): ReadInput {
  const trimmed = text.trim();
  if (trimmed === EMPTY_TEXT && quotesEmpty(form)) return value(form, "");
  if (trimmed === "" && form.hasDefault) return { kind: "default" };
  if (trimmed === "" && form.optional) return value(form, null);
  if (form.choices !== undefined) {
    return form.choices.includes(trimmed) ? value(form, trimmed) : wrong(l10n.t("One of {0}", form.choices.join(", ")));
  }
  switch (form.type) {
    case "bool":
      return trimmed === "true" || trimmed === "false"
        ? value(form, trimmed === "true")
        : wrong(l10n.t("true or false"));
    case "int": {
      if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) return wrong(l10n.t("A whole number, such as 42"));
      const number = Number(trimmed.replaceAll("_", ""));
      // Larger ones would lose digits on the way; as text they keep them.
      return Number.isSafeInteger(number) ? value(form, number) : asText(form, trimmed);
    }
    case "float": {
      if (/^[+-]?(inf|nan)$/i.test(trimmed)) return asText(form, trimmed);
      const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed);
      return isNumber ? value(form, Number(trimmed)) : wrong(l10n.t("A number, such as 0.5"));
    }
    case "str":
      return value(form, text);
    case "text":
      return trimmed === "" ? wrong(l10n.t("A value of type {0}", form.hint)) : asText(form, trimmed);
    case "list": {
      const json = parsed(trimmed);
      return Array.isArray(json) ? value(form, json) : wrong(l10n.t("A list as JSON, such as [1, 2]"));
    }
    case "dict": {
      const json = parsed(trimmed);
      const isObject = typeof json === "object" && json !== null && !Array.isArray(json);
      return isObject ? value(form, json) : wrong(l10n.t('A dict as JSON, such as {"key": 1}'));
    }
    case "named": {
      const json = parsed(trimmed);
      if (json !== undefined) return value(form, json);
      return /^[\w .:+-]+$/.test(trimmed) ? asText(form, trimmed) : wrong(anyJson());
    }
    case "json": {
      const json = parsed(trimmed);
      return json === undefined ? wrong(anyJson()) : value(form, json);
    }
    default:
      return assertNever(form.type);
  }
}

/** undefined: it is no JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function anyJson(): string {
  return l10n.t('JSON, such as "text", 1, [1, 2] or {"key": 1}');
}

function value(form: InputForm, json: Json): ReadInput {
  return { kind: "input", input: { name: form.name, value: json } };
}

function asText(form: InputForm, text: string): ReadInput {
  return { kind: "input", input: { name: form.name, text } };
}

function wrong(message: string): ReadInput {
  return { kind: "wrong", message };
}
