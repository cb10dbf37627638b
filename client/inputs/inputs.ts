/** What a task's inputs ask for, and whether an answer fits. Pure: asking is askInputs.ts's work, converting to Python the bridge's. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { Input, Json } from "../../protocol/launch.ts";
import type { Parameter } from "../../protocol/model.ts";
import type { DescribedInput, InputForm } from "../../protocol/runner.ts";
import type { GivenInput } from "../executions/givenInputs.ts";

/** An input as it is asked for. */
export interface InputField {
  readonly name: string;
  readonly form: InputForm;
  /** May be None: an empty answer means that. */
  readonly optional: boolean;
  /** May be left out: the default counts then. */
  readonly hasDefault: boolean;
  /** For people: the type, the default, the docstring's line. */
  readonly hint: string;
  /** Where the answers are few: these. */
  readonly choices?: readonly Json[];
  /** It holds a secret and was not kept: an empty answer means nothing. */
  readonly withheld?: true;
}

/** The same, to be given again: its default was not what it had. */
export function withheldField(field: InputField): InputField {
  return { ...field, hasDefault: false, withheld: true, hint: `${withheldWords()} · ${field.hint}` };
}

/** Why an input is asked for again. */
function withheldWords(): string {
  return l10n.t("It holds a secret, and was not kept: give it again");
}

/** Types that are known by name, under whatever name their module is imported. */
const NAMED: readonly (readonly [RegExp, InputForm])[] = [
  [/^(?:\w+\.)*datetime$/, "datetime"],
  [/^(?:\w+\.)*date$/, "date"],
  [/^(?:\w+\.)*timedelta$/, "timedelta"],
  [/^(?:\w+\.)*(?:File(?:\[.*\])?|Path)$/s, "file"],
  [/^(?:\w+\.)*Dir(?:\[.*\])?$/s, "dir"],
  [/^(?:\w+\.)*(?:list|List|tuple|Tuple|set|Set|Sequence|dict|Dict|Mapping)(?:\[|$)/, "json"],
  [/^(?:\w+\.)*(?:Any|object)$/, "json"],
];

/** A parameter by its annotation alone; undefined for a class, which the SDK has to be asked about. */
export function staticField(parameter: Parameter): InputField | undefined {
  const annotation = (parameter.annotation ?? "").replace(/^(["'])(.*)\1$/s, "$2").trim();
  const { inner, optional } = withoutNone(annotation);
  const choices = literalChoices(inner);
  const form = choices === undefined ? formOf(inner) : "choice";
  if (form === undefined) return undefined;
  return {
    name: parameter.name,
    form,
    optional,
    hasDefault: parameter.hasDefault,
    hint: hintOf(annotation, parameter.hasDefault ? (parameter.defaultText ?? "…") : undefined, parameter.doc),
    ...(choices === undefined ? {} : { choices }),
  };
}

/** An input as the SDK sees it. */
export function describedField(input: DescribedInput, parameter: Parameter | undefined): InputField {
  const standard = input.default === undefined ? "…" : JSON.stringify(input.default);
  return {
    name: input.name,
    form: input.form,
    optional: input.optional,
    hasDefault: !input.required,
    hint: hintOf(input.type, input.required ? undefined : (parameter?.defaultText ?? standard), parameter?.doc),
    ...(input.choices === undefined ? {} : { choices: input.choices }),
  };
}

function hintOf(type: string, standard: string | undefined, doc: string | undefined): string {
  return [
    type === "" ? l10n.t("any type, as JSON") : type,
    standard === undefined ? "" : l10n.t("default {0}", standard),
    doc ?? "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
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
  for (const [index, character] of text.split("").entries()) {
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

function formOf(annotation: string): InputForm | undefined {
  if (annotation === "") return "json";
  if (annotation === "bool" || annotation === "int" || annotation === "float" || annotation === "str")
    return annotation;
  if (splitTopLevel(annotation, "|").length > 1) return "json";
  return NAMED.find(([pattern]) => pattern.test(annotation))?.[1];
}

/** Whether only the type engine can tell that an answer of this form fits. */
export function needsEngine(form: InputForm): boolean {
  switch (form) {
    case "bool":
    case "int":
    case "float":
    case "str":
    case "choice":
      return false;
    case "datetime":
    case "date":
    case "timedelta":
    case "file":
    case "dir":
    case "dataframe":
    case "json":
      return true;
    default:
      return assertNever(form);
  }
}

/** An answer that was read: a value to pass, nothing to pass (the default counts), or what is wrong with it. */
export type ReadInput =
  | { readonly kind: "input"; readonly input: Input }
  | { readonly kind: "default" }
  | { readonly kind: "wrong"; readonly message: string };

/** What is typed for an empty text where an empty box means something else. */
const EMPTY_TEXT = '""';

/** What is typed, or chosen, for None. */
export const NONE = "None";

/** Whether an empty text has to be typed as such. */
export function quotesEmpty({ form, hasDefault, optional, withheld }: InputField): boolean {
  return form === "str" && (hasDefault || optional || withheld === true);
}

/** Reads an answer as typed. Empty means: the default, else None where it may be, else an empty string for `str`. */
export function readInput(field: InputField, text: string): ReadInput {
  const trimmed = text.trim();
  if (trimmed === EMPTY_TEXT && quotesEmpty(field)) return value(field, "");
  if (trimmed === "" && field.withheld === true) return wrong(withheldWords());
  if (trimmed === "" && field.hasDefault) return { kind: "default" };
  if (field.optional && (trimmed === "" || trimmed === NONE)) return value(field, null);
  switch (field.form) {
    case "choice": {
      const choices = field.choices ?? [];
      const chosen = choices.find((choice) => String(choice) === trimmed);
      return chosen === undefined ? wrong(l10n.t("One of {0}", choices.join(", "))) : value(field, chosen);
    }
    case "bool":
      return trimmed === "true" || trimmed === "false"
        ? value(field, trimmed === "true")
        : wrong(l10n.t("true or false"));
    case "int": {
      if (!/^[+-]?\d+(_\d+)*$/.test(trimmed)) return wrong(l10n.t("A whole number, such as 42"));
      const number = Number(trimmed.replaceAll("_", ""));
      // Larger ones would lose digits on the way; as text they keep them.
      return Number.isSafeInteger(number) ? value(field, number) : asText(field, trimmed);
    }
    case "float": {
      if (/^[+-]?(inf|nan)$/i.test(trimmed)) return asText(field, trimmed);
      const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed);
      return isNumber ? value(field, Number(trimmed)) : wrong(l10n.t("A number, such as 0.5"));
    }
    case "str":
      return value(field, text);
    case "datetime":
      return trimmed === "" ? wrong(l10n.t("A date and time, such as 2026-01-31T06:00")) : value(field, trimmed);
    case "date":
      return trimmed === "" ? wrong(l10n.t("A date, such as 2026-01-31")) : value(field, trimmed);
    case "timedelta":
      if (trimmed === "") return wrong(l10n.t("A duration: PT1M30S, 2 hours, or seconds"));
      return value(field, /^[+-]?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed);
    case "file":
    case "dir":
    case "dataframe":
      return trimmed === "" ? wrong(l10n.t("A path or a URL")) : value(field, trimmed);
    case "json": {
      const json = parsed(trimmed);
      return json === undefined ? wrong(l10n.t('JSON, such as "text", 1, [1, 2] or {"key": 1}')) : value(field, json);
    }
    default:
      return assertNever(field.form);
  }
}

/** What was answered, in the order of the fields; what is left to its default is not among it. */
export function givenOf(fields: readonly InputField[], texts: readonly string[]): readonly GivenInput[] {
  return fields.flatMap((field, index) => {
    const read = readInput(field, texts[index] ?? "");
    return read.kind === "input" ? [{ ...read.input, ...(field.withheld && { withheld: true }) }] : [];
  });
}

/** What stands in the box for a value that was given before. */
export function answerOf(field: InputField, input: Input | undefined): string {
  if (input === undefined) return "";
  if ("text" in input) return input.text;
  if (input.value === null && field.optional) return field.hasDefault ? NONE : "";
  if (input.value === "" && quotesEmpty(field)) return EMPTY_TEXT;
  return typeof input.value === "string" && field.form !== "json" ? input.value : JSON.stringify(input.value);
}

/** undefined: it isn't JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function value(field: InputField, json: Json): ReadInput {
  return { kind: "input", input: { name: field.name, value: json } };
}

function asText(field: InputField, text: string): ReadInput {
  return { kind: "input", input: { name: field.name, text } };
}

function wrong(message: string): ReadInput {
  return { kind: "wrong", message };
}
