/** Functions of Python's library that change what they are given. What comes out is not followed; that it changed is. */

import { callMethod } from "../evaluate/methods.ts";
import type { Frame } from "../machine.ts";
import { changes, changing, loosen } from "../values/containers.ts";
import { alternatives } from "../values/judge.ts";
import type { Abstract, Arguments, Site } from "../values/values.ts";

/** Of what they are given first. */
const CHANGERS =
  /^(random\.shuffle|heapq\.heap\w+|bisect\.insort(_left|_right)?|operator\.(setitem|delitem|i(add|concat|mul|or|and|xor|sub)))$/;

/** What a function outside the project does to what it is given; `list.append(x, y)` is `x.append(y)`, whose answer it gives. */
export function changeGiven(frame: Frame, name: string, args: Arguments, site: Site): Abstract | undefined {
  const [first, ...rest] = args.positional;
  if (first === undefined) return undefined;
  if (CHANGERS.test(name)) spoil(frame, first.value);
  const [type, method, ...more] = name.split(".");
  const isUnbound = more.length === 0 && method !== undefined && (type === "list" || type === "dict" || type === "set");
  if (!isUnbound || first.value.t !== type) return undefined;
  return callMethod(frame, { t: "method", on: first.value, name: method }, { ...args, positional: rest }, site);
}

/** What a container holds from here on isn't known. */
export function spoil(frame: Frame, value: Abstract): void {
  for (const each of alternatives(value)) {
    if ((each.t === "list" || each.t === "set") && changes(frame, each)) each.inexact = true;
    if (each.t === "dict" && changing(frame, each) !== "never") loosen(each);
  }
}
