/** Small project models for tests of plans and launches, written as data. */

import type {
  DependsOn,
  Environment,
  FileModel,
  Parameter,
  Place,
  ProjectModel,
  PyValue,
  Setting,
  Task,
  Value,
} from "../../../protocol/index.ts";

export const known = <T>(value: T): { kind: "known"; value: T } => ({ kind: "known", value });
export const str = (value: string): Value => known({ type: "str", value });
export const int = (value: number): Value => known({ type: "int", text: String(value) });
export const bool = (value: boolean): Value => known({ type: "bool", value });
export const list = (...items: Value[]): Value => known({ type: "list", items });
export const tuple = (...items: Value[]): Value => known({ type: "tuple", items });

/** `flyte.Resources(cpu=2)` is `object("flyte.Resources", { cpu: int(2) })`. */
export function object(callee: string, named: Record<string, Value> = {}, ...positional: Value[]): Value {
  const args = [
    ...positional.map((value) => ({ value })),
    ...Object.entries(named).map(([name, value]) => ({ name, value })),
  ];
  return known({ type: "object", callee, args });
}

/** A method called on a value. */
export function on(target: Value, method: string, ...positional: Value[]): Value {
  const value: PyValue = {
    type: "object",
    callee: method,
    on: target,
    args: positional.map((each) => ({ value: each })),
  };
  return known(value);
}

/** A place at a line, counted from 1. */
export function at(file: string, line: number): Place {
  return { file, range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 1 } } };
}

const settings = (file: string, line: number, given: Record<string, Value>): Setting[] =>
  Object.entries(given).map(([name, value]) => ({ name, value, text: "", place: at(file, line) }));

export function environment(
  file: string,
  line: number,
  name: string,
  given: Record<string, Value> = {},
  more: Partial<Environment> = {},
): Environment {
  return {
    id: `${file}#${name}@${line}`,
    name: known(name),
    kind: "TaskEnvironment",
    category: "task",
    variable: name.replaceAll("-", "_"),
    place: at(file, line),
    selection: at(file, line).range,
    when: "import",
    settings: settings(file, line, given),
    summary: "",
    ...more,
  };
}

export function task(
  file: string,
  line: number,
  owner: Environment,
  name: string,
  inputs: readonly Parameter[] = [],
  given: Record<string, Value> = {},
  more: Partial<Task> = {},
): Task {
  return {
    id: `${file}#${name}`,
    name: owner.name.kind === "known" ? known(`${owner.name.value}.${name}`) : owner.name,
    function: name,
    environment: known(owner.id),
    kind: "function",
    place: at(file, line),
    selection: at(file, line).range,
    isAsync: false,
    inputs,
    signature: "()",
    settings: settings(file, line, given),
    summary: "",
    when: "import",
    ...more,
  };
}

export function edge(
  file: string,
  line: number,
  from: Environment,
  to: Environment,
  more: Partial<DependsOn> = {},
): DependsOn {
  return {
    from: known(from.id),
    to: known(to.id),
    fromName: from.name,
    toName: to.name,
    place: at(file, line),
    when: "import",
    ...more,
  };
}

export function file(path: string, parts: Partial<Omit<FileModel, "path">>): FileModel {
  return { path, environments: [], tasks: [], dependsOn: [], calls: [], problems: [], ...parts };
}

export const model = (...files: FileModel[]): ProjectModel => ({ revision: 1, files });
