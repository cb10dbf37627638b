/** Remembers which tasks a body calls: while neither its text nor what it reads of its module changed, it is not evaluated again. */

import { originOf } from "../code/shift.ts";
import { held } from "./evaluate/state.ts";
import type { Machine, ModuleState, Trail } from "./machine.ts";
import type { CallRecord, TaskRecord } from "./records.ts";
import type { Resolver } from "./resolve.ts";
import type { Abstract, Arguments, FunctionValue } from "./values/values.ts";

/** What evaluating a body came to, for as long as all that it asked for looks the same. */
export interface BodyMemory {
  readonly resolver: Resolver;
  readonly installed: Resolver;
  /** How each name of the module looked to the body. */
  readonly asked: ReadonlyMap<string, string>;
  readonly calls: readonly RememberedCall[];
}

type RememberedCall = Pick<CallRecord, "kind" | "group" | "gathered" | "maybe"> & {
  /** Which of the tasks that it asked for, in their order. */
  readonly to: number;
  readonly overridden: boolean;
  /** From where the body's definition stood first. */
  readonly start: number;
  readonly end: number;
};

/** Notes the calls of the task's body. `evaluate` is what is saved where they are known. */
export function visitBody(
  machine: Machine,
  module: ModuleState,
  task: TaskRecord,
  func: FunctionValue,
  evaluate: () => void,
): void {
  const { def } = func;
  // What another function holds, or an instance, is no name of the module.
  const plain = def.kind === "function" && func.scope === module.scope && task.func === func;
  if (!plain || func.self !== undefined || func.wraps !== undefined) {
    evaluate();
    return;
  }
  const { of, by } = originOf(def);
  const memory = machine.bodies.get(of);
  const calls = memory === undefined ? undefined : recalled(machine, module, task, memory, by);
  if (calls !== undefined) {
    machine.followed.add(def);
    for (const each of calls) module.produced.calls.push(each);
    return;
  }
  const before = sizeOf(module);
  const first = module.produced.calls.length;
  const trail: Trail = { asked: new Map(), isWhole: true };
  machine.trail = trail;
  evaluate();
  machine.trail = undefined;
  const found = trail.isWhole && sizeOf(module) === before ? module.produced.calls.slice(first) : undefined;
  const made = found === undefined ? undefined : remembered(machine, module, trail, found, by);
  if (made === undefined) machine.bodies.delete(of);
  else machine.bodies.set(of, made);
}

/** How much was found besides calls: a body that finds anything else is not remembered. */
function sizeOf({ produced, pending }: ModuleState): number {
  const { environments, tasks, edges, traces, entryPoints, flytekit } = produced;
  const lists = [environments, tasks, edges, traces, entryPoints, pending];
  const counts = flytekit.tasks + flytekit.workflows + flytekit.launchPlans;
  return lists.reduce((sum, { length }) => sum + length, counts);
}

function remembered(
  machine: Machine,
  { file }: ModuleState,
  trail: Trail,
  calls: readonly CallRecord[],
  by: number,
): BodyMemory | undefined {
  const tasks: TaskRecord[] = [];
  const asked = new Map<string, string>();
  for (const [name, value] of trail.asked) {
    const look = value === undefined ? "" : lookOf(value, tasks);
    if (look === undefined) return undefined;
    asked.set(name, look);
  }
  const kept: RememberedCall[] = [];
  for (const { to, kind, site, group, gathered, maybe } of calls) {
    const at = to.t === "task" ? tasks.indexOf(to.record) : -1;
    if (to.t !== "task" || at < 0 || site.file !== file || (group !== undefined && group.t !== "str")) return undefined;
    kept.push({
      to: at,
      overridden: to.overridden,
      kind,
      start: site.start - by,
      end: site.end - by,
      ...(group === undefined ? {} : { group }),
      ...(gathered === undefined ? {} : { gathered }),
      ...(maybe === undefined ? {} : { maybe }),
    });
  }
  return { resolver: machine.links, installed: machine.installed, asked, calls: kept };
}

/** The calls as they are now; `undefined` where something looks otherwise. */
function recalled(
  machine: Machine,
  { file, scope }: ModuleState,
  from: TaskRecord,
  { resolver, installed, asked, calls }: BodyMemory,
  by: number,
): readonly CallRecord[] | undefined {
  if (resolver !== machine.links || installed !== machine.installed) return undefined;
  const tasks: TaskRecord[] = [];
  for (const [name, look] of asked) {
    const value = held(scope, name);
    if ((value === undefined ? "" : lookOf(value, tasks)) !== look) return undefined;
  }
  const found: CallRecord[] = [];
  for (const { to, overridden, start, end, ...rest } of calls) {
    const record = tasks[to];
    if (record === undefined) return undefined;
    const site = { file, start: start + by, end: end + by };
    found.push({ from, to: { t: "task", record, overridden }, site, ...rest });
  }
  return found;
}

/**
 * All that evaluation can tell of a value, as text; `undefined` for what it can look into further. Of a task that is
 * its function's name, its kind, and which one of those that were asked for it is: asking for more ends the trail.
 */
function lookOf(value: Abstract, tasks: TaskRecord[]): string | undefined {
  switch (value.t) {
    case "none":
    case "ellipsis":
      return value.t;
    case "bool":
      return `bool ${value.value}`;
    case "int":
    case "float":
    case "bytes":
      return `${value.t} ${value.text}`;
    case "str":
      return `str ${value.value}`;
    case "external":
      return `external ${value.name}${value.of ?? ""}`;
    case "unknown":
      return `unknown ${JSON.stringify(value.reason)}`;
    case "task": {
      const { record, overridden } = value;
      if (!tasks.includes(record)) tasks.push(record);
      return `task ${tasks.indexOf(record)} ${record.kind} ${record.function} ${overridden}`;
    }
    case "method": {
      const on = lookOf(value.on, tasks);
      return on === undefined ? undefined : `method ${value.name} of (${on})`;
    }
    case "object": {
      if (value.task !== undefined || value.environment !== undefined) return undefined;
      const on = value.on === undefined ? "" : lookOf(value.on, tasks);
      const args = looksOf(value.args, tasks);
      return on === undefined || args === undefined ? undefined : `object ${value.callee} of (${on}) with (${args})`;
    }
    default:
      return undefined;
  }
}

function looksOf({ positional, named, open }: Arguments, tasks: TaskRecord[]): string | undefined {
  const looks = [open ? "*" : ""];
  const passed = [
    ...positional.map(({ value }) => ["", value] as const),
    ...[...named].map(([name, { value }]) => [name, value] as const),
  ];
  for (const [name, value] of passed) {
    const look = lookOf(value, tasks);
    if (look === undefined) return undefined;
    looks.push(`${name}=${JSON.stringify(look)}`);
  }
  return looks.join();
}
