/** Which calls outside of the project describe what they make, so that the call itself is the value. */

import type { Abstract } from "../values/values.ts";
import { lastPart } from "./flyteNames.ts";

/** Calls that describe what they make: classes and their constructors. What another function returns is not known. */
export function describes(value: Abstract & { t: "object" }): boolean {
  // Flyte's own builders chain; what another object's method returns is not known.
  if (value.on !== undefined) return value.on.t === "object" && describes(value.on) && isFlyte(rootOf(value.on));
  if (/^datetime\.(timedelta|date|time|datetime|timezone)$/.test(value.callee)) return true;
  return isFlyte(value.callee)
    ? value.callee.split(".").some((part) => /^[A-Z]/.test(part))
    : /^[A-Z]/.test(lastPart(value.callee));
}

const isFlyte = (callee: string) => /^(flyte|flyteplugins)\./.test(callee);

function rootOf(value: Abstract & { t: "object" }): string {
  let at = value;
  for (let hops = 0; at.on?.t === "object" && hops < 200; hops++) at = at.on;
  return at.callee;
}
