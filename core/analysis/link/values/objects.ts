/** What calls outside the project make: how it is made is all that is known of it, until something of it is changed. */

import type { Frame } from "../machine.ts";
import { mayChange } from "../together.ts";
import type { Abstract, Arguments, ObjectValue, Site } from "./values.ts";

/** What `callee(…)` makes, or `on.callee(…)`. */
export function objectMade(frame: Frame, callee: string, args: Arguments, site: Site, on?: Abstract): ObjectValue {
  const made = { owner: frame.module.file, when: frame.when };
  return { t: "object", callee, ...(on === undefined ? {} : { on }), args, site, made };
}

/** Somebody sets an attribute: for all who hold the object it is no longer what its call says. */
export function changeObject(frame: Frame, object: ObjectValue, attribute: string): void {
  const { made } = object;
  if (made?.when === frame.when && mayChange(frame, made.owner)) object.changed ??= { kind: "changed", attribute };
}
