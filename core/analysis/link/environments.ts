/** Environments: constructors, clones, dependencies. What an environment does with functions is tasks.ts's. */

import { inClass } from "./attribute.ts";
import { changes, isExact, itemsOf, push, sequence } from "./containers.ts";
import { categoryOf, environmentField, lastPart } from "./flyteNames.ts";
import { defaultOf, fields } from "./functions.ts";
import type { Frame } from "./machine.ts";
import type { EnvironmentRecord } from "./records.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type EnvironmentValue,
  type PassedArgument,
  type Sequence,
  type Site,
  unknown,
} from "./values.ts";

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
    site,
    selection: site,
    when: frame.when,
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
    dependsOn: copied(frame, from.dependsOn),
    dependsOnSite: site,
    site,
    selection: site,
    when: frame.when,
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

/** An environment of another module stays as that module left it: the edge is this module's own. */
export function addDependencies(frame: Frame, record: EnvironmentRecord, args: Arguments): void {
  const list = record.dependsOn;
  const own = list.t === "list" && record.producer === frame.module.file && frame.when === record.when;
  for (const { value, site } of args.positional) {
    if (own && changes(frame, list)) push(list, value, site);
    else frame.module.produced.edges.push({ from: { t: "environment", record }, to: value, site, when: frame.when });
  }
  if (args.open) {
    const to = unknown({ kind: "expression", text: "*" });
    frame.module.produced.edges.push({ from: { t: "environment", record }, to, site: record.site, when: frame.when });
  }
}

export function assignAttribute(frame: Frame, on: Abstract, name: string, value: Abstract, site: Site): void {
  switch (on.t) {
    case "instance":
      // What a script or a function does later is nothing that an import brings.
      if (on.when === frame.when) on.attributes.set(name, value);
      return;
    case "environment": {
      const { record } = on;
      if (record.producer !== frame.module.file || record.when !== frame.when) return;
      const known =
        name === "name" || name === "depends_on" || record.settings.has(name) || !isOwnAttribute(record, name);
      if (known) give(record, name, { value, site });
      else record.attributes.set(name, value);
      return;
    }
    case "function":
      if (name === "__name__") on.named = value;
      return;
    case "class":
      if (on.scope.file === frame.module.file && frame.when === "import") on.scope.vars.set(name, value);
      return;
    default:
      return;
  }
}

/** What a project's subclass keeps for itself is no setting of Flyte's. */
function isOwnAttribute(record: EnvironmentRecord, name: string): boolean {
  return record.cls !== undefined && (name.startsWith("_") || inClass(record.cls, name)?.t !== "member");
}
