/** Values as Python writes them: `str`, `repr`, `format` and `%`. What can't be told for certain is undefined. */

import { attributeOf, inClass } from "../evaluate/attribute.ts";
import { callFunction } from "../evaluate/functions.ts";
import { objectText, timeFormat } from "../library/objects.ts";
import type { Frame } from "../machine.ts";
import { getItem } from "./containers.ts";
import { isEnum, memberText, mixedIn, plainOf } from "./enums.ts";
import { isWhole, textOf } from "./judge.ts";
import { fixedText, floatOf, floatText, integerOf } from "./numbers.ts";
import { isNamedTuple } from "./tuples.ts";
import { type Abstract, type Arguments, int, NO_ARGUMENTS, str } from "./values.ts";

/** `str(value)`. */
export function strOf(frame: Frame, value: Abstract): string | undefined {
  switch (value.t) {
    case "str":
      return value.value;
    case "float": {
      const number = floatOf(value);
      return number === undefined ? undefined : floatText(number);
    }
    case "object":
      return objectText(value);
    case "instance": {
      if (isEnum(value.cls) && inClass(value.cls, "__str__")?.t !== "member") return memberText(value);
      const own = inClass(value.cls, "__str__") ?? inClass(value.cls, "__repr__");
      if (own?.t !== "member" || own.value.t !== "function") return reprOf(frame, value);
      const text = callFunction(frame, { ...own.value, self: value, owner: own.cls }, NO_ARGUMENTS);
      return text.t === "str" ? text.value : undefined;
    }
    default:
      return reprOf(frame, value);
  }
}

/** `repr(value)`. */
export function reprOf(frame: Frame, value: Abstract, depth = 0): string | undefined {
  if (depth > 20) return undefined;
  const all = (items: readonly Abstract[]): string | undefined => {
    const texts = items.map((each) => reprOf(frame, each, depth + 1));
    return texts.includes(undefined) ? undefined : texts.join(", ");
  };
  switch (value.t) {
    case "str":
      return quoted(value.value);
    case "float":
      return strOf(frame, value);
    case "int":
      return integerOf(value)?.toString();
    case "list":
    case "tuple":
    case "set": {
      const inner = value.inexact || (value.t === "set" && value.items.length > 1) ? undefined : all(value.items);
      if (inner === undefined) return undefined;
      if (value.t === "list") return `[${inner}]`;
      if (value.t === "tuple") return `(${inner}${value.items.length === 1 ? "," : ""})`;
      return value.items.length === 0 ? "set()" : `{${inner}}`;
    }
    case "dict": {
      const pairs = value.entries.map(([key, item]) => {
        const [k, v] = [reprOf(frame, key, depth + 1), reprOf(frame, item, depth + 1)];
        return k === undefined || v === undefined ? undefined : `${k}: ${v}`;
      });
      return !isWhole(value) || value.missing !== undefined || pairs.includes(undefined)
        ? undefined
        : `{${pairs.join(", ")}}`;
    }
    case "instance": {
      if (!isNamedTuple(value.cls)) return undefined;
      const fields = [...value.attributes].map(([name, each]) => {
        const text = reprOf(frame, each, depth + 1);
        return text === undefined ? undefined : `${name}=${text}`;
      });
      return fields.includes(undefined) ? undefined : `${value.cls.def.name}(${fields.join(", ")})`;
    }
    case "object":
    case "ellipsis":
      return undefined;
    default:
      return textOf(value);
  }
}

function quoted(text: string): string | undefined {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let written = "";
  for (const letter of text) {
    const known = ESCAPES[letter];
    const code = letter.codePointAt(0) ?? 0;
    if (letter === "\\" || letter === quote) written += `\\${letter}`;
    else if (known !== undefined) written += known;
    else if (code < 0x20 || code === 0x7f) written += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (code < 0x7f || /[\p{L}\p{N}\p{P}\p{S}]/u.test(letter)) written += letter;
    else return undefined;
  }
  return quote + written + quote;
}

const ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const SPEC = /^(?:([\s\S])?([<>=^]))?([+ -])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** `format(value, spec)`. */
export function formatOf(frame: Frame, value: Abstract, spec: string): string | undefined {
  if (spec === "") {
    // What members with a mixed-in type become here differs between versions of Python.
    if (value.t === "instance" && isEnum(value.cls) && mixedIn(value.cls) === "str") return undefined;
    return strOf(frame, value);
  }
  const given = plainOf(value);
  if (given.t === "object") return timeFormat(given, spec);
  const match = SPEC.exec(spec);
  if (match === null) return undefined;
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match;
  const size = Number(width ?? 0);
  if (size > 1_000) return undefined;
  const pad = (text: string, usual: string) =>
    padded(text, size, fill ?? (zero === undefined ? " " : "0"), align ?? usual);
  if (given.t === "str") {
    if ((type ?? "s") !== "s" || sign !== undefined || alternate !== undefined || group !== undefined) return undefined;
    if (align === "=" || zero !== undefined) return undefined;
    return pad(precision === undefined ? given.value : [...given.value].slice(0, Number(precision)).join(""), "<");
  }
  const digits = numberText(given, type, precision, alternate !== undefined, group);
  if (digits === undefined) return undefined;
  const signed = digits.startsWith("-") || sign === undefined || sign === "-" ? digits : sign + digits;
  // Grouping reaches into the padding.
  if (group !== undefined && zero !== undefined) return undefined;
  return pad(signed, zero === undefined ? ">" : "=");
}

function numberText(
  value: Abstract,
  type: string | undefined,
  precision: string | undefined,
  alternate: boolean,
  group: string | undefined,
): string | undefined {
  const whole = integerOf(value);
  if (whole !== undefined && precision === undefined && /^[dxXob]?$/.test(type ?? "")) {
    const radix = type === "x" || type === "X" ? 16 : type === "o" ? 8 : type === "b" ? 2 : 10;
    const text = (whole < 0n ? -whole : whole).toString(radix);
    const shown = type === "X" ? text.toUpperCase() : text;
    const prefix = alternate && radix !== 10 ? `0${type}` : "";
    if (group !== undefined && radix !== 10) return undefined;
    return (whole < 0n ? "-" : "") + prefix + grouped(shown, group);
  }
  const number = floatOf(value);
  if (number === undefined || alternate) return undefined;
  if (type === "f" || type === "F") return grouped(fixedText(number, Number(precision ?? 6)), group);
  if (type === "%") {
    const text = fixedText(number * 100, Number(precision ?? 6));
    return text === undefined ? undefined : `${grouped(text, group)}%`;
  }
  return type === undefined && precision === undefined && value.t === "float"
    ? grouped(floatText(number), group)
    : undefined;
}

function grouped(text: string, by: string | undefined): string;
function grouped(text: string | undefined, by: string | undefined): string | undefined;
function grouped(text: string | undefined, by: string | undefined): string | undefined {
  if (text === undefined || by === undefined) return text;
  const [whole = "", fraction] = text.split(".");
  const split = whole.replace(/\B(?=(\d{3})+$)/g, by);
  return fraction === undefined ? split : `${split}.${fraction}`;
}

function padded(text: string, size: number, fill: string, align: string): string {
  const missing = size - [...text].length;
  if (missing <= 0) return text;
  switch (align) {
    case "<":
      return text + fill.repeat(missing);
    case "^":
      return fill.repeat(missing >> 1) + text + fill.repeat(missing - (missing >> 1));
    case "=": {
      const sign = /^[+ -]/.exec(text)?.[0] ?? "";
      return sign + fill.repeat(missing) + text.slice(sign.length);
    }
    default:
      return fill.repeat(missing) + text;
  }
}

/** `!r`, `!s` and `!a` in front of a format. */
export function convertedOf(frame: Frame, value: Abstract, conversion: string, spec: string): string | undefined {
  if (conversion === "") return formatOf(frame, value, spec);
  const text = conversion === "s" ? strOf(frame, value) : conversion === "r" ? reprOf(frame, value) : undefined;
  return text === undefined ? undefined : formatOf(frame, str(text), spec);
}

/** `"…".format(…)` and `"…".format_map(…)`. */
export function formatCall(frame: Frame, text: string, args: Arguments): string | undefined {
  let next = 0;
  let failed = args.open;
  const result = text.replace(
    /\{\{|\}\}|\{([^{}:!]*)(?:!([rsa]))?(?::([^{}]*))?\}|[{}]/g,
    (whole, field: string | undefined, conversion = "", spec = "") => {
      if (field === undefined) {
        if (whole.length === 1) failed = true;
        return whole[0] ?? "";
      }
      const [name = "", ...path] = field.split(/(?=[.[])/);
      const first =
        name === ""
          ? args.positional[next++]?.value
          : /^\d+$/.test(name)
            ? args.positional[Number(name)]?.value
            : args.named.get(name)?.value;
      const value = path.reduce<Abstract | undefined>((at, part) => {
        if (at === undefined) return undefined;
        if (part.startsWith(".")) return attributeOf(frame, at, part.slice(1));
        const key = part.slice(1, -1);
        return getItem(at, /^\d+$/.test(key) ? int(Number(key)) : str(key), frame);
      }, first);
      const written = value === undefined ? undefined : convertedOf(frame, value, conversion, spec);
      if (written === undefined) failed = true;
      return written ?? "";
    },
  );
  return failed ? undefined : result;
}

/** `"…" % value`. */
export function percentOf(frame: Frame, format: string, value: Abstract): string | undefined {
  const values = value.t === "tuple" ? [...value.items] : [value];
  let failed = value.t === "tuple" && value.inexact;
  let byName = false;
  const text = format.replace(
    /%(?:\((\w+)\))?([-0+ #]*)(\d*)(?:\.(\d+))?([a-zA-Z%])|%/g,
    (_, name: string | undefined, flags = "", width = "", precision: string | undefined, kind: string | undefined) => {
      if (kind === "%") return "%";
      if (name !== undefined) byName = true;
      const given = name === undefined ? values.shift() : getItem(value, str(name), frame);
      const written = given === undefined ? undefined : percentItem(frame, given, { flags, width, precision, kind });
      if (written === undefined) failed = true;
      return written ?? "";
    },
  );
  return failed || (!byName && values.length > 0) ? undefined : text;
}

interface PercentSpec {
  readonly flags: string;
  readonly width: string;
  readonly precision: string | undefined;
  readonly kind: string | undefined;
}

function percentItem(frame: Frame, given: Abstract, { flags, width, precision, kind }: PercentSpec) {
  const size = Number(width);
  const left = flags.includes("-");
  if (size > 1_000 || flags.includes("#")) return undefined;
  if (kind === "s" || kind === "r") {
    const text = kind === "s" ? strOf(frame, given) : reprOf(frame, given);
    const cut = precision === undefined || text === undefined ? text : [...text].slice(0, Number(precision)).join("");
    return cut === undefined ? undefined : padded(cut, size, " ", left ? "<" : ">");
  }
  const isWhole = given.t === "int" || given.t === "bool";
  if (kind === undefined || !/[difxXo]/.test(kind) || (kind !== "f" && !isWhole)) return undefined;
  if (kind !== "f" && precision !== undefined) return undefined;
  const sign = flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const type = kind === "i" ? "d" : kind;
  const align = left ? "<" : flags.includes("0") ? "0" : ">";
  const point = precision === undefined ? "" : `.${precision}`;
  const spec = align === "0" ? `${sign}0${width}${point}${type}` : `${align}${sign}${width}${point}${type}`;
  return formatOf(frame, given, spec);
}
