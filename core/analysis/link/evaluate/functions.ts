/** Calls of the project's own functions and classes: arguments to parameters, bodies to results. */

import { forget, makeEnvironment, ownSetter } from "../flyte/environments.ts";
import { environmentBase } from "../flyte/flyteNames.ts";
import { callOnce } from "../library/caches.ts";
import { fillModel } from "../library/models.ts";
import { isModel } from "../library/pydantic.ts";
import { blockOf, type Frame, MAX_STACK, type Suspension } from "../machine.ts";
import { blank, classOf, orderOf } from "../values/classes.ts";
import { dictOf, loosen, sequence } from "../values/containers.ts";
import { alternatives, truth, union } from "../values/judge.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type FunctionValue,
  NO_ARGUMENTS,
  NONE,
  type PassedArgument,
  type Scope,
  type Site,
  str,
  unknown,
} from "../values/values.ts";
import { attributeOf, bound, inClass } from "./attribute.ts";
import { evaluate } from "./evaluate.ts";
import { type Flow, meet } from "./flow.ts";
import { generator, resumed } from "./generators.ts";
import { coroutine, drained } from "./iterators.ts";
import { run } from "./statement.ts";

/** How often a function may be on the stack. */
const MAX_REPEATS = 20;

export function callFunction(frame: Frame, func: FunctionValue, args: Arguments): Abstract {
  const { def, kept } = func;
  if (kept !== undefined && frame.when === "import") return callOnce(frame, func, kept, args);
  const name = def.kind === "function" ? def.name : "lambda";
  if (repeats(frame, def)) {
    followOpen(frame, func, args);
    return unknown({ kind: "cycle", name });
  }
  return follow(frame, func, args);
}

/**
 * A function that calls itself in a task's body is cut there, before it came to where it ends: what it calls then is found by
 * evaluating it once with arguments of which nothing plain is known.
 */
function followOpen(frame: Frame, func: FunctionValue, args: Arguments): void {
  if (frame.task === undefined || frame.when !== "call") return;
  if (frame.machine.stack.some((each) => each.def === func.def && isOpen(each.args))) return;
  const blank = (each: PassedArgument): PassedArgument => (isPlain(each.value) ? { ...each, value: ANY } : each);
  const result = follow(frame, func, {
    ...args,
    positional: args.positional.map(blank),
    named: new Map([...args.named].map(([key, each]) => [key, blank(each)])),
  });
  drained(frame, result);
}

const ANY = unknown({ kind: "parameter", name: "" });

function isPlain({ t }: Abstract): boolean {
  return /^(none|bool|int|float|bytes|str|list|tuple|set|dict)$/.test(t);
}

/** Nothing plain is known of them, so that no branch of what they are passed to was left out for what they are. */
function isOpen({ positional, named }: Arguments): boolean {
  return ![...positional, ...named.values()].some(({ value }) => alternatives(value).some(isPlain));
}

/** Runs a generator function for a `with`; says how its body ends. */
export function callManager(frame: Frame, func: FunctionValue, args: Arguments, suspension: Suspension): Flow {
  const ended: { flow: Flow } = { flow: "next" };
  if (!repeats(frame, func.def)) follow(frame, func, args, suspension, ended);
  return ended.flow;
}

function follow(
  frame: Frame,
  func: FunctionValue,
  args: Arguments,
  suspension?: Suspension,
  ended?: { flow: Flow },
): Abstract {
  const { machine } = frame;
  const { def } = func;
  if (machine.stack.length >= MAX_STACK || machine.steps <= 0) return unknown({ kind: "budget" });
  const scope: Scope = {
    kind: "function",
    file: func.file,
    vars: new Map(),
    owner: frame.module.file,
    born: machine.memory.clock,
    parent: func.scope,
  };
  const inner: Frame = {
    machine,
    module: frame.module,
    file: func.file,
    scope,
    when: frame.when,
    branches: frame.branches,
    doubt: frame.doubt,
    rounds: frame.rounds,
    meeting: undefined,
    guard: frame.guard,
    group: frame.group,
    returns: [],
    func,
    nesting: frame.nesting,
    ...(frame.task === undefined ? {} : { task: frame.task }),
    ...(suspension === undefined ? {} : { suspension }),
  };
  bindParameters(inner, func, args);
  /** Runs it, or a part of it, as called from here. */
  const entered = <T>({ branches }: Frame, part: () => T): T => {
    if (inner.when === "call") machine.followed.add(def);
    else inner.module.called.add(def);
    machine.stack.push({ def, branches, args });
    const result = part();
    machine.stack.pop();
    return result;
  };
  if (def.kind === "function" && suspension === undefined) {
    if (def.isGenerator) return generator(frame, inner, func, args, entered);
    // What a task's body or a script calls is taken to be awaited.
    if (def.isAsync && frame.when === "import")
      return coroutine(frame, (from) => entered(from, () => body(resumed(inner, from), func)));
  }
  return entered(frame, () => body(inner, func, ended));
}

/** A function may call itself as long as nothing undecided lies between: then its end is as certain as Python's. */
function repeats({ machine, branches, when }: Frame, def: object): boolean {
  const earlier = machine.stack.filter((each) => each.def === def);
  const [first] = earlier;
  if (first === undefined) return false;
  if (machine.steps < machine.reserve) return true;
  return when === "call" || first.branches !== branches || earlier.length > MAX_REPEATS;
}

function body(frame: Frame, func: FunctionValue, ended?: { flow: Flow }): Abstract {
  const { def } = func;
  if (def.kind === "lambda") return evaluate(frame, def.body);
  let flow: Flow = "next";
  meet(frame, ["return"], () => {
    flow = run(frame, blockOf(frame.machine, def.body));
    return flow;
  });
  if (ended !== undefined) ended.flow = flow;
  if (flow === "next") frame.returns.push(NONE);
  // A function that only raises has no result.
  return frame.returns.length === 0 ? unknown({ kind: "call", callee: def.name }) : union(frame.returns);
}

function bindParameters(frame: Frame, func: FunctionValue, args: Arguments): void {
  const { vars } = frame.scope;
  const positional = args.positional.map(({ value }) => value);
  if (func.self !== undefined) positional.unshift(func.self);
  const taken = new Set<string>();
  let at = 0;
  for (const param of func.def.params) {
    switch (param.kind) {
      case "star": {
        const rest = sequence(frame, "tuple", positional.slice(at));
        rest.inexact = args.open;
        vars.set(param.name, rest);
        at = positional.length;
        break;
      }
      case "doubleStar": {
        const rest = dictOf(frame);
        for (const [name, { value }] of args.named) if (!taken.has(name)) rest.entries.push([str(name), value]);
        if (args.open) loosen(rest);
        vars.set(param.name, rest);
        break;
      }
      case "positionalOnly":
      case "normal":
      case "keywordOnly": {
        const given = param.kind === "keywordOnly" ? undefined : positional[at];
        if (given !== undefined) at++;
        taken.add(param.name);
        const value =
          given ??
          args.named.get(param.name)?.value ??
          (args.open ? undefined : func.defaults.get(param.name)) ??
          unknown({ kind: "parameter", name: param.name });
        vars.set(param.name, value);
        break;
      }
    }
  }
}

/** A function's body for itself: nothing is known of its parameters. */
export function callUnknown(frame: Frame, func: FunctionValue): void {
  drained(frame, callFunction(frame, func, { ...NO_ARGUMENTS, open: true }));
}

export function instantiate(frame: Frame, cls: ClassValue, args: Arguments, site: Site): Abstract {
  const base = environmentBase(cls);
  const init = inClass(cls, "__init__");
  if (base !== undefined) {
    const made = makeEnvironment(frame, { name: base, cls }, init?.t === "member" ? undefined : args, site);
    const { constructing } = frame.machine;
    constructing.push(made.record);
    if (callMember(frame, init, made, args) === undefined) {
      callMember(frame, inClass(cls, "__post_init__"), made, NO_ARGUMENTS);
    }
    constructing.pop();
    const setter = ownSetter(made.record);
    if (setter !== undefined) forget(frame, made.record, site, setter);
    return made;
  }
  const created = callMember(frame, inClass(cls, "__new__"), cls, args);
  if (created !== undefined && created.t !== "instance" && !isMadeByBuiltin(cls)) return created;
  const made = created?.t === "instance" ? created : blank(frame, cls, site);
  if (!orderOf(made.cls).includes(cls)) return made;
  if (callMember(frame, init, made, args) !== undefined) return made;
  if (isModel(made.cls)) {
    fillModel(frame, made, args, site);
    return made;
  }
  for (const [name, { value }] of init?.t === "bases" ? args.named : []) made.attributes.set(name, value);
  let at = 0;
  for (const { name, value, isGiven } of takesFields(cls) ? fields(cls) : []) {
    const named = args.named.get(name);
    const given = isGiven ? (args.positional[at++]?.value ?? named?.value) : undefined;
    const plain = given ?? (args.open ? undefined : defaultOf(frame, value, site));
    made.attributes.set(name, plain ?? unknown({ kind: "parameter", name }));
  }
  callMember(frame, inClass(cls, "__post_init__"), made, NO_ARGUMENTS);
  return made;
}

/** Calls what was found in the class of an object, with the object as `self`; undefined when that is no function. */
export function callMember(
  frame: Frame,
  found: ReturnType<typeof inClass>,
  self: Abstract,
  args: Arguments,
): Abstract | undefined {
  if (found?.t !== "member" || found.value.t !== "function") return undefined;
  return callFunction(frame, { ...found.value, self, owner: found.cls }, args);
}

export interface Field {
  readonly name: string;
  /** As written, and the class in whose text. */
  readonly annotation: string;
  readonly cls: ClassValue;
  readonly value: Abstract | undefined;
  /** The constructor takes it. */
  readonly isGiven: boolean;
}

/** Whether its objects are text, numbers or containers: what makes one of these is not followed. */
const isMadeByBuiltin = (cls: ClassValue): boolean =>
  orderOf(cls).some(({ bases }) => bases.some((base) => base.t === "external" && !MAKES_NONE.has(base.name)));

/** Whether somebody makes a constructor of the annotated names: a decorator, or a class outside the project. */
function takesFields(cls: ClassValue): boolean {
  return (
    cls.decorators.length > 0 ||
    cls.bases.some((base) =>
      base.t === "class" ? takesFields(base) : base.t !== "external" || !MAKES_NONE.has(base.name),
    )
  );
}

const MAKES_NONE = new Set(["object", "abc.ABC", "typing.Protocol", "typing.Generic"]);

/** Annotated names of the class body and of its bases: what dataclasses and named tuples take. */
export function fields(cls: ClassValue): readonly Field[] {
  const found = new Map<string, Field>();
  for (const base of cls.bases) if (base.t === "class") for (const each of fields(base)) found.set(each.name, each);
  for (const stmt of cls.def.body) {
    if (stmt.kind !== "annotated" || stmt.target.kind !== "name" || /\bClassVar\b/.test(stmt.annotation)) continue;
    const { id: name } = stmt.target;
    const value = stmt.value === undefined ? undefined : cls.scope.vars.get(name);
    const init = value?.t === "object" && isField(value.callee) ? value.args.named.get("init")?.value : undefined;
    found.set(name, {
      name,
      annotation: stmt.annotation,
      cls,
      value,
      isGiven: init === undefined || truth(init) !== false,
    });
  }
  return [...found.values()];
}

const isField = (callee: string): boolean => /(^|\.)([Ff]ield|attrib|ib|PrivateAttr)$/.test(callee);

/** `field(default=…)` and `field(default_factory=…)` of dataclasses, attrs and pydantic. */
export function defaultOf(frame: Frame, value: Abstract | undefined, site: Site): Abstract | undefined {
  if (value?.t !== "object" || !isField(value.callee)) return value;
  const plain = value.args.named.get("default")?.value;
  if (plain !== undefined) return plain;
  const factory = value.args.named.get("default_factory")?.value ?? value.args.named.get("factory")?.value;
  if (factory?.t === "external") {
    if (factory.name === "list") return sequence(frame, "list", []);
    if (factory.name === "dict") return dictOf(frame);
  }
  if (factory?.t === "function") return callFunction(frame, factory, NO_ARGUMENTS);
  if (factory?.t === "class") return instantiate(frame, factory, NO_ARGUMENTS, site);
  return value.args.positional[0]?.value ?? unknown({ kind: "call", callee: value.callee });
}

/** `super().name` inside a method. */
export function superAttribute(frame: Frame, name: string): Abstract {
  const self = frame.func?.self;
  const owner = frame.func?.owner;
  if (self === undefined || owner === undefined) return unknown({ kind: "call", callee: "super" });
  const order = orderOf(classOf(self) ?? owner);
  for (const cls of order.slice(order.indexOf(owner) + 1)) {
    const value = cls.scope.vars.get(name);
    if (value !== undefined) return bound(frame, value, self, cls);
  }
  if (self.t === "class" && /^__(new|call|init)__$/.test(name)) return { t: "method", on: self, name };
  // The constructor of a class outside the project gets what `super().__init__` passes on.
  return self.t === "environment" || (self.t === "instance" && name === "__init__")
    ? { t: "method", on: self, name }
    : attributeOf(frame, unknown({ kind: "name", name }), name);
}
