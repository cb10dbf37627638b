/** Calls: what is called decides. Each call of a task in a task's body is noted. */

import type { CallKind } from "../../../../protocol/model.ts";
import type { Arg, Expr } from "../../code/ir.ts";
import { noteEntryPoint } from "../flyte/entryPoints.ts";
import { makeEnvironment } from "../flyte/environments.ts";
import { noteEscape } from "../flyte/escapes.ts";
import { isEnvironmentName, isMap, isReference, isTaskObject } from "../flyte/flyteNames.ts";
import { referenceTo } from "../flyte/references.ts";
import { attachGiven } from "../flyte/taskObjects.ts";
import { decorate, isDecorating, noteFlytekit } from "../flyte/tasks.ts";
import { cachedUpTo } from "../library/caches.ts";
import { callFollowed } from "../library/followed.ts";
import { objectMethod } from "../library/objects.ts";
import { type Frame, siteOf } from "../machine.ts";
import type { CallRecord, TaskRecord } from "../records.ts";
import { inDoubt, isExact, itemsOf } from "../values/containers.ts";
import { isEnum, memberOfValue } from "../values/enums.ts";
import { alternatives, mayLack, union } from "../values/judge.ts";
import { objectMade } from "../values/objects.ts";
import { type Abstract, type Arguments, type PassedArgument, type Site, unknown } from "../values/values.ts";
import { attributeOf, inClass } from "./attribute.ts";
import { evaluate } from "./evaluate.ts";
import { callFunction, callMember, instantiate, superAttribute } from "./functions.ts";
import { callOut, leadsOut, madeByPackage } from "./installedCalls.ts";
import { drained, handedOut } from "./iterators.ts";
import { calledByMeta } from "./metaclasses.ts";
import { callMethod } from "./methods.ts";

export function callExpression(frame: Frame, expr: Expr & { kind: "call" }): Abstract {
  const site = siteOf(frame, expr);
  const func = calledOf(frame, expr.func);
  const args = argumentsOf(frame, expr.args);
  noteEntryPoint(frame, func, args, site);
  noteEscape(frame, func, args, site);
  if (frame.task === undefined) return call(frame, func, args, site);
  const { calls } = frame.module.produced;
  const before = calls.length;
  noteTasks(frame, func, args, siteOf(frame, expr.func));
  const after = calls.length;
  if (isGathering(func)) for (const { value } of args.positional) gather(calls, frame.task, value);
  const result = call(frame, func, args, site);
  // One of several functions is called, and what that one calls.
  if (func.t === "union") for (const each of calls.slice(before)) each.maybe = true;
  for (let at = before; at < after; at++) {
    const noted = calls[at];
    if (noted !== undefined && (result.t === "unknown" || result.t === "object")) noted.result = result;
  }
  return result;
}

/** What runs the coroutines it is given beside each other. */
function isGathering(func: Abstract): boolean {
  if (func.t === "method") return func.name === "create_task";
  return func.t === "external" && /^asyncio\.(gather|as_completed|wait|create_task|ensure_future)$/.test(func.name);
}

/** Marks the task's calls that evaluated to the value, or to what it holds. */
function gather(calls: readonly CallRecord[], from: TaskRecord, value: Abstract): void {
  for (let at = calls.length - 1; at >= 0; at--) {
    const noted = calls[at];
    if (noted?.from !== from) break;
    if (noted.result === value) noted.gathered = true;
  }
  const items =
    value.t === "list" || value.t === "tuple" || value.t === "set"
      ? value.items
      : value.t === "union"
        ? value.members
        : [];
  for (const item of items) gather(calls, from, item);
}

/** `super()` has a meaning only together with the attribute that is read of it. */
function calledOf(frame: Frame, func: Expr): Abstract {
  if (
    func.kind === "attribute" &&
    func.object.kind === "call" &&
    func.object.func.kind === "name" &&
    func.object.func.id === "super"
  ) {
    return superAttribute(frame, func.name);
  }
  return evaluate(frame, func);
}

export function argumentsOf(frame: Frame, written: readonly Arg[]): Arguments {
  const positional: PassedArgument[] = [];
  const named = new Map<string, PassedArgument>();
  let open = false;
  let unfinished = false;
  for (const arg of written) {
    const given = evaluate(frame, arg.value);
    const value = arg.star === 1 ? drained(frame, given) : given;
    const site = siteOf(frame, arg);
    if (arg.star === 1) {
      const items = itemsOf(value);
      const whole = items !== undefined && isExact(value);
      if (!whole) open = true;
      // Where it is passed, and whether, is not known.
      for (const item of items ?? []) positional.push({ value: whole ? item : union([item, NOT_SURE]), site });
    } else if (arg.star === 2) {
      if (value.t !== "dict" || value.inexact) open = true;
      if (value.t === "ellipsis") unfinished = true;
      if (value.t === "dict") {
        for (const [key, item] of value.entries) {
          if (key.t !== "str") continue;
          named.set(key.value, { value: mayLack(value, key) ? union([item, NOT_SURE]) : item, site });
        }
      }
    } else if (arg.name === undefined) positional.push({ value, site });
    else named.set(arg.name, { value, site, valueStart: arg.value.start });
  }
  return { positional, named, open, ...(unfinished ? { unfinished } : {}) };
}

export function call(frame: Frame, func: Abstract, args: Arguments, site: Site): Abstract {
  switch (func.t) {
    case "function":
      return leadsOut(frame, func) ? callOut(frame, func, args, site) : callFunction(frame, func, args);
    case "class": {
      const [value] = args.positional;
      if (isEnum(func)) {
        return (
          (value === undefined ? undefined : memberOfValue(func, value.value)) ??
          unknown({ kind: "call", callee: func.def.name })
        );
      }
      const made = callMember(frame, calledByMeta(func), func, args) ?? instantiate(frame, func, args, site);
      attachGiven(frame, made, args);
      return made;
    }
    case "external":
      if (isEnvironmentName(func.name))
        return makeEnvironment(frame, { name: func.name }, handedOut(frame, args), site);
      if (isReference(func.name)) return referenceTo(frame, args, site);
      noteFlytekit(frame, func.name);
      if (func.bound !== undefined) {
        const made = madeByPackage(frame, func.bound, args, site);
        if (made !== undefined) return made;
      }
      return callOutside(frame, func.name, args, site);
    case "method":
      return callMethod(frame, func, args, site);
    case "decorator":
      return decorate(frame, func, args.positional[0]?.value ?? unknown({ kind: "syntax" }), site);
    case "partial":
      return call(frame, func.func, merged(func.args, args), site);
    case "union":
      // One of them is called: what each changes may be as it was.
      return union(func.members.map((each) => call(inDoubt(frame), each, args, site)));
    case "object":
      if (func.callee === "functools.lru_cache" && args.positional[0] !== undefined)
        return cachedUpTo(frame, args.positional[0].value, func.args);
      // Which of its functions runs is decided by a type.
      if (/^functools\.singledispatch(method)?$/.test(func.callee))
        return unknown({ kind: "call", callee: func.callee });
      if (func.callee === "functools.wraps") return wrapped(func.args.positional[0]?.value, args.positional[0]?.value);
      return objectMethod(frame, func, "__call__", args, site) ?? objectMade(frame, "__call__", args, site, func);
    case "instance": {
      const found = inClass(func.cls, "__call__");
      if (found?.t === "member") return call(frame, attributeOf(frame, func, "__call__"), args, site);
      return unknown({ kind: "call", callee: func.cls.def.name });
    }
    case "task":
      handedOut(frame, args);
      return unknown({ kind: "call", callee: func.record.function });
    case "unknown":
      handedOut(frame, args);
      return func;
    default:
      return unknown({ kind: "call", callee: func.t });
  }
}

const NOT_SURE = unknown({ kind: "expression", text: "**" });

function callOutside(frame: Frame, name: string, args: Arguments, site: Site): Abstract {
  const made = callFollowed(frame, name, args, site);
  if (isTaskObject(name)) attachGiven(frame, made, args);
  return made;
}

function merged(first: Arguments, then: Arguments): Arguments {
  return {
    positional: [...first.positional, ...then.positional],
    named: new Map([...first.named, ...then.named]),
    open: first.open || then.open,
  };
}

/** `functools.wraps(fn)(wrapper)`: the wrapper answers to the name and signature of `fn`. */
function wrapped(inner: Abstract | undefined, wrapper: Abstract | undefined): Abstract {
  if (wrapper?.t === "function" && inner?.t === "function") return { ...wrapper, wraps: inner };
  return wrapper ?? unknown({ kind: "call", callee: "functools.wraps" });
}

/** Tasks that a call in a task's body runs, or hands on. */
function noteTasks(frame: Frame, func: Abstract, args: Arguments, site: Site): void {
  for (const each of alternatives(func)) {
    const task = taskOf(each);
    if (task !== undefined) {
      note(frame, task.value, each.t === "task" && each.overridden ? "override" : task.kind, site);
    }
  }
  const mapping = func.t === "external" && isMap(func.name);
  if (isDecorating(func) || (func.t === "external" && func.name === "functools.partial")) return;
  for (const [at, { value, site: place }] of [...args.positional, ...args.named.values()].entries()) {
    for (const each of alternatives(value)) {
      const task = handedOn(each);
      // The project's own functions are followed: what they call is noted there.
      if (task === undefined || (func.t === "function" && !(mapping && at === 0))) continue;
      note(frame, task, mapping && at === 0 ? "map" : "argument", place);
    }
  }
}

function taskOf(value: Abstract): { readonly value: Abstract; readonly kind: CallKind } | undefined {
  if (value.t === "task") return { value, kind: "call" };
  if (value.t === "method" && value.on.t === "task" && /^(aio|__call__)$/.test(value.name)) {
    return { value: value.on, kind: value.on.overridden ? "override" : "call" };
  }
  if (value.t === "method" && (value.on.t === "object" || value.on.t === "instance") && value.name === "aio")
    return taskOf(value.on);
  if (value.t === "partial") return taskOf(value.func);
  if ((value.t === "object" || value.t === "instance") && value.task !== undefined)
    return { value: { t: "task", record: value.task, overridden: false }, kind: "call" };
  return undefined;
}

function handedOn(value: Abstract): Abstract | undefined {
  return value.t === "task" ||
    value.t === "partial" ||
    ((value.t === "object" || value.t === "instance") && value.task !== undefined)
    ? taskOf(value)?.value
    : undefined;
}

function note(frame: Frame, to: Abstract, kind: CallKind, site: Site): void {
  if (frame.task === undefined) return;
  const isRemote = to.t === "task" && to.record.kind === "reference" && (kind === "call" || kind === "override");
  frame.module.produced.calls.push({
    from: frame.task,
    to,
    kind: isRemote ? "reference" : kind,
    site,
    ...(frame.group === undefined ? {} : { group: frame.group }),
  });
}
