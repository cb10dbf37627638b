/** A function outside the project that evaluation follows. Nothing is returned where it can't tell the result. */

import { call } from "../evaluate/call.ts";
import type { Frame } from "../machine.ts";
import { isExact, itemsOf } from "../values/containers.ts";
import { type Abstract, type Arguments, passing, type Site } from "../values/values.ts";

export type FollowedFunction = (
  frame: Frame,
  args: readonly Abstract[],
  all: Arguments,
  site: Site,
) => Abstract | undefined;

export type FollowedFunctions = Readonly<Record<string, FollowedFunction>>;

/** More items are not gone through. */
const MAX_ITEMS = 500;

/** All that iteration yields, where that is certain. Of a set the order is not. */
export function exactItems(value: Abstract | undefined, ordered = true): readonly Abstract[] | undefined {
  if (value === undefined || !isExact(value)) return undefined;
  const items = itemsOf(value);
  if (items === undefined || items.length > MAX_ITEMS) return undefined;
  return ordered && value.t === "set" && items.length > 1 ? undefined : items;
}

/** `func(…)` for what the library hands to a function that it was given. */
export function applied(frame: Frame, func: Abstract, values: readonly Abstract[], site: Site): Abstract {
  return call(frame, func, passing(values, site), site);
}
