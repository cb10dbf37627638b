/** Members of the project's enumerations: their names and values, and what they are as text or number. */

import { integerOf, ofInteger } from "./numbers.ts";
import { type Abstract, type ClassValue, type InstanceValue, int, str, unknown } from "./values.ts";

export function isEnum(cls: ClassValue): boolean {
  return cls.bases.some(
    (base) =>
      (base.t === "external" && /^enum\.\w*(Enum|Flag)$/.test(base.name)) || (base.t === "class" && isEnum(base)),
  );
}

/** What a member is besides: `str` and `int` mixed in make it equal to its value. */
export function mixedIn(cls: ClassValue): "str" | "int" | "strEnum" | undefined {
  for (const base of cls.bases) {
    const found =
      base.t === "class"
        ? mixedIn(base)
        : base.t !== "external"
          ? undefined
          : base.name === "enum.StrEnum"
            ? "strEnum"
            : base.name === "str"
              ? "str"
              : base.name === "int" || base.name === "enum.IntEnum"
                ? "int"
                : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What else a class may hold. */
const NO_MEMBERS = new Set<Abstract["t"]>(["function", "descriptor", "class", "method", "partial", "decorator"]);
const known = new WeakMap<ClassValue, ReadonlyMap<string, InstanceValue>>();

/** By name, in the order of the class; of an alias it is the first member of that value. */
export function membersOf(cls: ClassValue): ReadonlyMap<string, InstanceValue> {
  const before = known.get(cls);
  if (before !== undefined) return before;
  const members = new Map<string, InstanceValue>();
  const site = { file: cls.file, start: cls.def.start, end: cls.def.end };
  let last: Abstract | undefined;
  for (const [name, written] of cls.scope.vars) {
    if (name.startsWith("_")) continue;
    const value =
      written.t === "object" && written.callee === "enum.auto"
        ? (automatic(cls, name, last, members.size === 0) ?? unknown({ kind: "call", callee: "auto" }))
        : written;
    if (NO_MEMBERS.has(value.t)) continue;
    last = value;
    const alias = [...members.values()].find((each) => isSame(each.attributes.get("value"), value));
    members.set(
      name,
      alias ?? {
        t: "instance",
        cls,
        attributes: new Map([
          ["name", str(name)],
          ["value", value],
        ]),
        owner: cls.file,
        when: "import",
        depth: 0,
        site,
      },
    );
  }
  known.set(cls, members);
  return members;
}

/** `auto()`: the name in lower case, or the next number. */
function automatic(cls: ClassValue, name: string, last: Abstract | undefined, first: boolean): Abstract | undefined {
  if (mixedIn(cls) === "strEnum") return str(name.toLowerCase());
  if (mixedIn(cls) === "str" || cls.bases.some((base) => base.t === "external" && base.name.endsWith("Flag"))) {
    return undefined;
  }
  if (first) return int(1);
  const before = last === undefined ? undefined : integerOf(last);
  return before === undefined ? undefined : ofInteger(before + 1n);
}

function isSame(a: Abstract | undefined, b: Abstract): boolean {
  if (a?.t === "str" && b.t === "str") return a.value === b.value;
  return a?.t === "int" && b.t === "int" && a.text === b.text;
}

/** The members themselves, each once. */
export function listMembers(cls: ClassValue): readonly InstanceValue[] {
  return [...new Set(membersOf(cls).values())];
}

/** `Color("red")`. */
export function memberOfValue(cls: ClassValue, value: Abstract): InstanceValue | undefined {
  return listMembers(cls).find((each) => each === value || isSame(each.attributes.get("value"), value));
}

/** A member that is a text or a number besides is used as that; all other values are what they are. */
export function plainOf(value: Abstract): Abstract {
  if (value.t !== "instance" || mixedIn(value.cls) === undefined || !isEnum(value.cls)) return value;
  return value.attributes.get("value") ?? value;
}

/** `str(member)`, as far as all supported versions of Python agree. */
export function memberText(member: InstanceValue): string | undefined {
  const kind = mixedIn(member.cls);
  const name = member.attributes.get("name");
  const value = member.attributes.get("value");
  if (kind === "strEnum") return value?.t === "str" ? value.value : undefined;
  return kind === "int" || name?.t !== "str" ? undefined : `${member.cls.def.name}.${name.value}`;
}
