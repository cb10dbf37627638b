/** Environments: constructors, clones, dependencies. What an environment does with functions is tasks.ts's. */

import { inClass, loaded } from "../evaluate/attribute.ts";
import { callFunction, defaultOf, fields } from "../evaluate/functions.ts";
import { bindElsewhere, bindGlobal, topScope } from "../evaluate/scope.ts";
import { doubtOf, type Frame } from "../machine.ts";
import type { EnvironmentRecord } from "../records.ts";
import { mayChange } from "../together.ts";
import { changes, inDoubt, isExact, itemsOf, push, repeated, sequence } from "../values/containers.ts";
import { alternatives, union } from "../values/judge.ts";
import { changeObject } from "../values/objects.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type EnvironmentValue,
  type PassedArgument,
  passing,
  type Sequence,
  type Site,
  unknown,
} from "../values/values.ts";
import { canonical, categoryOf, environmentField, lastPart, notGiven } from "./flyteNames.ts";
import { keepSettings } from "./handedDown.ts";

/** An environment class: the SDK's by its dotted name, and the project's own subclass of it. */
export interface EnvironmentClass {
  readonly name: string;
  readonly cls?: ClassValue;
}

/** Without arguments the class's own `__init__` will pass them on. */
export function makeEnvironment(
  frame: Frame,
  { name, cls }: EnvironmentClass,
  args: Arguments | undefined,
  site: Site,
): EnvironmentValue {
  const record: EnvironmentRecord = {
    id: "",
    producer: frame.module.file,
    kind: cls?.def.name ?? lastPart(name),
    category: categoryOf(name),
    base: name,
    ...(cls === undefined ? {} : { cls }),
    name: unknown({ kind: "parameter", name: "name" }),
    settings: new Map(),
    dependsOn: sequence(frame, "list", []),
    dependsOnSite: site,
    attributes: new Map(),
    before: [],
    site,
    selection: site,
    when: frame.when,
    depth: frame.doubt,
    functions: [],
  };
  frame.module.produced.environments.push(record);
  if (cls !== undefined) {
    for (const field of fields(cls)) {
      const value = defaultOf(frame, field.value, site);
      if (value !== undefined)
        give(record, field.name, { value, site: { file: cls.file, start: cls.def.start, end: cls.def.end } });
    }
  }
  if (args !== undefined) initialise(frame, record, args, site);
  return { t: "environment", record };
}

/** What the SDK's own constructor does with its arguments. */
export function initialise(frame: Frame, record: EnvironmentRecord, args: Arguments, site: Site): void {
  const own = record.cls === undefined ? [] : fields(record.cls).map(({ name }) => name);
  const inherited = 11;
  args.positional.forEach((argument, at) => {
    const name = environmentField(at, false) ?? own[at - inherited];
    if (name !== undefined) give(record, name, argument);
  });
  for (const [name, argument] of args.named) give(record, name, argument);
  const more = unknown(args.unfinished === true ? { kind: "syntax" } : { kind: "expression", text: "**" });
  if (record.name.t === "unknown" && args.open && record.name.reason.kind === "parameter") {
    record.name = more;
    record.selection = site;
  }
  if (args.open) {
    // What is being typed may become a dependency; until it does there is none to show.
    if (args.unfinished !== true) openDependencies(frame, record, site);
    record.settings.set("**", { value: more, site });
  }
}

function openDependencies(frame: Frame, record: EnvironmentRecord, site: Site): void {
  if (record.dependsOn.t !== "list" || record.dependsOn.items.length > 0) return;
  const list = sequence(frame, "list", []);
  list.inexact = true;
  record.dependsOn = list;
  record.dependsOnSite = site;
}

function give(record: EnvironmentRecord, name: string, argument: PassedArgument): void {
  switch (name) {
    case "name":
      record.name = argument.value;
      record.selection = { ...argument.site, start: argument.valueStart ?? argument.site.start };
      return;
    case "depends_on":
      record.dependsOn = argument.value;
      record.dependsOnSite = argument.site;
      return;
    default:
      record.settings.set(name, argument);
  }
}

/** `clone_with` keeps what is not given, or given as None; `dataclasses.replace` takes None as a value. */
export function cloneEnvironment(
  frame: Frame,
  from: EnvironmentRecord,
  args: Arguments,
  site: Site,
  replacing: boolean,
): EnvironmentValue {
  const record: EnvironmentRecord = {
    ...from,
    producer: frame.module.file,
    id: "",
    name: replacing ? from.name : unknown({ kind: "parameter", name: "name" }),
    settings: new Map(from.settings),
    attributes: new Map(from.attributes),
    before: [],
    dependsOn: copied(frame, from.dependsOn),
    dependsOnSite: site,
    site,
    selection: site,
    when: frame.when,
    depth: frame.doubt,
    functions: [],
  };
  delete record.variable;
  const pass = (name: string, argument: PassedArgument) => {
    if (!replacing && argument.value.t === "none" && name !== "reusable") return;
    give(record, name, argument);
  };
  if (!replacing) {
    args.positional.forEach((argument, at) => {
      const name = environmentField(at, true);
      if (name !== undefined) pass(name, argument);
    });
  }
  for (const [name, argument] of args.named) pass(name, argument);
  frame.module.produced.environments.push(record);
  return { t: "environment", record };
}

/** The clone's own list: its edges stand where the clone is made. */
function copied(frame: Frame, value: Abstract): Abstract {
  const items = itemsOf(value);
  if (items === undefined) return value;
  const list: Sequence = sequence(frame, "list", [...items]);
  list.inexact = !isExact(value);
  return list;
}

/** What is told of an environment of another module stays as that module left it: the edge is this module's own. */
export function addDependencies(frame: Frame, record: EnvironmentRecord, args: Arguments): void {
  const list = record.dependsOn;
  const isHome = record.producer === frame.module.file;
  const isOwn = mayChange(frame, record.producer) && frame.when === record.when;
  const maybe = doubtOf(frame, record.producer) > (isOwn ? record.depth : 0);
  const add = (to: Abstract, site: Site): void => {
    const from = { t: "environment", record } as const;
    frame.module.produced.edges.push({ from, to, site, when: frame.when, ...(maybe ? { maybe } : {}) });
  };
  for (const { value, site } of args.positional) {
    if (isOwn && list.t === "list" && changes(frame, list)) {
      push(list, value, site);
      if (maybe) list.inexact = true;
      if (!isHome) add(value, site);
    } else add(value, site);
  }
  if (args.open) add(unknown({ kind: "expression", text: "*" }), record.site);
}

/** Where it may not run, what was there before counts, too. */
export function assignAttribute(frame: Frame, on: Abstract, name: string, value: Abstract, site: Site): void {
  if (!setsByProperty(frame, on, name, value, site)) putAttribute(frame, on, name, value, site);
}

/** `vars(on)[name] = value`: no property is asked. */
export function putAttribute(frame: Frame, on: Abstract, name: string, value: Abstract, site: Site): void {
  const either = (owner: string, depth: number, before: Abstract | undefined): Abstract =>
    doubtOf(frame, owner) > depth
      ? union([before ?? unknown({ kind: "name", name }), repeated(frame, depth, value)])
      : value;
  switch (on.t) {
    case "instance":
      // What a script or a function does later is nothing that an import brings.
      if (on.when === frame.when && mayChange(frame, on.owner))
        on.attributes.set(name, either(on.owner, on.depth, on.attributes.get(name) ?? ofClass(on.cls, name)));
      return;
    case "environment": {
      const { record } = on;
      const setter = ownSetter(record);
      if (setter !== undefined) forget(frame, record, site, setter);
      if (setter !== undefined || record.when !== frame.when || !mayChange(frame, record.producer)) return;
      const before = givenBefore(record, name);
      const known =
        name === "name" ||
        name === "depends_on" ||
        record.settings.has(name) ||
        frame.machine.takes(record.base, name) ||
        // What a class that is known doesn't take is no setting of it.
        (!frame.machine.takes(record.base, "name") && !isOwnAttribute(record, name));
      if (known && name !== "name" && name !== "depends_on") keepSettings(record);
      if (known) give(record, name, { value: either(record.producer, record.depth, before), site });
      else record.attributes.set(name, either(record.producer, record.depth, record.attributes.get(name)));
      return;
    }
    case "object":
      changeObject(frame, on, name);
      return;
    case "external": {
      // Others may have the name from before; this text has what it put there.
      if (frame.when !== "import") return;
      const patched = canonical(`${on.name}.${name}`);
      frame.module.patched ??= new Map();
      frame.module.patched.set(patched, either(frame.module.file, 0, frame.module.patched.get(patched)));
      return;
    }
    case "task": {
      // `t.retries = 5` below the decorator that gave 1; what `override` returned is another task.
      const { record, overridden } = on;
      if (overridden || record.when !== frame.when || !mayChange(frame, record.producer)) return;
      if (!record.settings.has(name) && !TASK_SETTINGS.has(name)) return;
      record.settings.set(name, { value: either(record.producer, 0, record.settings.get(name)?.value), site });
      return;
    }
    case "function":
      if (name === "__name__") on.named = value;
      return;
    case "class":
      if (frame.when === "import" && mayChange(frame, on.scope.file))
        on.scope.vars.set(name, either(on.scope.file, 0, on.scope.vars.get(name)));
      return;
    case "module": {
      const { file } = on.module;
      if (file === topScope(frame).file) bindGlobal(frame, name, value);
      const state = file === undefined || file === frame.module.file ? undefined : loaded(frame, file);
      if (state !== undefined && file !== topScope(frame).file) bindElsewhere(frame, state.scope, name, value);
      return;
    }
    case "union":
      // One of them is meant: each may be as it was.
      for (const each of on.members) {
        if (CHANGEABLE.has(each.t)) assignAttribute(inDoubt(frame), each, name, value, site);
      }
      return;
    default:
      return;
  }
}

const CHANGEABLE: ReadonlySet<Abstract["t"]> = new Set(["environment", "instance", "object", "task"]);

/** What a task takes from its decorator, and keeps under the same name (`flyte/_task.py`, `TaskTemplate`). */
const TASK_SETTINGS: ReadonlySet<string> = new Set(
  (
    "short_name image resources cache interruptible retries reusable docs env_vars secrets timeout pod_template report " +
    "queue max_inline_io_bytes triggers links"
  ).split(" "),
);

/** A property of the class says itself what assigning to it does. */
function setsByProperty(frame: Frame, on: Abstract, name: string, value: Abstract, site: Site): boolean {
  const cls = on.t === "instance" ? on.cls : on.t === "environment" ? on.record.cls : undefined;
  const found = cls === undefined ? undefined : inClass(cls, name);
  if (found?.t !== "member" || found.value.t !== "descriptor" || found.value.setter?.t !== "function") return false;
  const args = passing([value], site);
  callFunction(frame, { ...found.value.setter, self: on, owner: found.cls }, args);
  return true;
}

function ofClass(cls: ClassValue, name: string): Abstract | undefined {
  const found = inClass(cls, name);
  return found?.t === "member" ? found.value : undefined;
}

function givenBefore(record: EnvironmentRecord, name: string): Abstract {
  if (name === "name") return record.name;
  if (name === "depends_on") return record.dependsOn;
  return record.settings.get(name)?.value ?? notGiven(name, true);
}

/** A class may decide itself what assigning to its attributes does: then nothing is known of what was assigned. */
export function ownSetter({ cls }: EnvironmentRecord): Abstract | undefined {
  const isOwn = cls !== undefined && inClass(cls, "__setattr__")?.t === "member";
  return isOwn ? unknown({ kind: "replaced", by: `${cls.def.name}.__setattr__` }) : undefined;
}

/** `setattr(env, name, value)` and its like. A name that can't be told may be that of any setting. */
export function setAttribute(frame: Frame, on: Abstract, name: Abstract, value: Abstract, site: Site): void {
  for (const each of alternatives(on)) {
    if (name.t === "str") assignAttribute(frame, each, name.value, value, site);
    else if (each.t === "environment") forget(frame, each.record, site, name);
    else if (each.t === "object") changeObject(frame, each, "");
    else if (each.t === "instance" && each.when === frame.when && mayChange(frame, each.owner))
      for (const key of each.attributes.keys()) each.attributes.set(key, unknownFor(name));
  }
}

/** Something that isn't followed may have changed it: nothing of it is known any more. */
export function forget(frame: Frame, record: EnvironmentRecord, site: Site, cause: Abstract): void {
  if (record.when !== frame.when || !mayChange(frame, record.producer)) return;
  const value = unknownFor(cause);
  record.name = value;
  keepSettings(record);
  for (const [name, setting] of record.settings) record.settings.set(name, { ...setting, value });
  for (const name of record.attributes.keys()) record.attributes.set(name, value);
  record.settings.set("**", { value, site });
}

const unknownFor = (cause: Abstract): Abstract =>
  cause.t === "unknown" ? cause : unknown({ kind: "call", callee: "setattr" });

/** What a project's subclass keeps for itself is no setting of Flyte's. */
function isOwnAttribute(record: EnvironmentRecord, name: string): boolean {
  return record.cls !== undefined && (name.startsWith("_") || inClass(record.cls, name)?.t !== "member");
}
