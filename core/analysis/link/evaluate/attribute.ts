/** `value.name`: attributes of modules, classes, instances, environments and of what lies outside the project. */

import {
  canonical,
  environmentAttribute,
  isEnvironmentClass,
  isEnvironmentName,
  isShellTask,
  lastPart,
} from "../flyte/flyteNames.ts";
import { environmentOfTask } from "../flyte/taskObjects.ts";
import { asSeen } from "../installed.ts";
import { externalValue } from "../library/followed.ts";
import { knownAttribute } from "../library/objects.ts";
import { type Frame, MAX_STACK, type ModuleState } from "../machine.ts";
import { asRead } from "../together.ts";
import { classOf, lineOf, metaOf } from "../values/classes.ts";
import { isEnum, membersOf, plainOf } from "../values/enums.ts";
import { union } from "../values/judge.ts";
import { isNamedTuple } from "../values/tuples.ts";
import { typeOf } from "../values/types.ts";
import {
  type Abstract,
  type ClassValue,
  FALSE,
  type FunctionValue,
  type ModuleRef,
  NO_ARGUMENTS,
  type ObjectValue,
  type Site,
  str,
  unknown,
} from "../values/values.ts";
import { callFunction } from "./functions.ts";
import { namespaceOf } from "./namespaces.ts";
import { held } from "./state.ts";

/** `site` is where the attribute is read: what the SDK makes for it stands there. */
export function attributeOf(frame: Frame, on: Abstract, name: string, site?: Site): Abstract {
  const type = name === "__class__" ? typeOf(on) : undefined;
  if (type !== undefined) return type;
  if (name === "__dict__") {
    const names = namespaceOf(on);
    if (names !== undefined) return names;
  }
  switch (on.t) {
    case "module":
      return memberOf(frame, on.module, name) ?? unknown({ kind: "name", name });
    case "external":
      // Code for type checkers alone is not run.
      if (on.name === "typing" && name === "TYPE_CHECKING") return FALSE;
      return (
        frame.module.patched?.get(canonical(`${on.name}.${name}`)) ??
        behind(frame, on.bound, on.name, name) ??
        outsideAttribute(frame, on.name, name)
      );
    case "class":
      return asRead(frame, on.scope.file, name, ofMeta(frame, on, name) ?? classAttribute(on, name), "");
    case "instance": {
      const own = on.attributes.get(name);
      const found = inClass(on.cls, name);
      if (own !== undefined && !isProperty(found)) return asRead(frame, on.owner, name, own, "");
      if (found === undefined || found.t === "bases") {
        // A member that is text besides has the methods of text.
        const plain = plainOf(on);
        if (plain !== on) return attributeOf(frame, plain, name, site);
        if (isNamedTuple(on.cls) || name === "__setattr__" || name === "__delattr__") return { t: "method", on, name };
      }
      if (found === undefined) return unknown({ kind: "name", name });
      return found.t === "bases" ? unknown({ kind: "name", name }) : bound(frame, found.value, on, found.cls);
    }
    case "environment": {
      const own = on.record.attributes.get(name);
      const found = on.record.cls === undefined ? undefined : inClass(on.record.cls, name);
      if (own !== undefined && !isProperty(found)) return own;
      if (found?.t === "member" && !on.record.settings.has(name)) return bound(frame, found.value, on, found.cls);
      return environmentAttribute(on, name);
    }
    case "task":
      if (name === "name") {
        if (frame.machine.trail !== undefined) frame.machine.trail.isWhole = false;
        return on.record.name;
      }
      return { t: "method", on, name };
    case "object":
      return objectAttribute(frame, on, name, site);
    case "union":
      return union(on.members.map((each) => attributeOf(frame, each, name, site)));
    case "unknown":
      return on;
    case "function":
      if (name === "__name__") return nameOf(on);
      if (on.kept !== undefined && name === "cache_clear") return { t: "method", on, name };
      return unknown({ kind: "expression", text: `.${name}` });
    case "partial":
      return name === "func" ? on.func : unknown({ kind: "expression", text: `.${name}` });
    case "descriptor":
      return on.kind === "property" ? { t: "method", on, name } : unknown({ kind: "expression", text: `.${name}` });
    case "decorator":
    case "ellipsis":
    case "coroutine":
      return unknown({ kind: "expression", text: `.${name}` });
    // `t.aio`, `env.sandbox.orchestrator`.
    case "method":
    case "iterator":
    case "none":
    case "bool":
    case "int":
    case "float":
    case "bytes":
    case "str":
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return { t: "method", on, name };
  }
}

/** What wraps another function is called as that one is. */
function nameOf({ named, wraps, def }: FunctionValue): Abstract {
  if (named !== undefined) return named;
  return wraps === undefined ? str(def.kind === "function" ? def.name : "<lambda>") : nameOf(wraps);
}

function objectAttribute(frame: Frame, on: ObjectValue, name: string, site: Site | undefined): Abstract {
  if (name === "env" && isShellTask(on.callee)) return environmentOfTask(frame, on, site ?? on.site);
  const known = knownAttribute(frame, on, name);
  if (known !== undefined) return known;
  const given = on.args.named.get(name)?.value;
  if (given !== undefined && /^[A-Z]/.test(lastPart(on.callee)))
    return on.changed === undefined ? given : unknown(on.changed);
  return { t: "method", on, name };
}

/** What a class of an installed package holds. */
function behind(frame: Frame, bound: Abstract | undefined, of: string, name: string): Abstract | undefined {
  return bound?.t === "class" ? asSeen(attributeOf(frame, bound, name), externalValue(`${of}.${name}`)) : undefined;
}

/** `str.__name__` is text; the rest is named as the SDK exports it. */
function outsideAttribute(frame: Frame, on: string, name: string): Abstract {
  if (name === "__name__") return str(lastPart(on));
  return outsideMember(frame, on, name);
}

/** A name of a module outside the project: an environment or a task that an installed package defines, else only the name. */
export function outsideMember(frame: Frame, module: string, name: string): Abstract {
  const found = frame.machine.installed.resolve(frame.file, 0, module);
  const value = found?.file === undefined ? undefined : memberOf(frame, found, name);
  const named = externalValue(canonical(`${module}.${name}`));
  return (value === undefined ? undefined : asSeen(value, named)) ?? named;
}

/** The module of a file, which is loaded where that has not happened yet. */
export function loaded(frame: Frame, file: string): ModuleState | undefined {
  if (frame.when === "import" && file !== frame.module.file) frame.module.loads.add(file);
  return frame.machine.load(file, { when: frame.when, doubt: Math.max(frame.doubt, frame.module.doubt) });
}

/** A name of a module: what its text binds, or a module inside its folder. */
export function memberOf(frame: Frame, module: ModuleRef, name: string): Abstract | undefined {
  const state = module.file === undefined ? undefined : loaded(frame, module.file);
  const found = state === undefined ? undefined : held(state.scope, name);
  if (found !== undefined) return module.file === undefined ? found : asRead(frame, module.file, name, found);
  const inside = frame.machine.resolver.submodule(module, name);
  if (inside !== undefined) return { t: "module", module: inside };
  // Python prefers an installed package to a folder that merely bears its name.
  if (module.file === undefined && module.name !== undefined) return outsideMember(frame, module.name, name);
  if (state?.status === "running") return unknown({ kind: "cycle", name });
  // PEP 562: a module may answer for names that it does not bind.
  const answer = state === undefined ? undefined : held(state.scope, "__getattr__");
  if (answer?.t === "function" && frame.machine.stack.length < MAX_STACK) {
    const argument = { value: str(name), site: { file: frame.file, start: 0, end: 0 } };
    return callFunction(frame, answer, { positional: [argument], named: new Map(), open: false });
  }
  return undefined;
}

type Found =
  | { readonly t: "member"; readonly value: Abstract; readonly cls: ClassValue }
  /** Not in the project's classes; a base lies outside. */
  | { readonly t: "bases"; readonly base: Abstract };

/** Goes before what the object itself has under the name. */
const isProperty = (found: Found | undefined): boolean =>
  found?.t === "member" &&
  found.value.t === "descriptor" &&
  found.value.kind === "property" &&
  found.value.isCached === undefined;

/** In the order in which Python asks a class and its bases. */
export function inClass(cls: ClassValue, name: string): Found | undefined {
  let outside: Abstract | undefined;
  for (const each of lineOf(cls)) {
    const own = each.t === "class" ? each.scope.vars.get(name) : undefined;
    if (each.t === "class" && own !== undefined) return { t: "member", value: own, cls: each };
    if (each.t !== "external" && each.t !== "unknown") continue;
    outside ??= each;
    if (mayHave(each, name)) return { t: "bases", base: outside };
  }
  return outside === undefined ? undefined : { t: "bases", base: outside };
}

/** Whether a class outside the project may have the attribute, so that those behind it aren't asked. */
function mayHave(base: Abstract, name: string): boolean {
  if (base.t !== "external") return true;
  if (/^(object|abc\.ABC|typing\.(Protocol|Generic))$/.test(base.name)) return false;
  if (name.startsWith("__") && name.endsWith("__")) return true;
  if (base.name === "pydantic.BaseModel")
    return /^(model_|parse_|from_orm$|(copy|dict|json|schema|construct)$)/.test(name);
  return !isEnvironmentName(base.name) || OF_ENVIRONMENTS.test(name);
}

/** What the SDK's environments have besides their parameters. */
const OF_ENVIRONMENTS =
  /^(_|(name|description|depends_on|env_vars|secrets|resources|image|interruptible|pod_template|include|cache|reusable|plugin_config|queue|port|args|command|requires_auth|scaling|domain|links|parameters|cluster_pool|timeouts|type|hosts|slots_per_host|app|endpoint|container_\w+|get_\w+|on_\w+|server|task|tasks|add_task|add_dependency|clone_with|from_task|sandbox)$)/;

/** What a class that doesn't have it itself has of its metaclass. */
function ofMeta(frame: Frame, cls: ClassValue, name: string): Abstract | undefined {
  const meta = metaOf(cls);
  const found = meta?.t === "class" && inClass(cls, name) === undefined ? inClass(meta, name) : undefined;
  return found?.t === "member" ? bound(frame, found.value, cls, found.cls) : undefined;
}

function classAttribute(cls: ClassValue, name: string): Abstract {
  const found = inClass(cls, name);
  if (name === "__name__") return str(cls.def.name);
  if (found?.t === "member") {
    const { value } = found;
    if (value.t === "descriptor") {
      if (value.kind === "static") return value.func;
      // Of a class method it is bound, of others the object is passed behind what comes first.
      if (value.kind === "partial") return unknown({ kind: "expression", text: `.${name}` });
      if (value.kind === "class" && value.func.t === "function") return { ...value.func, self: cls, owner: found.cls };
      return value;
    }
    return (isEnum(found.cls) ? membersOf(found.cls).get(name) : undefined) ?? value;
  }
  if (isEnvironmentClass(cls) || found?.t === "bases") return { t: "method", on: cls, name };
  return unknown({ kind: "name", name: `${cls.def.name}.${name}` });
}

/** A member of the class as an attribute of `self`. */
export function bound(frame: Frame, value: Abstract, self: Abstract, cls: ClassValue): Abstract {
  if (value.t === "function") return { ...value, self, owner: cls };
  if (value.t !== "descriptor") return value;
  const { func, kind, args = NO_ARGUMENTS } = value;
  if (kind === "partial") return { t: "partial", func: bound(frame, func, self, cls), args };
  if (kind === "static" || func.t !== "function") return func;
  if (kind === "class") return { ...func, self: classOf(self) ?? cls, owner: cls };
  return callFunction(frame, { ...func, self, owner: cls }, NO_ARGUMENTS);
}
