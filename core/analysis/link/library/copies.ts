/** `copy.copy`, `copy.deepcopy` and `dataclasses.replace`: what is changed afterwards is the copy alone. */

import { attributeOf, inClass } from "../evaluate/attribute.ts";
import { call } from "../evaluate/call.ts";
import { fields, instantiate } from "../evaluate/functions.ts";
import { cloneEnvironment } from "../flyte/environments.ts";
import type { Frame } from "../machine.ts";
import { blank } from "../values/classes.ts";
import { copyOf, sequence } from "../values/containers.ts";
import { isEnum } from "../values/enums.ts";
import { union } from "../values/judge.ts";
import {
  type Abstract,
  type InstanceValue,
  NO_ARGUMENTS,
  type PassedArgument,
  type Site,
  unknown,
} from "../values/values.ts";
import type { FollowedFunctions } from "./followedFunction.ts";

export const COPIES: FollowedFunctions = {
  "copy.copy": (frame, [value], _all, site) => (value === undefined ? undefined : copied(frame, value, site)),
  "copy.deepcopy": (frame, [value], _all, site) =>
    value === undefined ? undefined : copied(frame, value, site, new Map()),
  "dataclasses.replace": (frame, [value], all, site) => {
    if (value?.t === "environment") return cloneEnvironment(frame, value.record, all, site, true);
    if (value?.t !== "instance") return undefined;
    const named = new Map<string, PassedArgument>();
    for (const { name, isGiven } of fields(value.cls)) {
      const kept = value.attributes.get(name);
      if (isGiven && kept !== undefined) named.set(name, { value: kept, site });
    }
    for (const [name, given] of all.named) named.set(name, given);
    return instantiate(frame, value.cls, { positional: [], named, open: all.open }, site);
  },
};

/** @param made of a deep copy: what was copied already, as what stands in two places is copied once */
export function copied(frame: Frame, value: Abstract, site: Site, made?: Map<Abstract, Abstract>): Abstract {
  const before = made?.get(value);
  if (before !== undefined) return before;
  const inner = (each: Abstract): Abstract => (made === undefined ? each : copied(frame, each, site, made));
  switch (value.t) {
    case "list":
    case "tuple":
    case "set": {
      if (value.t === "tuple" && made === undefined) return value;
      const copy = sequence(frame, value.t, []);
      made?.set(value, copy);
      for (const each of value.items) copy.items.push(inner(each));
      if (value.sites !== undefined) copy.sites = [...value.sites];
      copy.inexact = value.inexact;
      return copy;
    }
    case "dict": {
      const copy = copyOf(frame, value);
      made?.set(value, copy);
      for (const entry of copy.entries) {
        entry[0] = inner(entry[0]);
        entry[1] = inner(entry[1]);
      }
      return copy;
    }
    case "instance":
      return copyOfInstance(frame, value, site, made);
    case "union":
      return union(value.members.map((each) => copied(frame, each, site, made)));
    // The SDK keeps no account of a copied environment or task: which names and edges it has is not followed.
    case "environment":
    case "task":
      return unknown({ kind: "call", callee: made === undefined ? "copy.copy" : "copy.deepcopy" });
    case "object":
      return { ...value };
    default:
      return value;
  }
}

function copyOfInstance(frame: Frame, value: InstanceValue, site: Site, made?: Map<Abstract, Abstract>): Abstract {
  if (isEnum(value.cls)) return value;
  const own = made === undefined ? "__copy__" : "__deepcopy__";
  if (inClass(value.cls, own)?.t === "member") {
    const memo = { value: unknown({ kind: "parameter", name: "memo" }), site };
    const args = made === undefined ? NO_ARGUMENTS : { ...NO_ARGUMENTS, positional: [memo] };
    return call(frame, attributeOf(frame, value, own), args, site);
  }
  const copy = blank(frame, value.cls, value.site);
  for (const [name, each] of value.attributes) copy.attributes.set(name, each);
  made?.set(value, copy);
  if (made !== undefined)
    for (const [name, each] of copy.attributes) copy.attributes.set(name, copied(frame, each, site, made));
  return copy;
}
