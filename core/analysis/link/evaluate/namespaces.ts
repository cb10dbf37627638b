/** The names of something as a dict: `vars(x)`, `x.__dict__`, `globals()`. What assigning one does is environments.ts'. */

import { forget, putAttribute, setAttribute } from "../flyte/environments.ts";
import { doubtOf, type Frame } from "../machine.ts";
import { mayChange } from "../together.ts";
import { dictOf, getItem } from "../values/containers.ts";
import { isWhole } from "../values/judge.ts";
import { type Abstract, type Arguments, type Mapping, type Site, str, unknown } from "../values/values.ts";
import { attributeOf } from "./attribute.ts";
import { namesIn, topScope } from "./scope.ts";
import { held } from "./state.ts";

export type Namespace = Abstract & { readonly t: "method" };

/** The namespace of an object, a class, a module or an environment. */
export function namespaceOf(on: Abstract): Namespace | undefined {
  return HOLDERS.has(on.t) ? { t: "method", on, name: "__dict__" } : undefined;
}

const HOLDERS: ReadonlySet<Abstract["t"]> = new Set(["instance", "class", "module", "environment", "object"]);

/** The globals of the text that this stands in. */
export const globalsOf = (frame: Frame): Namespace => ({
  t: "method",
  on: { t: "module", module: { file: topScope(frame).file } },
  name: "__dict__",
});

export const isNamespace = (value: Abstract): value is Namespace =>
  value.t === "method" && value.name === "__dict__" && HOLDERS.has(value.on.t);

/** What it holds now. */
function snapshot(frame: Frame, { on }: Namespace): Mapping | undefined {
  const entries = (names: Iterable<readonly [string, Abstract]>) =>
    [...names].map(([name, value]): [Abstract, Abstract] => [str(name), value]);
  switch (on.t) {
    case "instance":
      return dictOf(frame, entries(on.attributes));
    case "class":
    case "module": {
      const scope = on.t === "class" ? on.scope : topScope(frame);
      if (on.t === "module" && scope.file !== on.module.file) return undefined;
      const found = dictOf(frame, entries(namesIn(scope).flatMap((name) => [[name, held(scope, name) ?? NO_VALUE]])));
      // Python puts some in itself.
      found.inexact = true;
      return found;
    }
    default:
      return undefined;
  }
}

const NO_VALUE = unknown({ kind: "name", name: "" });

/** `vars(x)["name"]`. */
export function nameIn(frame: Frame, names: Namespace, index: Abstract): Abstract {
  const { on } = names;
  if (index.t !== "str") return index.t === "unknown" ? index : unknown({ kind: "expression", text: "[…]" });
  if (on.t === "environment") return attributeOf(frame, on, index.value);
  const all = snapshot(frame, names);
  return all === undefined ? attributeOf(frame, on, index.value) : getItem(all, index, frame);
}

/** What reading the names as a whole sees, for methods that change nothing. */
export function readable(frame: Frame, names: Namespace, method: string): Mapping | undefined {
  return /^(get|items|keys|values|copy)$/.test(method) ? snapshot(frame, names) : undefined;
}

/** `vars(x)["name"] = value`. */
export function setName(frame: Frame, { on }: Namespace, key: Abstract, value: Abstract, site: Site): void {
  if (key.t === "str") putAttribute(frame, on, key.value, value, site);
  else setAttribute(frame, on, key, value, site);
}

/** `del vars(x)["name"]`, `del x.name`. */
export function deleteName(frame: Frame, on: Abstract, key: Abstract, site: Site): void {
  const isSure =
    on.t === "instance" &&
    key.t === "str" &&
    on.when === frame.when &&
    mayChange(frame, on.owner) &&
    doubtOf(frame, on.owner) <= on.depth &&
    frame.rounds <= on.depth;
  if (isSure) on.attributes.delete(key.value);
  else setAttribute(frame, on, key, unknown({ kind: "name", name: key.t === "str" ? key.value : "" }), site);
}

/** `env.__dict__.update(queue="fast")`, `globals().update(…)`. */
export function setByNames(frame: Frame, names: Namespace, name: string, args: Arguments, site: Site): void {
  const { on } = names;
  const [first] = args.positional;
  const given =
    first === undefined ? [] : first.value.t === "dict" && isWhole(first.value) ? first.value.entries : undefined;
  if (name === "update" && given !== undefined && !args.open) {
    for (const [key, value] of given) setName(frame, names, key, value, site);
    for (const [key, { value }] of args.named) setName(frame, names, str(key), value, site);
  } else if (/^(update|pop|popitem|clear|setdefault)$/.test(name)) {
    const cause = unknown({ kind: "call", callee: name });
    const key = first?.value;
    // What is there stays.
    if (name === "setdefault" && on.t === "instance" && key?.t === "str" && on.attributes.has(key.value)) return;
    if (/^(pop|setdefault)$/.test(name) && key?.t === "str") setName(frame, names, key, cause, site);
    else if (on.t === "environment") forget(frame, on.record, site, cause);
    else setAttribute(frame, on, cause, cause, site);
  }
}
