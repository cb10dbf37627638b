/** Names: how they are found and bound. What they may be where several paths meet is state.ts's. */

import { isBuiltin } from "../library/builtinNames.ts";
import { doubtOf, type Frame } from "../machine.ts";
import { asRead, mayChange } from "../together.ts";
import { union } from "../values/judge.ts";
import { type Abstract, external, type Later, type Scope, unknown } from "../values/values.ts";
import { held, write } from "./state.ts";

export function lookup(frame: Frame, name: string): Abstract {
  const {
    scope,
    machine: { trail },
    module,
  } = frame;
  const home = scope.redirected?.get(name);
  if (home !== undefined) {
    if (trail !== undefined) trail.isWhole = false;
    const found = held(home, name) ?? unknown({ kind: "name", name });
    return asRead(frame, home.kind === "module" ? home.file : (home.owner ?? frame.module.file), name, found);
  }
  for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) {
    // Methods do not see the names of their class.
    if (each !== scope && each.kind === "class") continue;
    const found = held(each, name);
    if (trail !== undefined && each.kind === "module") {
      trail.asked.set(name, found);
      if (each !== module.scope) trail.isWhole = false;
    }
    if (found !== undefined) {
      if (each.kind === "module") return asRead(frame, each.file, name, found);
      return each.owner === undefined ? found : asRead(frame, each.owner, name, found);
    }
  }
  return isBuiltin(name) ? external(name) : unknown({ kind: "name", name });
}

/** What an assignment to the name would overwrite. */
export function bound({ scope }: Frame, name: string): Abstract | undefined {
  return held(scope.redirected?.get(name) ?? scope, name);
}

/** Names of the scope that something is bound to. */
export function namesIn({ vars, later }: Scope): readonly string[] {
  return later === undefined ? [...vars.keys()] : [...vars.keys(), ...later.keys()];
}

/** Binds a name of the module, on all paths, to what `later` makes once somebody asks for it. */
export function bindLater({ scope }: Frame, name: string, later: Later): void {
  scope.vars.delete(name);
  scope.later ??= new Map();
  scope.later.set(name, later);
}

export function bind(frame: Frame, name: string, value: Abstract): void {
  const home = frame.scope.redirected?.get(name) ?? frame.scope;
  if (home.kind === "module" && home.file !== frame.module.file) {
    bindElsewhere(frame, home, name, value);
    return;
  }
  if (home !== frame.scope && home.kind === "module" && frame.when !== "import") return;
  // What a function of another module keeps for its inner ones.
  if (home.owner !== undefined && home.owner !== frame.module.file && !mayChange(frame, home.owner, name)) return;
  write(frame.machine.memory, home, name, value);
}

/** The scope of the module in whose text this stands. */
export function topScope({ scope }: Frame): Scope {
  let top = scope;
  while (top.parent !== undefined) top = top.parent;
  return top;
}

/** Binds a global of the text that this stands in, from wherever. */
export function bindGlobal(frame: Frame, name: string, value: Abstract): void {
  const home = topScope(frame);
  if (home.file !== frame.module.file) bindElsewhere(frame, home, name, value);
  else if (home === frame.scope || frame.when === "import") write(frame.machine.memory, home, name, value);
}

/** A global of another module. */
export function bindElsewhere(frame: Frame, home: Scope, name: string, value: Abstract): void {
  if (!mayChange(frame, home.file, name)) return;
  const before = held(home, name) ?? unknown({ kind: "name", name });
  write(frame.machine.memory, home, name, doubtOf(frame, home.file) > 0 ? union([before, value]) : value);
}

export function unbind(frame: Frame, name: string): void {
  if (held(frame.scope, name) !== undefined) write(frame.machine.memory, frame.scope, name, undefined);
}
