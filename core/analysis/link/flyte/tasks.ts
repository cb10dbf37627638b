/** Tasks: functions and other things that an environment makes tasks of. */

import type { Expr } from "../../code/ir.ts";
import { argumentsOf, call } from "../evaluate/call.ts";
import type { Frame } from "../machine.ts";
import { siteOf } from "../machine.ts";
import type { InputRecord, SettingRecord, TaskRecord } from "../records.ts";
import { alternatives, textOf, union } from "../values/judge.ts";
import { objectMade } from "../values/objects.ts";
import {
  type Abstract,
  type Arguments,
  type EnvironmentValue,
  type FunctionValue,
  NO_ARGUMENTS,
  passing,
  type Site,
  str,
  unknown,
} from "../values/values.ts";
import { HOOKS, isEnvironmentName, lastPart } from "./flyteNames.ts";
import { takenFrom } from "./handedDown.ts";

/** Methods of an environment that make a task of a function. */
const MAKERS: ReadonlySet<string> = new Set(["task", "sandbox.orchestrator"]);

/** `@decorator` on what stands below it. What is not followed is taken to leave the function's name and signature, as `functools.wraps` does. */
export function applyDecorator(frame: Frame, decorator: Abstract, value: Abstract, site: Site): Abstract {
  switch (decorator.t) {
    case "union": {
      const makers = decorator.members.filter((each) => makes(each));
      if (makers.length === 0) return value;
      return taskOf(frame, union(makers.map(environmentOf)), value, argumentsGiven(makers[0]), site);
    }
    case "method":
    case "decorator":
      return makes(decorator)
        ? taskOf(frame, environmentOf(decorator), value, argumentsGiven(decorator), site)
        : hooked(frame, decorator, value, site);
    case "external":
      if (decorator.name === "flyte.trace" && value.t === "function") {
        frame.module.produced.traces.push(value);
        return value;
      }
      return decorated(frame, decorator, value, site);
    case "object":
    case "function":
    case "class":
    case "partial":
    case "instance":
      return decorated(frame, decorator, value, site);
    default:
      return value;
  }
}

function decorated(frame: Frame, decorator: Abstract, value: Abstract, site: Site): Abstract {
  const argument = { value, site };
  const result = call(frame, decorator, { positional: [argument], named: new Map(), open: false }, site);
  const kept =
    result.t === "unknown" || (result.t === "object" && !/^functools\.(wraps|singledispatch)/.test(result.callee));
  return kept ? value : result;
}

function hooked(frame: Frame, decorator: Abstract, value: Abstract, site: Site): Abstract {
  if (decorator.t === "method" && decorator.on.t === "environment" && HOOKS.has(decorator.name)) {
    noteHook(decorator.on, decorator.name, value);
    return value;
  }
  const result = call(frame, decorator, passing([value], site), site);
  return result.t === "unknown" || result.t === "object" ? value : result;
}

/** What an app runs; of several functions for one role the last counts. */
function noteHook({ record }: EnvironmentValue, name: string, value: Abstract): void {
  const role = HOOKS.get(name);
  if (role === undefined || value.t !== "function") return;
  const before = record.functions.findIndex((each) => each.role === role);
  if (before >= 0) record.functions.splice(before, 1);
  record.functions.push({ role, func: value });
}

function makes(decorator: Abstract): boolean {
  if (decorator.t === "decorator") return true;
  if (decorator.t !== "method") return false;
  return MAKERS.has(makerName(decorator)) && environmentsIn(environmentOf(decorator));
}

function makerName(method: Abstract & { t: "method" }): string {
  return method.on.t === "method" && method.on.name === "sandbox" ? `sandbox.${method.name}` : method.name;
}

function environmentsIn(value: Abstract): boolean {
  return alternatives(value).some(({ t }) => t === "environment");
}

function environmentOf(decorator: Abstract): Abstract {
  if (decorator.t !== "decorator" && decorator.t !== "method") return unknown({ kind: "syntax" });
  return decorator.on.t === "method" ? decorator.on.on : decorator.on;
}

function argumentsGiven(decorator: Abstract | undefined): Arguments {
  return decorator?.t === "decorator" ? decorator.args : NO_ARGUMENTS;
}

/**
 * `@x.task` where `x` can't be told, in a file that has to do with Flyte: a task, of an environment nobody knows. What
 * comes from a package that is not here must be called an environment: other libraries have tasks too.
 */
export function undecidedTask(
  frame: Frame,
  written: Expr,
  decorator: Abstract,
  value: Abstract,
  site: Site,
): Abstract | undefined {
  const named = written.kind === "call" ? written.func : written;
  if (value.t !== "function" || named.kind !== "attribute" || named.name !== "task") return undefined;
  if (!frame.machine.reachesFlyte(frame.file)) return undefined;
  const name = decorator.t === "object" ? decorator.callee : decorator.t === "external" ? decorator.name : undefined;
  if (
    decorator.t !== "unknown" &&
    (name === undefined || !/env\w*\.task$/i.test(name) || isEnvironmentName(name.slice(0, -5)))
  )
    return undefined;
  const args = written.kind === "call" ? argumentsOf(frame, written.args) : NO_ARGUMENTS;
  const environment = name === undefined ? decorator : unknown({ kind: "module", module: owner(name.slice(0, -5)) });
  return taskOf(frame, environment, value, { ...args, positional: [] }, site);
}

/** The module that a dotted name is taken from. */
function owner(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? name : name.slice(0, dot);
}

/** `env.task(...)`, `env.sandbox.orchestrator(...)`, `env.server(...)`. */
export function environmentMethod(
  frame: Frame,
  on: EnvironmentValue,
  name: string,
  args: Arguments,
  site: Site,
): Abstract {
  const first = args.positional[0]?.value;
  if (HOOKS.has(name) && first !== undefined) noteHook(on, name, first);
  if (HOOKS.has(name)) return first ?? { t: "external", name: "typing.final" };
  if (!MAKERS.has(name)) return unknown({ kind: "call", callee: name });
  if (first === undefined) return { t: "decorator", on, method: name, args };
  // Of text the SDK makes a task that belongs to no environment until `from_task` has it.
  if (first.t === "str") return objectMade(frame, "flyte.sandbox.orchestrator_from_str", args, site);
  return taskOf(frame, on, first, { ...args, positional: [] }, site, name);
}

/** A pending `env.task(...)` gets its function. */
export function decorate(
  frame: Frame,
  decorator: Abstract & { t: "decorator" },
  value: Abstract,
  site: Site,
): Abstract {
  return taskOf(frame, decorator.on, value, decorator.args, site, decorator.method);
}

export function isDecorating(func: Abstract): boolean {
  return func.t === "decorator" || (func.t === "method" && func.on.t === "environment");
}

function taskOf(
  frame: Frame,
  environment: Abstract,
  value: Abstract,
  args: Arguments,
  site: Site,
  method = "task",
): Abstract {
  // Above `@staticmethod` the SDK takes the function; it refuses other descriptors.
  if (value.t === "descriptor")
    return value.kind === "static" ? taskOf(frame, environment, value.func, args, site, method) : value;
  if (value.t === "union")
    return union(value.members.map((each) => taskOf(frame, environment, each, args, site, method)));
  // What a decorator below left of the function: as if nothing was given yet.
  if (value.t === "none") return { t: "decorator", on: environment, method, args };
  const settings = new Map<string, SettingRecord>();
  for (const [name, argument] of args.named) settings.set(name, argument);
  if (args.open) settings.set("**", { value: unknown({ kind: "expression", text: "**" }), site });
  const taken = takenFrom(environment);
  const base = { id: "", producer: frame.module.file, environment, taken, settings, when: frame.when };
  const explicit = method === "sandbox.orchestrator" ? args.named.get("name")?.value : undefined;
  const record = ((): TaskRecord => {
    switch (value.t) {
      case "function": {
        const shown = innermost(value);
        const written = shown.def.kind === "function" ? shown.def.name : "<lambda>";
        const named = value.named ?? shown.named;
        const name = named?.t === "str" ? named.value : written;
        return {
          ...base,
          ...described(frame, shown),
          // What is called is the outermost wrapper.
          isAsync: value.def.kind === "function" && value.def.isAsync,
          func: value,
          name: explicit ?? (named === undefined || named.t === "str" ? qualified(environment, name) : nameless(named)),
          function: written,
          kind: "function",
        };
      }
      case "task":
        // A task of a task is refused by the SDK; the first one stands.
        return value.record;
      default: {
        const text = value.t === "external" ? lastPart(value.name) : "";
        const name: Abstract = explicit ?? (text === "" ? nameless(value) : qualified(environment, text));
        return {
          ...base,
          name,
          function: text,
          kind: "function",
          site,
          selection: site,
          isAsync: false,
          inputs: [],
        };
      }
    }
  })();
  if (value.t !== "task") frame.module.produced.tasks.push(record);
  return { t: "task", record, overridden: false };
}

function nameless(value: Abstract): Abstract {
  return value.t === "unknown" ? value : unknown({ kind: "expression", text: value.t });
}

/** Behind wrappers that say what they wrap. */
function innermost(func: FunctionValue): FunctionValue {
  let shown = func;
  for (let hops = 0; shown.wraps !== undefined && hops < 20; hops++) shown = shown.wraps;
  return shown;
}

function qualified(environment: Abstract, name: string): Abstract {
  return union(
    alternatives(environment).flatMap((each) => {
      if (each.t !== "environment")
        return [each.t === "unknown" ? each : unknown({ kind: "expression", text: each.t })];
      return alternatives(each.record.name).map((prefix) => {
        const text = textOf(prefix);
        return text === undefined ? nameless(prefix) : str(`${text}.${name}`);
      });
    }),
  );
}

function described(frame: Frame, func: FunctionValue) {
  const { def } = func;
  const inFile = { ...frame, file: func.file };
  const params = func.self === undefined ? def.params : def.params.slice(1);
  const inputs: InputRecord[] = params
    .filter(({ kind }) => kind !== "star" && kind !== "doubleStar")
    .map(({ name, annotation, defaultText }) => {
      const value = func.defaults.get(name);
      return {
        param: {
          name,
          ...(annotation === undefined ? {} : { annotation }),
          ...(defaultText === undefined ? {} : { defaultText }),
          ...(value === undefined ? {} : { default: value }),
        },
      };
    });
  const site = siteOf(inFile, def);
  if (def.kind === "lambda") return { site, selection: site, isAsync: false, inputs };
  return {
    site,
    selection: { file: func.file, start: def.nameStart, end: def.nameStart + def.name.length },
    isAsync: def.isAsync,
    inputs,
    ...(def.returns === undefined ? {} : { output: def.returns }),
    ...(def.doc === undefined ? {} : { doc: def.doc }),
  };
}

/** Flyte 1's decorators and launch plans, counted where they are used. */
export function noteFlytekit(frame: Frame, name: string): void {
  const match = /^(?:flytekit\.(?:core\.\w+\.)?|union\.)(.*)$/.exec(name);
  if (match === null) return;
  const counts = frame.module.produced.flytekit;
  const [, what = ""] = match;
  if (what === "task" || what === "dynamic" || what === "eager") counts.tasks++;
  else if (what === "workflow") counts.workflows++;
  else if (/^LaunchPlan\.(get_or_create|create|get_default_launch_plan)$/.test(what)) counts.launchPlans++;
}
