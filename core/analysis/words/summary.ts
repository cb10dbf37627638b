/** The line that stands beside an environment or a task: what a reader would open the file for, in the user's language. */

import * as l10n from "@vscode/l10n";
import type { Environment, Parameter, Setting, Task, Trigger } from "../../../protocol/model.ts";
import type { PyValue, Value } from "../../../protocol/value.ts";

type WithSettings = Pick<Environment, "kind" | "category" | "settings">;

const SEPARATOR = " · ";

/** `2 CPU, 4 GiB · py3.12 +pandas · reuse 2–4` */
export function environmentSummary(environment: WithSettings): string {
  const setting = (name: string) => environment.settings.find((each) => each.name === name)?.value;
  return parts(
    resources(setting("resources")),
    image(setting("image")),
    reuse(setting("reusable")),
    cache(setting("cache")),
    port(environment, setting("port")),
  );
}

/** `async · cache auto · retries 3` */
export function taskSummary(task: Pick<Task, "isAsync" | "kind" | "settings" | "triggers">): string {
  const setting = (name: string): Setting["value"] | undefined =>
    task.settings.find((each) => each.name === name)?.value;
  return parts(
    task.kind === "container" ? l10n.t("container") : task.kind === "reference" ? l10n.t("reference") : undefined,
    task.isAsync ? l10n.t("async") : undefined,
    cache(setting("cache")),
    counted(setting("retries")),
    truthy(setting("report")) ? l10n.t("report") : undefined,
    setting("triggers") === undefined ? undefined : triggers(setting("triggers"), task.triggers),
  );
}

/** `(day: date, limit: int = 10) → str`, module names left out. */
export function taskSignature({ inputs, output }: Pick<Task, "inputs" | "output">): string {
  const result = output === undefined || output === "None" ? "" : ` → ${shortType(output)}`;
  return `(${inputs.map(parameterText).join(", ")})${result}`;
}

/** Python's own style puts no space around the `=` of a parameter without a type. */
function parameterText({ name, annotation, hasDefault, defaultText }: Parameter): string {
  const value = defaultText ?? "…";
  if (annotation === undefined) return hasDefault ? `${name}=${value}` : name;
  return `${name}: ${shortType(annotation)}${hasDefault ? ` = ${value}` : ""}`;
}

const shortType = (annotation: string): string =>
  annotation.replace(/\b(?:[\p{L}_][\p{L}\p{N}_]*\.)+(?=[\p{L}_])/gu, "");

function parts(...found: readonly (string | undefined)[]): string {
  return found.filter((each) => each !== undefined && each !== "").join(SEPARATOR);
}

function known(value: Value | undefined): PyValue | undefined {
  return value?.kind === "known" ? value.value : undefined;
}

type PyObject = PyValue & { type: "object" };

function objectOf(value: Value | undefined, callee: RegExp): PyObject | undefined {
  const py = known(value);
  return py?.type === "object" && callee.test(py.callee) ? py : undefined;
}

function argument(object: PyObject, name: string, position?: number): PyValue | undefined {
  const named = object.args.find((each) => each.name === name);
  if (named !== undefined) return known(named.value);
  const at = position === undefined ? undefined : object.args.filter((each) => each.name === undefined)[position];
  return at === undefined ? undefined : known(at.value);
}

function plain(value: PyValue | undefined): string | undefined {
  switch (value?.type) {
    case "str":
      return value.value;
    case "int":
    case "float":
      return value.text;
    default:
      return undefined;
  }
}

/** A single amount, or the lower and the upper one. */
function amount(value: PyValue | undefined): string | undefined {
  if (value?.type !== "tuple" && value?.type !== "list") return plain(value);
  const [from, to] = value.items.map((each) => plain(known(each)));
  return from === undefined || to === undefined ? undefined : `${from}–${to}`;
}

function resources(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "unknown") return l10n.t("resources unknown: {0}", value.why);
  const object = objectOf(value, /(^|\.)Resources$/);
  if (object === undefined) return undefined;
  const cpu = amount(argument(object, "cpu", 0));
  const memory = amount(argument(object, "memory", 1));
  const gpu = argument(object, "gpu", 2);
  const gpuText = plain(gpu) ?? (gpu?.type === "object" ? gpuObject(gpu) : undefined);
  const found = [
    cpu === undefined ? undefined : l10n.t("{0} CPU", cpu),
    memory === undefined ? undefined : withUnits(memory),
    gpuText === undefined ? undefined : l10n.t("{0} GPU", gpuText.replace(/:/, " × ")),
  ].filter((each) => each !== undefined);
  return found.length === 0 ? undefined : found.join(", ");
}

/** `1Gi–2Gi` is 1–2 GiB. */
function withUnits(memory: string): string {
  return memory.replace(/(\d)([KMGTP]i)(?!B)/g, "$1 $2B").replace(/^(\S+) (\w+)\u2013(\S+) \2$/, "$1–$3 $2");
}

function gpuObject(object: PyObject): string | undefined {
  const device = plain(argument(object, "device", 0));
  const count = plain(argument(object, "quantity", 1));
  if (device === undefined) return undefined;
  return count === undefined ? device : `${device} × ${count}`;
}

function image(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "unknown") return l10n.t("image unknown: {0}", value.why);
  if (value.kind === "oneOf") return l10n.t("image one of {0}", value.values.length);
  if (value.value.type === "str") return value.value.value === "auto" ? undefined : shortImage(value.value.value);
  return value.value.type === "object" ? layers(value.value) : undefined;
}

/** What is told apart in a list of images stands at the end of their names. */
function shortImage(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}

function layers(object: PyObject): string | undefined {
  const packages: string[] = [];
  let open = false;
  let at: PyObject = object;
  for (let hops = 0; at.on !== undefined && hops < 100; hops++) {
    if (at.callee === "with_pip_packages") {
      const own: string[] = [];
      for (const each of at.args) {
        if (each.name !== undefined) continue;
        const name = plain(known(each.value));
        if (name === undefined) open = true;
        else own.push(bareName(name));
      }
      packages.unshift(...own);
    }
    const on = known(at.on);
    if (on?.type !== "object") {
      return at.on.kind === "unknown" ? l10n.t("image unknown: {0}", at.on.why) : undefined;
    }
    at = on;
  }
  const shown = packages.slice(0, 3).map((each) => `+${each}`);
  const more = packages.length > 3 || open ? "…" : "";
  return [base(at), ...shown].filter((each) => each !== "").join(" ") + more;
}

/** `pandas[all]>=2` is pandas. */
function bareName(requirement: string): string {
  return /^[\w.-]+/.exec(requirement)?.[0] ?? requirement;
}

function base(object: PyObject): string {
  const how = object.callee.slice(object.callee.lastIndexOf(".") + 1);
  switch (how) {
    case "from_debian_base":
    case "from_uv_script": {
      const version = argument(object, "python_version");
      const numbers = version?.type === "tuple" ? version.items.map((each) => plain(known(each)) ?? "?") : [];
      const python = numbers.length === 0 ? undefined : `py${numbers.join(".")}`;
      return python ?? (how === "from_uv_script" ? l10n.t("from its script's header") : "debian");
    }
    case "from_base": {
      const uri = plain(argument(object, "image_uri", 0));
      return uri === undefined ? l10n.t("own base") : shortImage(uri);
    }
    case "from_dockerfile":
      return l10n.t("from a Dockerfile");
    case "from_ref_name":
      return plain(argument(object, "name", 0)) ?? l10n.t("by reference");
    default:
      return l10n.t("own image");
  }
}

function reuse(value: Value | undefined): string | undefined {
  const policy = objectOf(value, /(^|\.)ReusePolicy$/);
  if (policy === undefined) return undefined;
  const replicas = amount(argument(policy, "replicas", 0));
  return replicas === undefined ? l10n.t("reuse") : l10n.t("reuse {0}", replicas);
}

function cache(value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const mode = plain(known(value)) ?? behaviour(value);
  return mode === undefined || mode === "disable" ? undefined : l10n.t("cache {0}", mode);
}

function behaviour(value: Value): string | undefined {
  const object = objectOf(value, /(^|\.)Cache$/);
  return object === undefined ? undefined : plain(argument(object, "behavior", 0));
}

function counted(value: Value | undefined): string | undefined {
  const strategy = objectOf(value, /(^|\.)RetryStrategy$/);
  const count = plain(known(value)) ?? (strategy === undefined ? undefined : plain(argument(strategy, "count", 0)));
  return count === undefined || count === "0" ? undefined : l10n.t("retries {0}", count);
}

function truthy(value: Value | undefined): boolean {
  const py = known(value);
  return py?.type === "bool" && py.value;
}

/** The only trigger's schedule, or how many there are. */
function triggers(value: Value | undefined, known: readonly Trigger[] = []): string | undefined {
  const [only, ...others] = known;
  if (only !== undefined && others.length === 0) return only.schedule;
  const py = value?.kind === "known" ? value.value : undefined;
  if (py === undefined) return undefined;
  const count = py.type === "tuple" || py.type === "list" ? py.items.length : 1;
  return count === 0 ? undefined : count === 1 ? l10n.t("1 trigger") : l10n.t("{0} triggers", count);
}

function port(environment: WithSettings, value: Value | undefined): string | undefined {
  const number = plain(known(value));
  const app = environment.category === "app" ? environment.kind.replace(/(App)?Environment$/, "") : "";
  return parts(app === "" ? undefined : app, number === undefined ? undefined : l10n.t("port {0}", number));
}
