/** Which functions can be left alone: what they use has nothing to do with Flyte, so what they do tells nothing. */

import { isFlyteName } from "./flyte/flyteNames.ts";
import type { Machine } from "./machine.ts";
import type { Abstract, ClassValue, FunctionValue, InstanceValue, Later, Scope } from "./values/values.ts";

/** Containers nested deeper may hold anything. */
const MAX_DEPTH = 4;

/**
 * Whether a body that was left as text needs no evaluation for itself. Such a body defines nothing of Flyte by its own
 * words; what is left are the names that it uses.
 */
export function isIdle(machine: Machine, func: FunctionValue): boolean {
  return !bodyTells(machine, func, new Set());
}

/** @param asked what is being asked already: it decides by what else it uses */
function functionTells(machine: Machine, func: FunctionValue, asked: Set<object>): boolean {
  if (asked.has(func)) return false;
  asked.add(func);
  // Whoever calls it may leave these to it; evaluated by itself it gets nothing.
  const given = [...func.defaults.values(), ...(func.self === undefined ? [] : [func.self])];
  return given.some((each) => tells(machine, each, asked, 0)) || bodyTells(machine, func, asked);
}

/** The same of a definition that nobody asked for; it stays as it is. */
export function isIdleLater(machine: Machine, later: Later): boolean {
  return !laterTells(machine, later, new Set());
}

function laterTells(machine: Machine, { def, scope }: Later, asked: Set<object>): boolean {
  if (asked.has(def)) return false;
  asked.add(def);
  return textTells(machine, def.text, scope, asked);
}

function bodyTells(machine: Machine, { def, scope }: FunctionValue, asked: Set<object>): boolean {
  if (def.kind === "lambda" || !("kind" in def.body)) return true;
  return textTells(machine, def.body.text, scope, asked);
}

/** Parameters and names of the text's own are found here under what the module calls so: rather one too many. */
function textTells(machine: Machine, text: string, scope: Scope, asked: Set<object>): boolean {
  for (const name of wordsIn(text)) {
    for (let each: Scope | undefined = scope; each !== undefined; each = each.parent) {
      const value = each.vars.get(name);
      const later = value === undefined ? each.later?.get(name) : undefined;
      if (value === undefined && later === undefined) continue;
      if (value !== undefined && tells(machine, value, asked, 0)) return true;
      if (later !== undefined && laterTells(machine, later, asked)) return true;
      break;
    }
  }
  return false;
}

/** Whatever in a text may be a name. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
}

function tells(machine: Machine, value: Abstract, asked: Set<object>, depth: number): boolean {
  if (depth > MAX_DEPTH) return true;
  const inside = (each: Abstract) => tells(machine, each, asked, depth + 1);
  switch (value.t) {
    case "none":
    case "ellipsis":
    case "bool":
    case "int":
    case "float":
    case "bytes":
    case "str":
    case "unknown":
      return false;
    case "list":
    case "tuple":
    case "set":
      return value.items.some(inside);
    case "dict":
      return value.entries.some(([key, item]) => inside(key) || inside(item));
    case "union":
      return value.members.some(inside);
    case "external":
      return (
        isFlyteName(value.name) ||
        value.name === "importlib.import_module" ||
        machine.installed.resolve("", 0, value.name) !== undefined
      );
    case "module":
      return value.module.file === undefined || machine.reachesFlyte(value.module.file);
    case "function":
      return functionTells(machine, value, asked);
    case "class":
      return classTells(machine, value, asked, depth);
    case "instance":
      return instanceTells(machine, value, asked, depth);
    case "object":
      return (
        value.task !== undefined ||
        value.environment !== undefined ||
        isFlyteName(value.callee) ||
        (value.on !== undefined && inside(value.on)) ||
        value.args.positional.some((each) => inside(each.value)) ||
        [...value.args.named.values()].some((each) => inside(each.value))
      );
    case "environment":
    case "task":
    case "method":
    case "decorator":
    case "partial":
    case "iterator":
    case "coroutine":
    case "descriptor":
      return true;
  }
}

function classTells(machine: Machine, cls: ClassValue, asked: Set<object>, depth: number): boolean {
  if (asked.has(cls)) return false;
  asked.add(cls);
  return [...cls.bases, ...cls.decorators, ...cls.scope.vars.values()].some((each) =>
    tells(machine, each, asked, depth + 1),
  );
}

function instanceTells(machine: Machine, of: InstanceValue, asked: Set<object>, depth: number): boolean {
  if (asked.has(of)) return false;
  asked.add(of);
  return (
    of.task !== undefined ||
    classTells(machine, of.cls, asked, depth) ||
    [...of.attributes.values()].some((each) => tells(machine, each, asked, depth + 1))
  );
}
