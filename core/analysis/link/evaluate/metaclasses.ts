/** What metaclasses make of a class: those of the project are followed, of most others it isn't known. */

import type { Frame } from "../machine.ts";
import { metaOf } from "../values/classes.ts";
import { dictOf, isExact, sequence } from "../values/containers.ts";
import { alternatives } from "../values/judge.ts";
import { type Abstract, type ClassValue, passing, type Site, str, unknown } from "../values/values.ts";
import { inClass } from "./attribute.ts";
import { call } from "./call.ts";
import { callMember } from "./functions.ts";

/** They leave the class what its text says. */
const HARMLESS = /^(type|abc\.ABCMeta|enum\.(EnumMeta|EnumType))$/;

export function madeByMeta(frame: Frame, cls: ClassValue, site: Site): Abstract {
  const meta = metaOf(cls);
  if (meta === undefined || (meta.t === "external" && HARMLESS.test(meta.name))) return cls;
  const { defining } = frame.machine;
  const args = passing(
    [
      str(cls.def.name),
      sequence(frame, "tuple", [...cls.bases]),
      dictOf(
        frame,
        [...cls.scope.vars].map(([name, value]) => [str(name), value]),
      ),
    ],
    site,
  );
  const isOwn = meta.t === "class" && isMetaclass(meta);
  if (!isOwn && meta.t !== "function") return replacedBy(meta);
  if (isOwn && inClass(meta, "__prepare__")?.t === "member") return replacedBy(meta);
  defining.push({ cls, meta });
  let made: Abstract = cls;
  if (isOwn) {
    made = callMember(frame, inClass(meta, "__new__"), meta, args) ?? cls;
    if (made === cls) callMember(frame, inClass(meta, "__init__"), cls, args);
  } else made = call(frame, meta, args, site);
  defining.pop();
  return made;
}

/** `type.__new__(meta, name, bases, names)`: the class that is being defined, with these names. */
export function newClass(frame: Frame, [of, name, bases, names]: readonly Abstract[]): Abstract | undefined {
  const { cls, meta } = frame.machine.defining.at(-1) ?? {};
  if (cls === undefined || of !== meta || name?.t !== "str" || name.value !== cls.def.name) return undefined;
  const isAsWritten =
    bases?.t === "tuple" &&
    bases.items.length === cls.bases.length &&
    bases.items.every((each, at) => each === cls.bases[at]);
  if (!isAsWritten || names?.t !== "dict" || !isExact(names)) return undefined;
  const { vars } = cls.scope;
  vars.clear();
  for (const [key, value] of names.entries) if (key.t === "str") vars.set(key.value, value);
  return cls;
}

/** `cls(…)`, where the metaclass decides what that is. */
export function calledByMeta(cls: ClassValue): ReturnType<typeof inClass> {
  const meta = metaOf(cls);
  const found = meta?.t === "class" ? inClass(meta, "__call__") : undefined;
  return found?.t === "member" ? found : undefined;
}

/** Whether its objects are classes. */
export const isMetaclass = (cls: ClassValue): boolean =>
  cls.bases.some((base) =>
    alternatives(base).some((each) =>
      each.t === "class" ? isMetaclass(each) : each.t === "external" && HARMLESS.test(each.name),
    ),
  );

function replacedBy(meta: Abstract): Abstract {
  const name = meta.t === "class" ? meta.def.name : meta.t === "external" ? meta.name : "metaclass";
  return unknown({ kind: "replaced", by: name });
}
