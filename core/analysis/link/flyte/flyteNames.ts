/** What Flyte calls things: which classes are environments, which functions make or take tasks. */

import type { AppFunctionRole, EnvironmentCategory, Installed } from "../../../../protocol/model.ts";
import {
  type Abstract,
  type ClassValue,
  type EnvironmentValue,
  FALSE,
  int,
  NONE,
  str,
  unknown,
} from "../values/values.ts";

/** Fields of environments in the order of their constructors, as far as they may be given by position. */
const ENVIRONMENT_FIELDS = [
  "name",
  "depends_on",
  "pod_template",
  "description",
  "secrets",
  "env_vars",
  "resources",
  "interruptible",
  "image",
  "include",
  "service_account",
] as const;
const CLONE_FIELDS = ["name", "image", "resources", "env_vars", "secrets", "depends_on", "description"] as const;

export function environmentField(position: number, clone: boolean): string | undefined {
  return (clone ? CLONE_FIELDS : ENVIRONMENT_FIELDS)[position];
}

/** `flyte._task_environment.TaskEnvironment` is `flyte.TaskEnvironment`: private modules are where the SDK keeps what it exports above. */
export function canonical(name: string): string {
  if (!name.startsWith("flyte")) return name;
  const parts = name.split(".");
  // Constants are not exported above.
  if (/^[A-Z]+_[A-Z_]+$/.test(parts.at(-1) ?? "")) return name;
  return parts.filter((part, at) => at === parts.length - 1 || !/^_[a-z]/.test(part)).join(".");
}

/** Of Flyte 2, Flyte 1, or what is built on them. */
export function isFlyteName(name: string): boolean {
  return /^(?:flyte|union)\w*(?:\.|$)/.test(name);
}

export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

const NONE_WHEN_LEFT_OUT = new Set(
  "pod_template description secrets env_vars resources service_account reusable plugin_config queue short_name docs".split(
    " ",
  ),
);
const WHEN_LEFT_OUT: ReadonlyMap<string, Abstract> = new Map<string, Abstract>([
  ["image", str("auto")],
  ["retries", int(0)],
  ["report", FALSE],
]);

/** What a setting is that a constructor or decorator isn't given. */
export function notGiven(name: string, toEnvironment: boolean): Abstract {
  if (name === "cache") return toEnvironment ? str("disable") : NONE;
  if (name === "interruptible") return toEnvironment ? FALSE : NONE;
  if (NONE_WHEN_LEFT_OUT.has(name)) return NONE;
  return WHEN_LEFT_OUT.get(name) ?? unknown({ kind: "expression", text: name });
}

const OF_FLYTE = /^(flyte|flyteplugins)\./;
/** Union's SDK of Flyte 1 has environments too: actors. */
const OF_FLYTE_1 = /^(flytekit|union)\./;
const CLASS = /^[A-Z]\w*Environment$/;
const NOT_ONE = /^(Deployed|Base$)/;

/** Whether a name outside the project is a class of environments: the SDK's, a plugin's, or by its name one made for Flyte. */
export function isEnvironmentName(name: string): boolean {
  const last = lastPart(name);
  if (!CLASS.test(last) || NOT_ONE.test(last)) return false;
  if (OF_FLYTE_1.test(name)) return false;
  return OF_FLYTE.test(name) || /(Task|App|Connector)Environment$/.test(last);
}

/** The environment class outside the project that a class of the project comes from. */
export function environmentBase(cls: ClassValue, seen: Set<ClassValue> = new Set()): string | undefined {
  if (seen.has(cls)) return undefined;
  seen.add(cls);
  for (const base of cls.bases) {
    const name =
      base.t === "external"
        ? isEnvironmentName(base.name)
          ? base.name
          : undefined
        : base.t === "class"
          ? environmentBase(base, seen)
          : undefined;
    if (name !== undefined) return name;
  }
  return undefined;
}

export function isEnvironmentClass(cls: ClassValue): boolean {
  return environmentBase(cls) !== undefined;
}

export function categoryOf(className: string): EnvironmentCategory {
  const name = lastPart(className);
  if (/^Clustered/.test(name)) return "clustered";
  if (/Sandbox/.test(name)) return "sandbox";
  if (/TaskEnvironment$/.test(name)) return "task";
  if (/ConnectorEnvironment$/.test(name)) return "connector";
  return name === "Environment" ? "other" : "app";
}

export function environmentAttribute(on: EnvironmentValue, name: string): Abstract {
  const { record } = on;
  if (name === "name") return record.name;
  if (name === "depends_on") return record.dependsOn;
  const setting = record.settings.get(name);
  if (setting !== undefined) return setting.value;
  if (record.category === "task" && !record.settings.has("**") && LEFT_OUT.has(name)) return notGiven(name, true);
  return METHODS.has(name) ? { t: "method", on, name } : unknown({ kind: "expression", text: `.${name}` });
}

/** What a task environment says of a parameter that it wasn't given. */
const LEFT_OUT = new Set(
  "pod_template description secrets env_vars resources service_account reusable plugin_config queue image cache interruptible".split(
    " ",
  ),
);

const METHODS = new Set([
  "__dict__",
  "task",
  "clone_with",
  "add_dependency",
  "from_task",
  "sandbox",
  "server",
  "on_startup",
  "on_shutdown",
  "tasks",
]);

/** Decorators of an environment that leave the function what it is. */
export const HOOKS: ReadonlyMap<string, AppFunctionRole> = new Map([
  ["server", "server"],
  ["on_startup", "startup"],
  ["on_shutdown", "shutdown"],
]);

/** Classes whose objects are tasks once `from_task` has them. */
export function isTaskObject(callee: string): boolean {
  return (
    /(^|\.)([A-Z]\w*)?Task$/.test(callee) ||
    isShellTask(callee) ||
    /^flyte\.sandbox\.(orchestrator_from_str|create)$/.test(callee)
  );
}

/** Makes a task of a shell script, and on demand an environment of the same name that holds it. */
export function isShellTask(callee: string): boolean {
  return callee === "flyte.extras.shell.create";
}

/** The name of a task that was made without one. */
export function defaultTaskName(callee: string): string | undefined {
  return callee === "flyte.sandbox.orchestrator_from_str" ? "sandboxed-code" : undefined;
}

/** Environments that the SDK itself defines: their names by where they are imported from. The analysis does not read the SDK. */
const EXPORTED: Readonly<Record<string, string>> = {
  "flyte.sandbox.sandbox_environment": "sandbox-runtime",
};

/** An environment that the SDK defines; `name` is where it is imported from. */
export function exportedEnvironment(name: string): Installed | undefined {
  const own = Object.hasOwn(EXPORTED, name) ? EXPORTED[name] : undefined;
  const module = name.slice(0, name.lastIndexOf("."));
  return own === undefined ? undefined : { id: `${module}#${own}`, name: { kind: "known", value: own }, module };
}

/** What refers to a task that somebody deployed. */
export function isReference(name: string): boolean {
  return /^flyte\.remote\.(Task|TaskDetails)\.get$/.test(name);
}

/** Functions that run a task for each element. */
export function isMap(name: string): boolean {
  return /^flyte\.map(\.aio)?$/.test(name);
}
