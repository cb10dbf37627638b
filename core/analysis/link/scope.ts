/** Names: how they are found and bound. What they may be where several paths meet is state.ts's. */

import { isBuiltin } from "./builtinNames.ts";
import type { Frame } from "./machine.ts";
import { write } from "./state.ts";
import { type Abstract, external, type Scope, unknown } from "./values.ts";

export function lookup({ scope, machine: { trail }, module }: Frame, name: string): Abstract {
  const home = scope.redirected?.get(name);
  if (home !== undefined) {
    if (trail !== undefined) trail.isWhole = false;
    return home.vars.get(name) ?? unknown({ kind: "name", name });
  }
  for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) {
    // Methods do not see the names of their class.
    if (each !== scope && each.kind === "class") continue;
    const found = each.vars.get(name);
    if (trail !== undefined && each.kind === "module") {
      trail.asked.set(name, found);
      if (each !== module.scope) trail.isWhole = false;
    }
    if (found !== undefined) return found;
  }
  return isBuiltin(name) ? external(name) : unknown({ kind: "name", name });
}

/** What an assignment to the name would overwrite. */
export function bound({ scope }: Frame, name: string): Abstract | undefined {
  return (scope.redirected?.get(name) ?? scope).vars.get(name);
}

export function bind(frame: Frame, name: string, value: Abstract): void {
  const home = frame.scope.redirected?.get(name) ?? frame.scope;
  // Another module's globals stay as its own evaluation left them, or the order of evaluation would count.
  if (home.kind === "module" && home.file !== frame.module.file) return;
  if (home !== frame.scope && home.kind === "module" && frame.when !== "import") return;
  write(frame.machine.memory, home, name, value);
}

export function unbind(frame: Frame, name: string): void {
  if (frame.scope.vars.has(name)) write(frame.machine.memory, frame.scope, name, undefined);
}
