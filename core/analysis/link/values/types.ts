/** Python's types as far as `isinstance` and `type` ask for them. */

import { inClass } from "../evaluate/attribute.ts";
import { isFlyteName } from "../flyte/flyteNames.ts";
import { isInstalledFile } from "../installed.ts";
import { isBuiltin } from "../library/builtinNames.ts";
import { isOutside } from "../resolve.ts";
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
  if (value.t === "environment") {
    const { base, cls } = value.record;
    if (cls === undefined) return external(base);
    // A package's class is called as the package's own, which its name alone doesn't say.
    return isInstalledFile(cls.file) ? undefined : cls;
  }
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
    if (plain !== value && nameOfType(plain) === type.name) return true;
    return PLAIN.has(type.name) ? isPlain(value.cls, type.name) : type.name === "object" ? true : undefined;
  }
  // What the SDK makes, and what a module defines, is no text, number or container.
  if (OWN.has(value.t) && type.t === "external" && PLAIN.has(type.name)) return false;
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

const OWN: ReadonlySet<Abstract["t"]> = new Set(["environment", "task", "function", "class", "module"]);

/** Bases of which it is certain that they are no built-in type. */
const BARE = new Set(["object", "abc.ABC", "typing.Protocol", "typing.Generic", "pydantic.BaseModel"]);

/** Whether a constructor outside the project, other than Python's own, decides what an instance keeps of its arguments. */
export function isMadeOutside(cls: ClassValue): boolean {
  const init = inClass(cls, "__init__");
  if (init?.t !== "bases" || init.base.t !== "external") return init?.t === "bases";
  const { name } = init.base;
  return !BARE.has(name) && (isFlyteName(name) || !(isOutside(name) || isBuiltin(name)));
}

/** Whether a class of the project comes from a built-in type. */
function isPlain(cls: ClassValue, type: string, seen: Set<ClassValue> = new Set()): boolean | undefined {
  if (seen.has(cls)) return false;
  seen.add(cls);
  const results = cls.bases.map((base) => {
    if (base.t === "class") return isPlain(base, type, seen);
    if (base.t !== "external") return undefined;
    // `bool` is an `int`, and nobody extends it.
    return base.name === type ? true : BARE.has(base.name) || PLAIN.has(base.name) ? false : undefined;
  });
  return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
}

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

/** A type as one writes it in brackets. */
export function typeText(value: Abstract): string {
  switch (value.t) {
    case "external":
      return value.name + (value.of ?? "");
    case "class":
      return value.def.name;
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "list":
      return `[${value.items.map(typeText).join(", ")}]`;
    case "tuple":
      return value.items.map(typeText).join(", ");
    default:
      return "?";
  }
}
