/** Records to the model's types: values as data, places as lines and columns. */

import type {
  AppFunction,
  Call,
  Contact,
  DependsOn,
  EntryPoint,
  Environment,
  Installed,
  MainBlock,
  Parameter,
  RemoteTask,
  Setting,
  Task,
  TraceFunction,
  When,
} from "../../../protocol/model.ts";
import type { Place } from "../../../protocol/place.ts";
import type { Argument, Known, PyValue, UnknownReason, Value } from "../../../protocol/value.ts";
import { contactText } from "../contactText.ts";
import { type FileFacts, rangeAt } from "../facts.ts";
import { inCell } from "../notebook.ts";
import { roleText } from "../roleText.ts";
import { describeSetting, settingParts } from "../settingText.ts";
import { startText } from "../startText.ts";
import { environmentSummary, taskSignature, taskSummary } from "../summary.ts";
import { unknownValue } from "../unknown.ts";
import { whenText } from "../whenText.ts";
import { contactOf } from "./contact.ts";
import { itemsOf } from "./containers.ts";
import { describes } from "./describes.ts";
import { parameterDocs } from "./docs.ts";
import { plainOf } from "./enums.ts";
import { exportedEnvironment, lastPart } from "./flyteNames.ts";
import { installedAmong, isInstalledFile } from "./installed.ts";
import { alternatives, isWhole, textOf } from "./judge.ts";
import type { CallRecord, EdgeRecord, EntryRecord, EnvironmentRecord, Produced, TaskRecord } from "./records.ts";
import { type Publish, triggersOf } from "./triggers.ts";
import { isMadeOutside } from "./types.ts";
import { type Abstract, type Arguments, type FunctionValue, NONE, type Site } from "./values.ts";

/** Nested deeper, a value is opaque. */
const MAX_DEPTH = 24;

/** What places in a file are counted by. */
export type LinesOf = (file: string) => Pick<FileFacts, "lines" | "notebook"> | undefined;

const known = <T>(value: T): Known<T> => ({ kind: "known", value });

function published(value: Abstract, depth = 0): Value {
  if (depth > MAX_DEPTH) return unknownValue({ kind: "budget" });
  const inside = (each: Abstract) => published(each, depth + 1);
  const data = (py: PyValue): Value => known(py);
  switch (value.t) {
    case "none":
      return data({ type: "none" });
    case "bool":
      return data({ type: "bool", value: value.value });
    case "int":
    case "float":
    case "bytes":
      return data({ type: value.t, text: value.text });
    case "str":
      return data({ type: "str", value: value.value });
    case "list":
    case "tuple":
    case "set":
      if (value.inexact) return unknownValue({ kind: "expression", text: value.t });
      return data({ type: value.t, items: value.items.map(inside) });
    case "dict":
      if (!isWhole(value)) return unknownValue({ kind: "expression", text: "dict" });
      return data({
        type: "dict",
        entries: value.entries.map(([key, item]) => ({ key: inside(key), value: inside(item) })),
      });
    case "external":
      // Where the file lies is the machine's affair.
      if (value.name === "__file__") return unknownValue({ kind: "expression", text: value.name });
      if (value.of?.includes("?") === true)
        return unknownValue({ kind: "expression", text: `${lastPart(value.name)}[]` });
      return data({ type: "reference", name: value.name + (value.of ?? "") });
    case "object":
      return object(value, depth);
    case "environment":
      return data({ type: "environment", id: value.record.id });
    case "task":
      return data({ type: "task", id: value.record.id });
    case "function":
      return data({ type: "function", name: value.def.kind === "function" ? value.def.name : "<lambda>" });
    case "class":
      return data({ type: "class", name: value.def.name });
    case "instance":
      if (plainOf(value) !== value) return published(plainOf(value), depth);
      if (value.task !== undefined) return data({ type: "task", id: value.task.id });
      if (value.attributes.size > 0 && isMadeOutside(value.cls)) {
        return unknownValue({ kind: "call", callee: value.cls.def.name });
      }
      return data({
        type: "object",
        callee: value.cls.def.name,
        args: [...value.attributes].map(([name, each]) => ({ name, value: inside(each) })),
      });
    case "union": {
      const values: PyValue[] = [];
      for (const member of value.members) {
        const each = inside(member);
        if (each.kind === "unknown") return each;
        values.push(...(each.kind === "known" ? [each.value] : each.values));
      }
      return oneOf(values);
    }
    case "unknown":
      return unknownValue(value.reason);
    case "ellipsis":
      return unknownValue({ kind: "expression", text: "..." });
    case "module":
      return unknownValue({ kind: "expression", text: value.module.file ?? value.module.folder ?? "module" });
    case "method":
      return unknownValue({ kind: "expression", text: `.${value.name}` });
    case "decorator":
      return unknownValue({ kind: "expression", text: `.${value.method}(…)` });
    case "partial":
    case "descriptor":
      return unknownValue({ kind: "expression", text: value.t });
  }
}

/** Branches may come to equal values. */
function oneOf(values: readonly PyValue[]): Value {
  const distinct = new Map(values.map((each) => [JSON.stringify(each), each]));
  const [first] = distinct.values();
  return distinct.size === 1 && first !== undefined ? known(first) : { kind: "oneOf", values: [...distinct.values()] };
}

function object(value: Abstract & { t: "object" }, depth: number): Value {
  if (value.task !== undefined) return known({ type: "task", id: value.task.id });
  if (!describes(value)) return unknownValue({ kind: "call", callee: value.callee });
  return known({
    type: "object",
    callee: value.callee,
    ...(value.on === undefined ? {} : { on: published(value.on, depth + 1) }),
    args: passed(value.args, depth + 1),
  });
}

function passed(args: Arguments, depth: number): readonly Argument[] {
  return [
    ...args.positional.map((each) => ({ value: published(each.value, depth) })),
    ...[...args.named].map(([name, each]) => ({ name, value: published(each.value, depth) })),
    // What `*x` or `**x` adds is not known, and that it adds something must not be lost.
    ...(args.open ? [{ value: unknownValue({ kind: "expression", text: "*" }) }] : []),
  ];
}

/** A value that the model wants as text or as an identity. */
function narrowed<T>(value: Abstract, read: (each: Abstract) => T | undefined): Value<T> {
  const values: T[] = [];
  for (const each of alternatives(value)) {
    const one = read(each);
    if (one === undefined) return unknownValue(reasonOf(each));
    if (!values.includes(one)) values.push(one);
  }
  const [first] = values;
  if (first === undefined) return unknownValue({ kind: "budget" });
  return values.length === 1 ? known(first) : { kind: "oneOf", values };
}

function reasonOf(value: Abstract): UnknownReason {
  if (value.t === "external" && value.name.includes(".")) {
    return { kind: "module", module: value.name.slice(0, value.name.lastIndexOf(".")) };
  }
  const shown = published(value);
  return shown.kind === "unknown" ? shown.reason : { kind: "expression", text: value.t };
}

const text = (value: Abstract): Value<string> =>
  narrowed(value, (each) => (each.t === "str" ? textOf(each) : undefined));
const environmentId = (value: Abstract) =>
  narrowed(value, (each) =>
    each.t === "environment" ? each.record.id : each.t === "external" ? exportedEnvironment(each.name)?.id : undefined,
  );
const taskId = (value: Abstract) =>
  narrowed(value, (each) =>
    each.t === "task" ? each.record.id : each.t === "object" || each.t === "instance" ? each.task?.id : undefined,
  );

function environmentName(value: Abstract): Value<string> {
  const names = alternatives(value).map((each) => {
    const exported = each.t === "external" ? exportedEnvironment(each.name) : undefined;
    if (exported !== undefined) return exported.name;
    return each.t === "environment" ? text(each.record.name) : unknownValue(reasonOf(each));
  });
  const values = new Set<string>();
  for (const each of names) {
    if (each.kind === "unknown") return each;
    for (const name of each.kind === "known" ? [each.value] : each.values) values.add(name);
  }
  const [first] = values;
  return values.size === 1 && first !== undefined ? known(first) : { kind: "oneOf", values: [...values] };
}

/** Numbers as they are written. */
const textOrNumber = (value: Abstract): Value<string> =>
  narrowed(value, (each) => (each.t === "str" || each.t === "int" || each.t === "float" ? textOf(each) : undefined));

const truthOf = (value: Abstract): Value<boolean> =>
  narrowed(value, (each) => (each.t === "bool" ? each.value : undefined));

const entityId = (value: Abstract): Value<string> =>
  narrowed(value, (each) => (each.t === "environment" ? each.record.id : taskRecordOf(each)?.id));

const entityName = (value: Abstract): Value<string> =>
  value.t === "environment" ? text(value.record.name) : text(taskRecordOf(value)?.name ?? value);

function taskRecordOf(value: Abstract): TaskRecord | undefined {
  if (value.t === "task") return value.record;
  return value.t === "object" || value.t === "instance" ? value.task : undefined;
}

function remoteOf(given: ReadonlyMap<string, Abstract>): RemoteTask {
  const of = <Name extends keyof RemoteTask>(key: string, name: Name) => {
    const value = given.get(key);
    return value === undefined ? {} : { [name]: text(value) };
  };
  return {
    ...of("project", "project"),
    ...of("domain", "domain"),
    ...of("version", "version"),
    ...of("auto_version", "autoVersion"),
  };
}

const contacted = (contact: Contact) => ({ contact, where: contactText(contact) });
const started = (kind: EntryPoint["kind"], given: readonly Abstract[]) => {
  const targets = given.map((target) => ({ id: entityId(target), name: entityName(target) }));
  return { targets, text: startText(kind, targets) };
};
/** What exists on import needs no words. */
const exists = (when: When) => (when === "import" ? { when } : { when, whenText: whenText(when) });
const worded = (role: AppFunction["role"]) => ({ role, roleText: roleText(role) });

export interface Publisher {
  place(site: Site): Place;
  environment(record: EnvironmentRecord): Environment;
  task(record: TaskRecord): Task;
  edge(record: EdgeRecord): DependsOn;
  call(record: CallRecord): Call;
  trace(func: FunctionValue): TraceFunction;
  entryPoint(record: EntryRecord): EntryPoint;
  mainBlock(record: NonNullable<Produced["main"]>): MainBlock;
  installedAmong(values: Iterable<Abstract>): readonly Installed[];
}

/**
 * @param fileOf the file that a connector's module means to another one
 * @param rewrites whether a class of environments replaces a parameter itself
 */
export function publisher(
  linesOf: LinesOf,
  fileOf: (from: string, module: string) => string | undefined,
  rewrites: (className: string, parameter: string) => boolean,
): Publisher {
  const place = (site: Site): Place => {
    const { lines, notebook } = linesOf(site.file) ?? { lines: [0] };
    return { file: site.file, ...inCell(notebook, rangeAt(lines, site.start, site.end)) };
  };
  /** What a clone has of an installed environment stands nowhere in the folder but where the clone is made. */
  const settings = (record: EnvironmentRecord | TaskRecord): Setting[] =>
    [...record.settings].map(([name, { value, site }]) => {
      const isReplaced = "base" in record && rewrites(record.base, name);
      const shown = isReplaced ? unknownValue({ kind: "replaced", by: lastPart(record.base) }) : published(value);
      const parts = settingParts(name, shown);
      return {
        name,
        value: shown,
        text: describeSetting(name, shown),
        ...(parts.length === 0 ? {} : { parts }),
        place: place(isInstalledFile(site.file) ? record.site : site),
      };
    });

  const publish: Publish = { value: (value) => published(value), text: textOrNumber, bool: truthOf, place };
  const defined = ({ file, def }: FunctionValue) => {
    const isNamed = def.kind === "function";
    const name = isNamed ? def.name : "<lambda>";
    const start = isNamed ? def.nameStart : def.start;
    return {
      name,
      isAsync: isNamed && def.isAsync,
      place: place({ file, start: def.start, end: def.end }),
      selection: place({ file, start, end: isNamed ? start + name.length : def.end }).range,
    };
  };
  const modulesOf = ({ settings: given, site }: EnvironmentRecord) =>
    (itemsOf(given.get("include")?.value ?? NONE) ?? []).map((each) => {
      const path = text(each);
      const module = path.kind === "known" ? path.value.replace(/\.py$/, "").replaceAll("/", ".") : undefined;
      const file = module === undefined ? undefined : fileOf(site.file, module);
      return { path, ...(file === undefined ? {} : { file }) };
    });

  return {
    place,
    trace: defined,
    entryPoint: ({ kind, targets, args, options, contact, site, when }) => ({
      kind,
      ...started(kind, targets),
      arguments: passed(args, 0),
      options: passed(options, 0),
      ...contacted(contactOf(contact, text)),
      place: place(site),
      when,
    }),
    mainBlock: ({ site, contact }) => ({ place: place(site), contact: contactOf(contact, text) }),
    environment(record) {
      const made = {
        id: record.id,
        name: text(record.name),
        kind: record.kind,
        category: record.category,
        ...(record.variable === undefined ? {} : { variable: record.variable }),
        place: place(record.site),
        selection: place(record.selection.file === record.site.file ? record.selection : record.site).range,
        ...exists(record.when),
        settings: settings(record),
      };
      const functions = record.functions.map(({ role, func }): AppFunction => ({ ...worded(role), ...defined(func) }));
      const modules = record.category === "connector" ? modulesOf(record) : [];
      return {
        ...made,
        summary: environmentSummary(made),
        ...(functions.length === 0 ? {} : { functions }),
        ...(modules.length === 0 ? {} : { modules }),
      };
    },
    task(record) {
      const docs = parameterDocs(record.doc);
      const triggers = triggersOf(record.settings.get("triggers")?.value, publish);
      const made = {
        id: record.id,
        name: text(record.name),
        function: record.function,
        ...(record.variable === undefined || record.variable === record.function ? {} : { variable: record.variable }),
        environment: environmentId(record.environment),
        kind: record.kind,
        place: place(record.site),
        selection: place(record.selection).range,
        isAsync: record.isAsync,
        inputs: record.inputs.map(({ param }): Parameter => {
          const doc = docs.get(param.name);
          return {
            name: param.name,
            ...(param.annotation === undefined ? {} : { annotation: param.annotation }),
            hasDefault: param.defaultText !== undefined,
            ...(param.defaultText === undefined ? {} : { defaultText: param.defaultText }),
            ...(param.default === undefined ? {} : { default: published(param.default) }),
            ...(doc === undefined ? {} : { doc }),
          };
        }),
        ...(record.output === undefined ? {} : { output: record.output }),
        ...(record.doc === undefined ? {} : { doc: record.doc }),
        settings: settings(record),
        ...exists(record.when),
        ...(triggers.length === 0 ? {} : { triggers }),
        ...(record.remote === undefined ? {} : { remote: remoteOf(record.remote) }),
      };
      // What a deployed task takes is not in the text.
      const signature = record.kind === "reference" ? "" : taskSignature(made);
      return { ...made, signature, summary: taskSummary(made) };
    },
    edge: ({ from, to, site, when }) => ({
      from: environmentId(from),
      to: environmentId(to),
      fromName: environmentName(from),
      toName: environmentName(to),
      place: place(site),
      when,
    }),
    installedAmong: (values) => installedAmong(values, text),
    call: ({ from, to, kind, site, gathered, group }) => ({
      from: from.id,
      to: taskId(to),
      kind,
      place: place(site),
      ...(gathered === undefined ? {} : { gathered }),
      ...(group === undefined ? {} : { group: text(group) }),
    }),
  };
}
