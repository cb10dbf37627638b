/** Python's functions that set attributes by name. What an attribute means is environments.ts'. */

import { setAttribute } from "../environments.ts";
import { NONE, unknown } from "../values.ts";
import type { Builtin, Builtins } from "./builtin.ts";

const set: Builtin = (frame, [on, name, value], _all, site) => {
  if (on !== undefined && name !== undefined) {
    setAttribute(frame, on, name, value ?? unknown({ kind: "call", callee: "setattr" }), site);
  }
  return NONE;
};

export const ATTRIBUTES: Builtins = {
  setattr: set,
  "object.__setattr__": set,
  delattr: set,
  "object.__delattr__": set,
  vars: (_frame, [on]) => (on?.t === "environment" ? { t: "method", on, name: "__dict__" } : undefined),
};
