/** Python's types as far as `isinstance` and `type` ask for them. */

import { itemsOf } from "./containers.ts";
import { isEnum, plainOf } from "./enums.ts";
import { type Abstract, type ClassValue, external } from "./values.ts";

/** The name of a built-in type. */
function nameOfType(value: Abstract): string | undefined {
  switch (value.t) {
    case "bool":
    case "int":
    case "float":
    case "bytes":
    case "str":
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return value.t;
    case "none":
      return "NoneType";
    default:
      return undefined;
  }
}

export function typeOf(value: Abstract): Abstract | undefined {
  if (value.t === "instance") return value.cls;
  const name = nameOfType(value);
  return name === undefined ? undefined : external(name);
}

export function isInstance(value: Abstract, type: Abstract): boolean | undefined {
  if (type.t === "tuple") {
    const results = (itemsOf(type) ?? []).map((each) => isInstance(value, each));
    return results.includes(true) ? true : results.includes(undefined) || type.inexact ? undefined : false;
  }
  if (value.t === "instance") {
    if (type.t === "class") return derives(value.cls, type);
    if (type.t !== "external") return undefined;
    const plain = isEnum(value.cls) ? plainOf(value) : value;
    return plain !== value && nameOfType(plain) === type.name ? true : undefined;
  }
  const name = nameOfType(value);
  if (name === undefined) return undefined;
  if (type.t === "class") return false;
  if (type.t !== "external") return undefined;
  if (type.name === name || type.name === "object" || (name === "bool" && type.name === "int")) return true;
  return PLAIN.has(type.name) ? false : undefined;
}

const PLAIN = new Set([
  "bool",
  "int",
  "float",
  "bytes",
  "str",
  "list",
  "tuple",
  "set",
  "dict",
  "frozenset",
  "NoneType",
]);

/** Whether a class comes from another; a base outside the project may come from anything. */
function derives(cls: ClassValue, from: ClassValue, seen: Set<ClassValue> = new Set()): boolean | undefined {
  if (cls === from) return true;
  if (seen.has(cls)) return false;
  seen.add(cls);
  const results = cls.bases.map((base) =>
    base.t === "class" ? derives(base, from, seen) : base.t === "external" ? false : undefined,
  );
  return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
}
