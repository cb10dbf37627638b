/** Records to the model's types, places as lines and columns. Values are publishValue.ts's. */

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
} from "../../../../protocol/model.ts";
import type { Place } from "../../../../protocol/place.ts";
import type { Known, UnknownReason, Value } from "../../../../protocol/value.ts";
import { type FileFacts, type HeaderField, inCell, rangeAt } from "../../code/facts.ts";
import { contactText } from "../../words/contactText.ts";
import { roleText } from "../../words/roleText.ts";
import { describeSetting, settingParts } from "../../words/settingText.ts";
import { entryNotes, startText } from "../../words/startText.ts";
import { environmentSummary, taskSignature, taskSummary } from "../../words/summary.ts";
import { unknownValue } from "../../words/unknown.ts";
import { whenText } from "../../words/whenText.ts";
import { exportedEnvironment, lastPart } from "../flyte/flyteNames.ts";
import { handedDown } from "../flyte/handedDown.ts";
import { installedAmong, isInstalledFile } from "../installed.ts";
import type {
  CallRecord,
  EdgeRecord,
  EntryRecord,
  EnvironmentRecord,
  Produced,
  SettingRecord,
  TaskRecord,
} from "../records.ts";
import { itemsOf } from "../values/containers.ts";
import { alternatives, textOf } from "../values/judge.ts";
import { type Abstract, type FunctionValue, NONE, type Site } from "../values/values.ts";
import { contactOf } from "./contact.ts";
import { parameterDocs } from "./docs.ts";
import { passed, published } from "./publishValue.ts";
import { type Publish, triggersOf } from "./triggers.ts";

/** What places in a file are counted by. */
export type LinesOf = (file: string) => Pick<FileFacts, "lines" | "notebook"> | undefined;

const known = <T>(value: T): Known<T> => ({ kind: "known", value });

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

const environmentName = (value: Abstract): Value<string> =>
  either(value, (each) => {
    const exported = each.t === "external" ? exportedEnvironment(each.name) : undefined;
    if (exported !== undefined) return exported.name;
    return each.t === "environment" ? text(each.record.name) : unknownValue(reasonOf(each));
  });

/** A name, or those of all that a value may be. */
function either(value: Abstract, nameOf: (each: Abstract) => Value<string>): Value<string> {
  const values = new Set<string>();
  for (const each of alternatives(value).map(nameOf)) {
    if (each.kind === "unknown") return each;
    for (const name of each.kind === "known" ? [each.value] : each.values) values.add(name);
  }
  const [first] = values;
  return values.size === 1 && first !== undefined ? known(first) : { kind: "oneOf", values: [...values] };
}

/** The same for all that branches make under one name and variable: a deployment knows them as one. */
function deployedAs({ id, name, variable, when, site }: EnvironmentRecord): string {
  const named = text(name);
  return named.kind === "known" && variable !== undefined ? [site.file, named.value, variable, when].join("\n") : id;
}

/** Whether an edge's end may be one environment or another. */
function isOneOfSeveral(end: Abstract): boolean {
  if (environmentId(end).kind !== "oneOf") return false;
  const ends = alternatives(end).map((each) => (each.t === "environment" ? deployedAs(each.record) : each));
  return ends.some((each) => each !== ends[0]);
}

/** Numbers as they are written. */
const textOrNumber = (value: Abstract): Value<string> =>
  narrowed(value, (each) => (each.t === "str" || each.t === "int" || each.t === "float" ? textOf(each) : undefined));

const truthOf = (value: Abstract): Value<boolean> =>
  narrowed(value, (each) => (each.t === "bool" ? each.value : undefined));

const entityId = (value: Abstract): Value<string> =>
  narrowed(value, (each) => (each.t === "environment" ? each.record.id : taskRecordOf(each)?.id));

const entityName = (value: Abstract): Value<string> =>
  either(value, (each) => text(each.t === "environment" ? each.record.name : (taskRecordOf(each)?.name ?? each)));

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

const contacted = (kind: EntryPoint["kind"], contact: Contact) => ({ contact, where: contactText(contact, kind) });
const started = (kind: EntryPoint["kind"], given: readonly Abstract[]) => {
  const targets = given.map((target) => ({ id: entityId(target), name: entityName(target) }));
  return { targets, text: startText(kind, targets) };
};
function headerValue(given: HeaderField["value"]): Value {
  const text = (value: string) => known({ type: "str", value } as const);
  if (given === undefined) return unknownValue({ kind: "syntax" });
  return typeof given === "string" ? text(given) : known({ type: "list", items: given.map(text) });
}

/** What exists on import needs no words. */
const exists = (when: When) => (when === "import" ? { when } : { when, whenText: whenText(when) });
const worded = (role: AppFunction["role"]) => ({ role, roleText: roleText(role) });

export interface Publisher {
  place(site: Site): Place;
  /** Those of one file, in the order of its text. */
  environments(records: readonly EnvironmentRecord[]): readonly Environment[];
  task(record: TaskRecord): Task;
  edge(record: EdgeRecord): DependsOn;
  call(record: CallRecord): Call;
  trace(func: FunctionValue): TraceFunction;
  entryPoint(record: EntryRecord): EntryPoint;
  mainBlock(record: NonNullable<Produced["main"]>): MainBlock;
  /** What a script's header asks for. */
  header(file: string, fields: readonly HeaderField[]): readonly Setting[];
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
  const settings = (given: ReadonlyMap<string, SettingRecord>, made: Site, base?: string): Setting[] =>
    [...given].map(([name, { value, site }]) => {
      const isReplaced = base !== undefined && rewrites(base, name);
      const shown = isReplaced ? unknownValue({ kind: "replaced", by: lastPart(base) }) : published(value);
      const parts = settingParts(name, shown);
      return {
        name,
        value: shown,
        text: describeSetting(name, shown),
        ...(parts.length === 0 ? {} : { parts }),
        place: place(isInstalledFile(site.file) ? made : site),
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

  const environment = (record: EnvironmentRecord): Environment => {
    const made = {
      id: record.id,
      name: text(record.name),
      kind: record.kind,
      category: record.category,
      ...(record.variable === undefined ? {} : { variable: record.variable }),
      place: place(record.site),
      selection: place(record.selection.file === record.site.file ? record.selection : record.site).range,
      ...exists(record.when),
      settings: settings(record.settings, record.site, record.base),
    };
    const functions = record.functions.map(({ role, func }): AppFunction => ({ ...worded(role), ...defined(func) }));
    const modules = record.category === "connector" ? modulesOf(record) : [];
    return {
      ...made,
      summary: environmentSummary(made),
      ...(functions.length === 0 ? {} : { functions }),
      ...(modules.length === 0 ? {} : { modules }),
    };
  };

  return {
    place,
    trace: defined,
    entryPoint({ kind, targets, args, options, contact, site, when }) {
      const said = {
        kind,
        ...started(kind, targets),
        arguments: passed(args, 0),
        options: passed(options, 0),
        ...contacted(kind, contactOf(contact, text)),
        place: place(site),
        when,
      };
      return { ...said, notes: entryNotes(said) };
    },
    mainBlock: ({ site, contact }) => ({ place: place(site), contact: contactOf(contact, text) }),
    environments(records) {
      const first = new Map<string, string>();
      return records.map((record) => {
        const key = deployedAs(record);
        const alternativeTo = first.get(key);
        if (alternativeTo === undefined) first.set(key, record.id);
        return { ...environment(record), ...(alternativeTo === undefined ? {} : { alternativeTo }) };
      });
    },
    task(record) {
      const docs = parameterDocs(record.doc);
      const triggers = triggersOf(record.settings.get("triggers")?.value, publish);
      const handed = handedDown(record);
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
        settings: settings(record.settings, record.site),
        ...(handed === undefined
          ? {}
          : { handedDown: settings(handed.settings, handed.environment.site, handed.environment.base) }),
        ...exists(record.when),
        ...(triggers.length === 0 ? {} : { triggers }),
        ...(record.remote === undefined ? {} : { remote: remoteOf(record.remote) }),
      };
      // What a deployed task takes is not in the text.
      const signature = record.kind === "reference" ? "" : taskSignature(made);
      return { ...made, signature, summary: taskSummary(made) };
    },
    edge: ({ from, to, site, when, maybe }) => ({
      from: environmentId(from),
      to: environmentId(to),
      fromName: environmentName(from),
      toName: environmentName(to),
      place: place(site),
      when,
      ...(maybe === true || isOneOfSeveral(from) || isOneOfSeveral(to) ? { maybe: true } : {}),
    }),
    header: (file, fields) =>
      fields.map(({ name, value: given, start, end }) => {
        const value = headerValue(given);
        return { name, value, text: describeSetting(name, value), place: place({ file, start, end }) };
      }),
    installedAmong: (values) => installedAmong(values, text),
    call({ from, to: called, kind, site, gathered, group, maybe }) {
      const to = taskId(called);
      return {
        from: from.id,
        to,
        kind,
        place: place(site),
        ...(gathered === undefined ? {} : { gathered }),
        ...(maybe === true || to.kind === "oneOf" ? { maybe: true } : {}),
        ...(group === undefined ? {} : { group: text(group) }),
      };
    },
  };
}
