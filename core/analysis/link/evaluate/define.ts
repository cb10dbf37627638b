/** Definitions: functions with their decorators, classes with their bodies. */

import type { ClassDef, Deferred, FunctionDef } from "../../code/ir.ts";
import { applyDecorator, undecidedTask } from "../flyte/tasks.ts";
import { type Frame, siteOf } from "../machine.ts";
import { type Abstract, type ClassValue, type FunctionValue, type Scope, unknown } from "../values/values.ts";
import { inClass } from "./attribute.ts";
import { argumentsOf } from "./call.ts";
import { evaluate } from "./evaluate.ts";
import { callFunction } from "./functions.ts";
import { madeByMeta } from "./metaclasses.ts";
import { bindLater } from "./scope.ts";
import { run } from "./statement.ts";

/** A definition that was left as text, once somebody uses its name: as if it had been read at its place. */
export function defineLater(frame: Frame, def: Deferred): void {
  // It is as sure as what stands here, whoever asks, and where.
  const here = { ...frame, meeting: undefined, guard: undefined };
  bindLater(frame, def.name, { def, scope: frame.scope, make: () => madeLater(here, def) });
}

function madeLater(frame: Frame, def: Deferred): Abstract {
  const {
    machine,
    module: { pending },
  } = frame;
  const first = pending.length;
  const [read] = machine.read(def);
  // Nothing in it repeats, and who asks may have no step left.
  const { steps } = machine;
  machine.steps = Number.POSITIVE_INFINITY;
  const made =
    read?.kind === "function"
      ? define(frame, read)
      : read?.kind === "class"
        ? defineClass(frame, read)
        : unknown({ kind: "name", name: def.name });
  machine.steps = steps;
  for (const each of pending.splice(first)) pending.push({ ...each, isLater: true });
  return made;
}

export function define(frame: Frame, def: FunctionDef): Abstract {
  const decorators = def.decorators.map((each) => ({ each, site: siteOf(frame, each), value: evaluate(frame, each) }));
  const defaults = new Map<string, Abstract>();
  for (const param of def.params)
    if (param.default !== undefined) defaults.set(param.name, evaluate(frame, param.default));
  const func: FunctionValue = { t: "function", file: frame.file, def, scope: frame.scope, defaults };
  let value: Abstract = func;
  for (const { each, value: decorator, site } of decorators.reverse()) {
    value = undecidedTask(frame, each, decorator, value, site) ?? applyDecorator(frame, decorator, value, site);
  }
  frame.module.pending.push({
    func,
    depth: frame.nesting + 1,
    ...(frame.task === undefined ? {} : { task: frame.task }),
  });
  return value;
}

export function defineClass(frame: Frame, def: ClassDef): Abstract {
  const written = def.decorators.map((each) => ({ value: evaluate(frame, each), site: siteOf(frame, each) }));
  const decorators = written.map(({ value }) => value);
  const bases = def.bases.filter(({ name }) => name === undefined).map(({ value }) => evaluate(frame, value));
  const scope: Scope = {
    kind: "class",
    file: frame.file,
    vars: new Map(),
    born: frame.machine.memory.clock,
    parent: frame.scope,
  };
  const named = def.bases.find(({ name }) => name === "metaclass");
  const meta = named === undefined ? {} : { meta: evaluate(frame, named.value) };
  const cls: ClassValue = { t: "class", file: frame.file, def, scope, bases, decorators, ...meta };
  const pending = frame.module.pending.length;
  run({ ...frame, scope }, def.body);
  for (let at = pending; at < frame.module.pending.length; at++) {
    const each = frame.module.pending[at];
    if (each === undefined || each.func.self !== undefined || each.func.scope !== scope) continue;
    const self: Abstract = {
      t: "instance",
      cls,
      attributes: new Map(),
      owner: frame.module.file,
      when: "call",
      depth: 0,
      site: siteOf(frame, def),
    };
    frame.module.pending[at] = { ...each, func: { ...each.func, self, owner: cls } };
  }
  const made = madeByMeta(frame, cls, siteOf(frame, def));
  if (made === cls) subclassed(frame, cls, def);
  // Those that are not followed are taken to leave the class what it is.
  return written.reduceRight<Abstract>(
    (value, { value: decorator, site }) =>
      decorator.t === "external" || decorator.t === "object" ? value : applyDecorator(frame, decorator, value, site),
    made,
  );
}

/** `__init_subclass__` of the nearest base that has one, with the keywords behind the bases. */
function subclassed(frame: Frame, cls: ClassValue, def: ClassDef): void {
  for (const base of cls.bases) {
    const found = base.t === "class" ? inClass(base, "__init_subclass__") : undefined;
    if (found?.t !== "member") continue;
    const func = found.value.t === "descriptor" ? found.value.func : found.value;
    if (func.t !== "function") return;
    const args = argumentsOf(
      frame,
      def.bases.filter(({ name }) => name !== undefined && name !== "metaclass"),
    );
    callFunction(frame, { ...func, self: cls, owner: found.cls }, args);
    return;
  }
}
