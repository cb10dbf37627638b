/** Environments that are being made and leave the code that is followed: somebody else's function may change what its `__init__` or `__post_init__` hands to it. */

import { isBuiltin } from "../library/builtinNames.ts";
import type { Frame } from "../machine.ts";
import { isOutside } from "../resolve.ts";
import { alternatives } from "../values/judge.ts";
import { type Abstract, type Arguments, type Site, unknown } from "../values/values.ts";
import { forget } from "./environments.ts";

/** Python's library and the SDK look at an environment, and change nothing of it. */
export function noteEscape(frame: Frame, func: Abstract, args: Arguments, site: Site): void {
  const { constructing } = frame.machine;
  if (constructing.length === 0) return;
  const callee = strangerIn(func);
  if (callee === undefined) return;
  for (const { value } of [...args.positional, ...args.named.values()]) {
    for (const each of alternatives(value)) {
      if (each.t !== "environment" || !constructing.includes(each.record)) continue;
      forget(frame, each.record, site, unknown({ kind: "call", callee }));
    }
  }
}

const isKnown = (name: string): boolean => isOutside(name) || isBuiltin(name.split(".", 1)[0] ?? "");

/** The name of a function that is not followed and none of Python's or Flyte's; undefined for every other. */
function strangerIn(func: Abstract): string | undefined {
  switch (func.t) {
    case "external":
      return func.bound === undefined && !isKnown(func.name) ? func.name : undefined;
    case "object":
      return func.on === undefined ? strangerIn({ t: "external", name: func.callee }) : strangerIn(func.on);
    case "method":
      return func.on.t === "environment" ? undefined : strangerIn(func.on);
    case "partial":
      return strangerIn(func.func);
    case "union":
      return func.members.map(strangerIn).find((each) => each !== undefined);
    case "unknown":
      return "?";
    default:
      return undefined;
  }
}
