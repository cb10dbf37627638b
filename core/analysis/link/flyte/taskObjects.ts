/** Tasks that are no functions: containers, shell scripts, text, and objects of the project's own task classes. */

import type { Frame } from "../machine.ts";
import type { InputRecord, SettingRecord, TaskRecord } from "../records.ts";
import { isExact, itemsOf } from "../values/containers.ts";
import { alternatives, textOf } from "../values/judge.ts";
import {
  type Abstract,
  type Arguments,
  type ClassValue,
  type EnvironmentValue,
  type ObjectValue,
  type PassedArgument,
  passing,
  type Site,
  str,
  unknown,
} from "../values/values.ts";
import { type EnvironmentClass, makeEnvironment } from "./environments.ts";
import { defaultTaskName, isTaskObject } from "./flyteNames.ts";

/** `inputs={"x": int}` of tasks that have no signature. */
function dictInputs(value: Abstract | undefined): readonly InputRecord[] {
  if (value?.t !== "dict") return [];
  return value.entries.flatMap(([key, type]) => {
    if (key.t !== "str") return [];
    const annotation = typeText(type);
    return [{ param: { name: key.value, ...(annotation === undefined ? {} : { annotation }) } }];
  });
}

/** `NativeInterface({"x": (int, inspect.Parameter.empty)}, …)`: names with their types and defaults. */
function interfaceInputs(value: Abstract | undefined): readonly InputRecord[] {
  if (value?.t !== "object" || !/^flyte\.models\.NativeInterface(\.from_types)?$/.test(value.callee)) return [];
  const inputs = value.args.positional[0]?.value ?? value.args.named.get("inputs")?.value;
  if (inputs?.t !== "dict") return [];
  return inputs.entries.flatMap(([key, each]) => {
    if (key.t !== "str") return [];
    const [type, fallback] = itemsOf(each) ?? [];
    const annotation = type === undefined ? undefined : typeText(type);
    const isRequired = fallback === undefined || (fallback.t === "external" && /[._]empty$/.test(fallback.name));
    return [
      {
        param: {
          name: key.value,
          ...(annotation === undefined ? {} : { annotation }),
          ...(isRequired ? {} : { default: fallback, defaultText: textOf(fallback) ?? "…" }),
        },
      },
    ];
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
  if (image !== undefined) made.record.settings.set("image", { ...image, value: imageOf(image.value, image.site) });
  return made;
}

/** Of a name a container task makes an image. */
function imageOf(value: Abstract, site: Site): Abstract {
  if (value.t !== "str" || value.value === "auto") return value;
  const args = passing([value], site);
  return { t: "object", callee: "flyte.Image.from_base", args, site };
}

/** `NotebookTask(task_environment=env, …)`: an object of a task class that names the environment it belongs to. */
export function attachGiven(frame: Frame, value: Abstract, args: Arguments): void {
  const environment = args.named.get("task_environment")?.value;
  if (environment?.t === "environment") attach(frame, environment, value);
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

/** Makes a task of an environment, unless it is one already or can't be one. */
export function attach(frame: Frame, environment: EnvironmentValue, value: Abstract): void {
  const given = givenOf(value);
  if (given === undefined || (value.t !== "object" && value.t !== "instance") || value.task !== undefined) return;
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
    inputs,
    settings,
    when: frame.when,
  };
  frame.module.produced.tasks.push(record);
  value.task = record;
}

interface Given {
  readonly name: PassedArgument;
  readonly inputs: readonly InputRecord[];
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
    return { name, inputs: dictInputs(named.get("inputs")?.value), settings };
  }
  if (value.t !== "instance" || !comesFromTask(value.cls)) return undefined;
  const { attributes, site } = value;
  const settings = new Map(
    [...attributes].flatMap(([key, each]) => (SIGNATURE.has(key) ? [] : [[key, { value: each, site }] as const])),
  );
  const typed = dictInputs(attributes.get("inputs"));
  const inputs = typed.length > 0 ? typed : interfaceInputs(attributes.get("interface"));
  return { name: { value: attributes.get("name") ?? unnamed, site }, inputs, settings };
}

const SIGNATURE: ReadonlySet<string> = new Set(["name", "inputs", "outputs", "interface", "task_environment"]);

/** A class of the project that extends one of Flyte's kinds of task. */
function comesFromTask(cls: ClassValue): boolean {
  return cls.bases.some((base) =>
    base.t === "class" ? comesFromTask(base) : base.t === "external" && /^flyte.*\.\w*Task(Template)?$/.test(base.name),
  );
}
