/** Functions of Python's library that change what they are given. What comes out is not followed; that it changed is. */

import type { Frame } from "../machine.ts";
import { changes, changing, loosen } from "../values/containers.ts";
import { alternatives } from "../values/judge.ts";
import type { Abstract } from "../values/values.ts";
import type { FollowedFunction, FollowedFunctions } from "./followedFunction.ts";

const changesFirst: FollowedFunction = (frame, [first]) => {
  if (first !== undefined) spoil(frame, first);
  return undefined;
};

const NAMES: Readonly<Record<string, string>> = {
  random: "shuffle",
  heapq: "heapify heappush heappop heappushpop heapreplace",
  bisect: "insort insort_left insort_right",
  operator: "setitem delitem iadd iconcat imul ior iand ixor isub",
};

export const CHANGERS: FollowedFunctions = Object.fromEntries(
  Object.entries(NAMES).flatMap(([module, names]) =>
    names.split(" ").map((name) => [`${module}.${name}`, changesFirst] as const),
  ),
);

/** What a container holds from here on isn't known. */
export function spoil(frame: Frame, value: Abstract): void {
  for (const each of alternatives(value)) {
    if ((each.t === "list" || each.t === "set") && changes(frame, each)) each.inexact = true;
    if (each.t === "dict" && changing(frame, each) !== "never") loosen(each);
  }
}
