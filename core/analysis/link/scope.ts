/** Names: how they are found, bound, and what they may be after branches of which one was taken. */

import { isBuiltin } from "./builtinNames.ts";
import { union } from "./judge.ts";
import { doubtOf, type Frame } from "./machine.ts";
import { asRead, mayChange } from "./together.ts";
import { type Abstract, external, type Later, type Scope, unknown } from "./values.ts";

/** Where a statement leaves its block to. */
export type Flow = "next" | "return" | "raise" | "break" | "continue";

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
    return home.kind === "module" ? asRead(frame, home.file, name, found) : found;
  }
  for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) {
    // Methods do not see the names of their class.
    if (each !== scope && each.kind === "class") continue;
    const found = held(each, name);
    if (trail !== undefined && each.kind === "module") {
      trail.asked.set(name, found);
      if (each !== module.scope) trail.isWhole = false;
    }
    if (found !== undefined) return each.kind === "module" ? asRead(frame, each.file, name, found) : found;
  }
  return isBuiltin(name) ? external(name) : unknown({ kind: "name", name });
}

/** What a name of the scope itself is bound to. */
export function held(scope: Scope, name: string): Abstract | undefined {
  const found = scope.vars.get(name);
  if (found !== undefined) return found;
  const later = scope.later?.get(name);
  if (later === undefined) return undefined;
  scope.later?.delete(name);
  later.made ??= later.make();
  scope.vars.set(name, later.made);
  return later.made;
}

/** Names of the scope that something is bound to. */
export function namesIn({ vars, later }: Scope): readonly string[] {
  return later === undefined ? [...vars.keys()] : [...vars.keys(), ...later.keys()];
}

/** Binds a name of the module to what `later` makes once somebody asks for it. */
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
  write(home, name, value);
}

/** A global of another module. */
export function bindElsewhere(frame: Frame, home: Scope, name: string, value: Abstract): void {
  if (!mayChange(frame, home.file, name)) return;
  const before = held(home, name) ?? unknown({ kind: "name", name });
  write(home, name, doubtOf(frame, home.file) > 0 ? union([before, value]) : value);
}

export function unbind(frame: Frame, name: string): void {
  if (held(frame.scope, name) !== undefined) write(frame.scope, name, undefined);
}

function write(scope: Scope, name: string, value: Abstract | undefined): void {
  if (scope.journal !== undefined && !scope.journal.has(name)) scope.journal.set(name, held(scope, name));
  scope.later?.delete(name);
  if (value === undefined) scope.vars.delete(name);
  else scope.vars.set(name, value);
}

/** Runs each alternative from the same state; afterwards a name has one of the values that they leave. */
export function branch(frame: Frame, alternatives: readonly (() => Flow)[]): Flow {
  const { scope } = frame;
  const outer = scope.journal;
  const flows: Flow[] = [];
  /** What each alternative that goes on changes. */
  const ends: ReadonlyMap<string, Abstract | undefined>[] = [];
  const names = new Set<string>();
  frame.branches++;
  for (const run of alternatives) {
    const journal = new Map<string, Abstract | undefined>();
    scope.journal = journal;
    const flow = run();
    flows.push(flow);
    const end = new Map<string, Abstract | undefined>();
    for (const [name, before] of journal) {
      end.set(name, scope.vars.get(name));
      if (before === undefined) scope.vars.delete(name);
      else scope.vars.set(name, before);
    }
    if (flow !== "next") continue;
    ends.push(end);
    for (const name of journal.keys()) names.add(name);
  }
  frame.branches--;
  if (outer === undefined) delete scope.journal;
  else scope.journal = outer;
  const [flow] = flows;
  if (ends.length > 0 && flows.some((each) => each !== "next" && each !== "raise")) frame.left++;
  if (ends.length === 0) return flow !== undefined && flows.every((each) => each === flow) ? flow : "return";
  for (const name of names) {
    const values = ends.flatMap((end) => (end.has(name) ? end.get(name) : scope.vars.get(name)) ?? []);
    const [value] = values;
    write(
      scope,
      name,
      value === undefined ? undefined : values.every((each) => each === value) ? value : union(values),
    );
  }
  return "next";
}
