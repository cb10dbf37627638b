/** Tasks that are no functions: containers, shell scripts, text, and objects of the project's own task classes. */

import { isExact, itemsOf } from "./containers.ts";
import { type EnvironmentClass, makeEnvironment } from "./environments.ts";
import { defaultTaskName, isTaskObject } from "./flyteNames.ts";
import { alternatives, textOf } from "./judge.ts";
import type { Frame } from "./machine.ts";
import type { InputRecord, SettingRecord, TaskRecord } from "./records.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type EnvironmentValue,
  type ObjectValue,
  type PassedArgument,
  type Site,
  str,
  unknown,
} from "./values.ts";

/** `inputs={"x": int}` of tasks that have no signature. */
function dictInputs(value: Abstract | undefined): readonly InputRecord[] {
  if (value?.t !== "dict") return [];
  return value.entries.flatMap(([key, type]) => {
    if (key.t !== "str") return [];
    const annotation = typeText(type);
    return [{ param: { name: key.value, ...(annotation === undefined ? {} : { annotation }) } }];
  });
}

function typeText(type: Abstract): string | undefined {
  if (type.t === "external") return type.name;
  return type.t === "class" ? type.def.name : undefined;
}

/** `TaskEnvironment.from_task("name", ContainerTask(...))`: its tasks keep their own names. */
export function environmentFromTasks(frame: Frame, cls: EnvironmentClass, args: Arguments, site: Site): Abstract {
  const named = args.named.get("name");
  const [first, ...rest] = named === undefined ? args.positional : [named, ...args.positional];
  const given = new Map([...args.named].filter(([name]) => name === "depends_on"));
  if (first !== undefined) given.set("name", first);
  const made = makeEnvironment(frame, cls, { positional: [], named: given, open: false }, site);
  for (const { value } of rest) {
    for (const each of alternatives(value)) {
      const items = each.t === "list" && isExact(each) ? itemsOf(each) : undefined;
      for (const item of items ?? [each]) attach(frame, made, item);
    }
  }
  const [only] = rest;
  const image = only?.value.t === "object" ? only.value.args.named.get("image") : undefined;
  if (image !== undefined) made.record.settings.set("image", image);
  return made;
}

/** `shell.create(name="x").env`: made when it is first read. */
export function environmentOfTask(frame: Frame, object: ObjectValue, site: Site): Abstract {
  if (object.environment === undefined) {
    const name = object.args.named.get("name") ?? object.args.positional[0];
    const positional = [...(name === undefined ? [] : [name]), { value: object, site }];
    const made = environmentFromTasks(
      frame,
      { name: "flyte.TaskEnvironment" },
      { positional, named: new Map(), open: false },
      site,
    );
    if (made.t === "environment") object.environment = made.record;
    return made;
  }
  return { t: "environment", record: object.environment };
}

function attach(frame: Frame, environment: EnvironmentValue, value: Abstract): void {
  const given = givenOf(value);
  if (given === undefined || (value.t !== "object" && value.t !== "instance")) return;
  const { name, settings, inputs } = given;
  const record: TaskRecord = {
    id: "",
    producer: frame.module.file,
    name: name.value,
    function: textOf(name.value) ?? "",
    environment,
    kind: "container",
    site: value.site,
    selection: name.site,
    isAsync: false,
    inputs: dictInputs(inputs),
    settings,
    when: frame.when,
  };
  frame.module.produced.tasks.push(record);
  value.task = record;
}

interface Given {
  readonly name: PassedArgument;
  readonly inputs: Abstract | undefined;
  readonly settings: Map<string, SettingRecord>;
}

/** What a task that is no function was made with, if it is one. */
function givenOf(value: Abstract): Given | undefined {
  const unnamed = unknown({ kind: "parameter", name: "name" });
  if (value.t === "object") {
    const { named, positional } = value.args;
    if (!isTaskObject(value.callee) && !named.has("name")) return undefined;
    const fallback = defaultTaskName(value.callee);
    const otherwise = fallback === undefined ? positional[0] : { value: str(fallback), site: value.site };
    const settings = new Map([...named].filter(([key]) => !SIGNATURE.has(key)));
    const name = named.get("name") ?? otherwise ?? { value: unnamed, site: value.site };
    return { name, inputs: named.get("inputs")?.value, settings };
  }
  if (value.t !== "instance" || !comesFromTask(value.cls)) return undefined;
  const { attributes, site } = value;
  const settings = new Map(
    [...attributes].flatMap(([key, each]) => (SIGNATURE.has(key) ? [] : [[key, { value: each, site }] as const])),
  );
  return { name: { value: attributes.get("name") ?? unnamed, site }, inputs: attributes.get("inputs"), settings };
}

const SIGNATURE: ReadonlySet<string> = new Set(["name", "inputs", "outputs"]);

/** A class of the project that extends one of Flyte's kinds of task. */
function comesFromTask(cls: ClassValue): boolean {
  return cls.bases.some((base) =>
    base.t === "class" ? comesFromTask(base) : base.t === "external" && /^flyte.*\.\w*Task(Template)?$/.test(base.name),
  );
}
