/** A module that is too much to evaluate: what was found stays, and all that the rest of its text may bind or change isn't known. */

import { isMain } from "./evaluate/isMain.ts";
import { held } from "./evaluate/state.ts";
import { wordsIn } from "./idle.ts";
import { blockOf, type Machine, type ModuleState } from "./machine.ts";
import { alternatives, union } from "./values/judge.ts";
import { type Abstract, budget } from "./values/values.ts";

/** Containers nested deeper are left alone. */
const MAX_DEPTH = 6;

/** What a text says of names, whether they are read, bound or changed. */
interface Said {
  readonly names: Set<string>;
  readonly bound: Set<string>;
  /** Attributes that are assigned to, of whatever. */
  readonly attributes: Set<string>;
}

/** @param isTold it may have something to tell */
export function breakOff(machine: Machine, { scope, facts, at, unfinished }: ModuleState, isTold: boolean): void {
  if (at === undefined) return;
  if (isTold) unfinished.push(at);
  const said: Said = { names: new Set(), bound: new Set(), attributes: new Set() };
  for (const stmt of facts.body) if (stmt.end > at.start && !isMain(stmt)) read(stmt, said, true);
  const seen = new Set<object>();
  // A set yields what is added while it is walked.
  for (const name of said.names) {
    const value = held(scope, name);
    if (value === undefined) continue;
    for (const each of alternatives(value)) {
      if (each.t === "function") readFunction(machine, each, said, seen);
      if (each.t === "class") for (const inner of each.scope.vars.values()) readFunction(machine, inner, said, seen);
    }
    loosenAll(value, said, seen, 0);
  }
  for (const name of said.bound) {
    scope.later?.delete(name);
    scope.vars.set(name, budget);
  }
}

function readFunction(machine: Machine, func: Abstract, said: Said, seen: Set<object>): void {
  if (func.t !== "function" || seen.has(func.def)) return;
  seen.add(func.def);
  const { def } = func;
  read(def.kind === "lambda" ? def.body : blockOf(machine, def.body), said, false);
}

/** @param isTop it stands in the module itself, so that what it assigns are names of the module */
function read(node: unknown, said: Said, isTop: boolean): void {
  if (typeof node !== "object" || node === null) return;
  if (Array.isArray(node)) {
    for (const each of node) read(each, said, isTop);
    return;
  }
  const part: Readonly<Record<string, unknown>> = { ...node };
  const { kind, id, name, names, text, target, targets } = part;
  const isDefinition = kind === "function" || kind === "class" || kind === "deferred";
  if (kind === "name") said.names.add(String(id));
  if ((kind === "unread" || kind === "deferred") && typeof text === "string")
    for (const each of wordsIn(text)) said.names.add(each);
  if (kind === "global" && Array.isArray(names)) for (const each of names) said.bound.add(String(each));
  if (isTop) {
    if (isDefinition) said.bound.add(String(name));
    if (kind === "walrus") said.bound.add(String(target));
    if ((kind === "import" || kind === "importFrom") && Array.isArray(names)) {
      for (const { name: each, module, as } of names)
        said.bound.add(String(as ?? each ?? String(module).split(".", 1)[0]));
    }
  }
  for (const each of [target, ...(Array.isArray(targets) ? targets : [])]) bindTarget(each, said, isTop);
  for (const each of Object.values(part)) read(each, said, isTop && !isDefinition);
}

function bindTarget(target: unknown, said: Said, isTop: boolean): void {
  if (typeof target !== "object" || target === null) return;
  const { kind, id, name, items, value }: Readonly<Record<string, unknown>> = { ...target };
  if (kind === "name" && isTop) said.bound.add(String(id));
  if (kind === "attribute") said.attributes.add(String(name));
  if (kind === "star") bindTarget(value, said, isTop);
  if (Array.isArray(items)) for (const each of items) bindTarget(each, said, isTop);
}

/** Whatever holds other values may hold others in the end. */
function loosenAll(value: Abstract, said: Said, seen: Set<object>, depth: number): void {
  if (depth > MAX_DEPTH || seen.has(value)) return;
  seen.add(value);
  const inside = (each: Abstract): void => loosenAll(each, said, seen, depth + 1);
  switch (value.t) {
    case "list":
    case "set":
      value.inexact = true;
      value.items.forEach(inside);
      return;
    case "tuple":
      value.items.forEach(inside);
      return;
    case "dict":
      value.inexact = true;
      for (const entry of value.entries) {
        inside(entry[1]);
        entry[1] = union([entry[1], budget]);
      }
      return;
    case "union":
      value.members.forEach(inside);
      return;
    case "instance":
      for (const [name, each] of value.attributes) {
        inside(each);
        if (said.attributes.has(name)) value.attributes.set(name, union([each, budget]));
      }
      return;
    case "environment": {
      const { settings } = value.record;
      for (const [name, setting] of settings)
        if (said.attributes.has(name)) settings.set(name, { ...setting, value: union([setting.value, budget]) });
      return;
    }
    default:
      return;
  }
}
