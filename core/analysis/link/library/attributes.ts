/** Python's functions that set attributes by name. What an attribute means is environments.ts'. */

import { globalsOf, namespaceOf } from "../evaluate/namespaces.ts";
import { setAttribute } from "../flyte/environments.ts";
import type { Frame } from "../machine.ts";
import { blank } from "../values/classes.ts";
import { type Abstract, type ClassValue, NONE, unknown } from "../values/values.ts";
import type { FollowedFunction, FollowedFunctions } from "./followedFunction.ts";

const set: FollowedFunction = (frame, [on, name, value], _all, site) => {
  if (on !== undefined && name !== undefined) {
    setAttribute(frame, on, name, value ?? unknown({ kind: "call", callee: "setattr" }), site);
  }
  return NONE;
};

/** In a module's own text. */
const localsOf = (frame: Frame): Abstract | undefined => (frame.scope.kind === "module" ? globalsOf(frame) : undefined);

/** The class of objects that have what they are given, and nothing else. */
const NAMESPACE: ClassValue = {
  t: "class",
  file: "",
  def: { kind: "class", name: "SimpleNamespace", start: 0, end: 0, nameStart: 0, decorators: [], bases: [], body: [] },
  scope: { kind: "class", file: "", vars: new Map(), born: 0 },
  bases: [],
  decorators: [],
};

export const ATTRIBUTES: FollowedFunctions = {
  "object.__new__": (frame, [cls], _all, site) => (cls?.t === "class" ? blank(frame, cls, site) : undefined),
  setattr: set,
  "object.__setattr__": set,
  "type.__setattr__": set,
  delattr: set,
  "object.__delattr__": set,
  "type.__delattr__": set,
  vars: (frame, [on]) => (on === undefined ? localsOf(frame) : namespaceOf(on)),
  locals: (frame) => localsOf(frame),
  globals: (frame) => globalsOf(frame),
  "types.SimpleNamespace": (frame, values, { named, open }, site) => {
    if (values.length > 0 || open) return undefined;
    const made = blank(frame, NAMESPACE, site);
    for (const [name, { value }] of named) made.attributes.set(name, value);
    return made;
  },
};
