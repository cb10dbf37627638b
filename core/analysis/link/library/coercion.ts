/** What pydantic makes of a value by the annotation of its field. Undefined where that can't be told. */

import { attributeOf } from "../evaluate/attribute.ts";
import { instantiate } from "../evaluate/functions.ts";
import { lookup } from "../evaluate/scope.ts";
import type { Frame } from "../machine.ts";
import { dictOf, isExact, itemsOf, sequence, setKey } from "../values/containers.ts";
import { isEnum, memberOfValue, plainOf } from "../values/enums.ts";
import { alternatives, same, sameKey, truth, union } from "../values/judge.ts";
import { floatOf, integerOf, ofFloat, ofInteger } from "../values/numbers.ts";
import { isInstance } from "../values/types.ts";
import { type Abstract, bool, type ClassValue, NO_ARGUMENTS, type Site } from "../values/values.ts";
import { isModel } from "./pydantic.ts";

/** Where annotations are read. */
interface Place {
  readonly frame: Frame;
  readonly site: Site;
}

/** @param cls the class in whose text the annotation stands */
export function coerced(frame: Frame, cls: ClassValue, annotation: string, value: Abstract, site: Site) {
  const at: Place = { frame: { ...frame, file: cls.file, scope: cls.scope }, site };
  const found = alternatives(value).map((each) => (each.t === "unknown" ? each : convert(at, annotation, each)));
  return found.includes(undefined) ? undefined : union(found.filter((each) => each !== undefined));
}

function convert(at: Place, annotation: string, value: Abstract): Abstract | undefined {
  const text = annotation.trim().replace(/^(["'])(.*)\1$/s, "$2");
  const members = split(text, "|");
  if (members.length > 1) return oneOfTypes(at, members, value);
  const [, head, inner] = /^([\p{L}\p{N}_.]+)\s*(?:\[(.*)\])?$/su.exec(text) ?? [];
  if (head === undefined) return undefined;
  if (head === "None") return value.t === "none" ? value : undefined;
  const type = typeNamed(at.frame, head);
  if (type.t === "class") return inner === undefined ? toClass(at, type, value) : undefined;
  if (type.t !== "external" || type.of !== undefined) return undefined;
  return toOutside(at, type.name.replace(/^typing_extensions\./, "typing."), split(inner ?? "", ","), value);
}

function typeNamed(frame: Frame, dotted: string): Abstract {
  const [first = "", ...rest] = dotted.split(".");
  return rest.reduce((on, name) => attributeOf(frame, on, name), lookup(frame, first));
}

function toOutside(at: Place, name: string, inner: readonly string[], value: Abstract): Abstract | undefined {
  const [first = "typing.Any", second] = inner;
  switch (name) {
    case "typing.Any":
    case "object":
      return value;
    case "typing.Optional":
      return oneOfTypes(at, [first, "None"], value);
    case "typing.Union":
      return oneOfTypes(at, inner, value);
    case "typing.Literal":
      return value.t === "str" ? value : undefined;
    case "typing.Annotated":
      return inner.slice(1).every((each) => LEAVES.test(each)) ? convert(at, first, value) : undefined;
    case "str":
      // A member of an enumeration of texts becomes its text.
      return plainOf(value).t === "str" ? plainOf(value) : undefined;
    case "bool":
      return toBool(value);
    case "int":
      return toInt(value);
    case "float":
      return toFloat(value);
    case "list":
    case "typing.List":
    case "set":
    case "typing.Set":
      return toItems(at, /list$/i.test(name) ? "list" : "set", inner.length === 0 ? "typing.Any" : first, value);
    case "tuple":
    case "typing.Tuple":
      if (inner.length > 0 && second !== "...") return undefined;
      return toItems(at, "tuple", first, value);
    case "dict":
    case "typing.Dict":
      return toDict(at, inner.length === 0 ? ANY : first, second ?? ANY, value);
    default:
      // Of a class outside the project an object of it stays as it is; all else is made one, or refused.
      return (value.t === "object" && value.on === undefined && value.callee === name) || value.t === "environment"
        ? value
        : undefined;
  }
}

const ANY = "typing.Any";

/** Besides the type, what only checks or describes. */
const LEAVES =
  /^\s*(["']|(pydantic\.)?Field\((?![\s\S]*\b(default|default_factory|alias|validation_alias|validate_default|strict|coerce_numbers_to_str)\b)|(typing_extensions\.)?Doc\()/;

/** An object of one of the types stays as it is; what fits none of them becomes the one that pydantic finds best. */
function oneOfTypes(at: Place, members: readonly string[], value: Abstract): Abstract | undefined {
  for (const each of members) {
    const made = convert(at, each, value);
    if (made !== undefined && (made === value || (made.t === value.t && same(made, value)))) return made;
  }
  const others = members.filter((each) => each.trim() !== "None");
  return others.length === 1 ? convert(at, others[0] ?? "", value) : undefined;
}

function toClass(at: Place, cls: ClassValue, value: Abstract): Abstract | undefined {
  if (isInstance(value, cls) === true) return value;
  if (isEnum(cls)) return memberOfValue(cls, plainOf(value));
  if (!isModel(cls) || value.t !== "dict" || !isExact(value)) return undefined;
  const named = new Map<string, { value: Abstract; site: Site }>();
  for (const [key, each] of value.entries) {
    if (key.t !== "str") return undefined;
    named.set(key.value, { value: each, site: at.site });
  }
  return instantiate(at.frame, cls, { ...NO_ARGUMENTS, named }, at.site);
}

function toBool(value: Abstract): Abstract | undefined {
  if (value.t === "bool") return value;
  const number = value.t === "int" || value.t === "float" ? floatOf(value) : undefined;
  if (number === 0 || number === 1) return bool(number === 1);
  if (value.t !== "str") return undefined;
  if (/^(1|t|true|on|y|yes)$/i.test(value.value)) return bool(true);
  return /^(0|f|false|off|n|no)$/i.test(value.value) ? bool(false) : undefined;
}

function toInt(value: Abstract): Abstract | undefined {
  if (value.t === "int") return value;
  if (value.t === "bool") return ofInteger(truth(value) === true ? 1n : 0n);
  if (value.t === "str")
    return /^\s*[+-]?\d{1,300}\s*$/.test(value.value)
      ? ofInteger(BigInt(value.value.trim().replace(/^\+/, "")))
      : undefined;
  const number = value.t === "float" ? floatOf(value) : undefined;
  return number !== undefined && Number.isSafeInteger(number) ? ofInteger(BigInt(number)) : undefined;
}

function toFloat(value: Abstract): Abstract | undefined {
  if (value.t === "float") return value;
  if (value.t === "bool") return ofFloat(truth(value) === true ? 1 : 0);
  if (value.t === "str")
    return /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(value.value) ? ofFloat(Number(value.value)) : undefined;
  const whole = value.t === "int" ? integerOf(value) : undefined;
  return whole === undefined ? undefined : ofFloat(Number(whole));
}

/** Another list than the one that was given. */
function toItems({ frame, site }: Place, t: "list" | "tuple" | "set", of: string, value: Abstract) {
  if (value.t !== "list" && value.t !== "tuple" && value.t !== "set") return undefined;
  // In which order a set is gone through can't be told.
  if (!isExact(value) || (value.t === "set" && t !== "set" && value.items.length > 1)) return undefined;
  const made = sequence(frame, t, []);
  for (const each of itemsOf(value) ?? []) {
    const item = convert({ frame, site }, of, each);
    if (item === undefined) return undefined;
    if (t !== "set" || !made.items.some((other) => sameKey(other, item))) made.items.push(item);
  }
  if (t === value.t && value.sites !== undefined && made.items.length === value.items.length)
    made.sites = [...value.sites];
  return made;
}

function toDict(at: Place, keys: string, values: string, value: Abstract): Abstract | undefined {
  if (value.t !== "dict" || !isExact(value) || value.missing !== undefined) return undefined;
  const made = dictOf(at.frame);
  for (const [key, each] of value.entries) {
    const [k, v] = [convert(at, keys, key), convert(at, values, each)];
    if (k === undefined || v === undefined) return undefined;
    setKey(made, k, v);
  }
  return made;
}

/** At the separator, where it stands in no brackets and no text. */
function split(text: string, by: string): readonly string[] {
  const parts: string[] = [];
  let [depth, start, quote] = [0, 0, ""];
  for (const [at, letter] of [...text].entries()) {
    if (quote !== "") {
      if (letter === quote) quote = "";
    } else if (letter === '"' || letter === "'") quote = letter;
    else if ("[({".includes(letter)) depth++;
    else if ("])}".includes(letter)) depth--;
    else if (letter === by && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  const last = text.slice(start).trim();
  return last === "" ? parts : [...parts, last];
}
