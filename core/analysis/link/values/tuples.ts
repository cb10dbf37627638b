/** Named tuples: classes that the project writes, and those that `namedtuple` makes. */

import type { ClassDef, Stmt } from "../../code/ir.ts";
import type { Frame } from "../machine.ts";
import { itemsOf } from "./containers.ts";
import type { Abstract, Arguments, ClassValue, Scope, Site } from "./values.ts";

export function isNamedTuple(cls: ClassValue): boolean {
  return cls.bases.some(
    (base) =>
      (base.t === "external" && /^(typing|typing_extensions|collections)\.NamedTuple$/i.test(base.name)) ||
      (base.t === "class" && isNamedTuple(base)),
  );
}

/** `namedtuple("Point", "x y", defaults=[0])`: the class that it makes. */
export function namedTuple(frame: Frame, args: Arguments, site: Site): ClassValue | undefined {
  const name = args.positional[0]?.value ?? args.named.get("typename")?.value;
  const fields = args.positional[1]?.value ?? args.named.get("field_names")?.value;
  if (name?.t !== "str" || fields === undefined || args.open) return undefined;
  const names =
    fields.t === "str"
      ? fields.value.split(/[\s,]+/).filter((each) => each !== "")
      : itemsOf(fields)?.flatMap((each) => (each.t === "str" ? each.value : []));
  if (names === undefined || names.some((each) => each.startsWith("_"))) return undefined;
  const defaults = itemsOf(args.named.get("defaults")?.value ?? { t: "none" }) ?? [];
  const span = { start: site.start, end: site.end };
  const scope: Scope = {
    kind: "class",
    file: site.file,
    vars: new Map(),
    born: frame.machine.memory.clock,
    parent: frame.scope,
  };
  const body = names.map((each, at): Stmt => {
    const value = defaults[at - (names.length - defaults.length)];
    if (value !== undefined) scope.vars.set(each, value);
    const target = { ...span, kind: "name" as const, id: each };
    return { ...span, kind: "annotated", target, annotation: "", ...(value === undefined ? {} : { value: target }) };
  });
  const def: ClassDef = {
    ...span,
    kind: "class",
    name: name.value,
    nameStart: site.start,
    decorators: [],
    bases: [],
    body,
  };
  const bases: readonly Abstract[] = [{ t: "external", name: "typing.NamedTuple" }];
  return { t: "class", file: site.file, def, scope, bases, decorators: [] };
}
