/** Methods of values that are not the project's own: text, containers, environments, tasks. */

import { addDependencies, cloneEnvironment, initialise, setAttribute } from "../flyte/environments.ts";
import { environmentBase, isTaskObject } from "../flyte/flyteNames.ts";
import { environmentFromTasks } from "../flyte/taskObjects.ts";
import { decorate, environmentMethod } from "../flyte/tasks.ts";
import { clearCache } from "../library/caches.ts";
import { spoil } from "../library/changers.ts";
import { exactItems } from "../library/followedFunction.ts";
import { sorted } from "../library/language.ts";
import { objectMethod } from "../library/objects.ts";
import { textMethod } from "../library/text.ts";
import type { Frame } from "../machine.ts";
import { blank } from "../values/classes.ts";
import {
  changes,
  changing,
  clearKeys,
  copyOf,
  dictOf,
  extend,
  getKey,
  inDoubt,
  isExact,
  itemsOf,
  push,
  putKey,
  sequence,
  takeItem,
  takeKey,
  updateKeys,
  valueAtAny,
} from "../values/containers.ts";
import { plainOf } from "../values/enums.ts";
import { alternatives, isWhole, mayLack, numberOf, sameKey, truth, union } from "../values/judge.ts";
import { objectMade } from "../values/objects.ts";
import { binary, compare } from "../values/operators.ts";
import { isNamedTuple } from "../values/tuples.ts";
import {
  type Abstract,
  type Arguments,
  FALSE,
  type InstanceValue,
  type IteratorValue,
  int,
  type Mapping,
  NONE,
  type Sequence,
  type Site,
  str,
  unknown,
} from "../values/values.ts";
import { instantiate } from "./functions.ts";
import { handedOut, nextOf } from "./iterators.ts";
import { isMetaclass, newClass } from "./metaclasses.ts";
import { isNamespace, readable, setByNames } from "./namespaces.ts";

export function callMethod(frame: Frame, method: Abstract & { t: "method" }, given: Arguments, site: Site): Abstract {
  const { on, name } = method;
  // A list keeps an iterator that is appended; all else goes through it.
  const args = KEEPING.test(name) ? given : handedOut(frame, given);
  const values = args.positional.map(({ value }) => value);
  if (setsByName(frame, method, values, site)) return NONE;
  switch (on.t) {
    case "environment":
      switch (name) {
        case "clone_with":
          return cloneEnvironment(frame, on.record, args, site, false);
        case "add_dependency":
          addDependencies(frame, on.record, args);
          return NONE;
        case "from_task":
          return environmentFromTasks(frame, { name: on.record.kind }, args, site);
        case "__init__":
          initialise(frame, on.record, args, site);
          return NONE;
        case "__post_init__":
          return NONE;
        default:
          return environmentMethod(frame, on, name, args, site);
      }
    case "class": {
      const base = environmentBase(on);
      if (base !== undefined && name === "from_task")
        return environmentFromTasks(frame, { name: base, cls: on }, args, site);
      if (name === "__call__") return instantiate(frame, on, args, site);
      // `super().__init__(…)` of a metaclass.
      if (name === "__init__") return NONE;
      if (name === "__new__" && isMetaclass(on))
        return newClass(frame, values) ?? unknown({ kind: "replaced", by: on.def.name });
      const [cls] = values;
      if (name === "__new__" && cls?.t === "class" && !isNamedTuple(cls)) return blank(frame, cls, site);
      return unknown({ kind: "call", callee: `${on.def.name}.${name}` });
    }
    case "instance":
      if (isNamedTuple(on.cls)) return tupleMethod(frame, on, name, args) ?? unknown({ kind: "call", callee: name });
      if (name === "__init__") for (const [key, each] of args.named) on.attributes.set(key, each.value);
      return NONE;
    case "method":
      // `env.sandbox.orchestrator`, `t.override.aio`.
      if (on.on.t === "environment" && on.name === "sandbox" && name === "orchestrator") {
        return environmentMethod(frame, on.on, "sandbox.orchestrator", args, site);
      }
      if (isNamespace(on)) {
        const names = readable(frame, on, name);
        if (names !== undefined) return callMethod(frame, { t: "method", on: names, name }, args, site);
        setByNames(frame, on, name, args, site);
      }
      return objectMade(frame, name, args, site, on);
    case "function":
      if (on.kept !== undefined) clearCache(frame, on.kept);
      return NONE;
    case "task":
      if (name === "override") return { ...on, overridden: true };
      return unknown({ kind: "call", callee: on.record.function });
    case "object":
      if (name === "as_task" && isTaskObject(on.callee)) return on;
      // `random.Random(1).shuffle(names)`.
      if (name === "shuffle" && values[0] !== undefined) spoil(frame, values[0]);
      return objectMethod(frame, on, name, args, site) ?? objectMade(frame, name, args, site, on);
    case "descriptor":
      return name === "setter" && values[0] !== undefined ? { ...on, setter: values[0] } : on;
    case "decorator":
      return decorate(frame, on, values[0] ?? unknown({ kind: "syntax" }), site);
    case "str":
      return textMethod(frame, on.value, name, args) ?? unknown({ kind: "call", callee: name });
    case "list":
    case "tuple":
    case "set":
      return sequenceMethod(frame, on, name, args, site) ?? unknown({ kind: "call", callee: name });
    case "iterator":
      return iteratorMethod(frame, on, name);
    case "bytes":
      return name === "decode" && args.named.size === 0 && /^[ !#-&(-[\]-~]*$/.test(on.text)
        ? str(on.text)
        : unknown({ kind: "call", callee: name });
    case "dict":
      return dictMethod(frame, on, name, values, args) ?? unknown({ kind: "call", callee: name });
    case "union":
      return union(on.members.map((each) => callMethod(inDoubt(frame), { t: "method", on: each, name }, args, site)));
    case "unknown":
      return on;
    default:
      return unknown({ kind: "call", callee: name });
  }
}

/** `x.__setattr__("name", value)` and its opposite. */
function setsByName(
  frame: Frame,
  { on, name }: Abstract & { t: "method" },
  [key, value]: readonly Abstract[],
  site: Site,
): boolean {
  const isMeant = on.t === "environment" || on.t === "instance" || on.t === "object";
  if (!isMeant || (name !== "__setattr__" && name !== "__delattr__")) return false;
  if (key !== undefined) setAttribute(frame, on, key, value ?? unknown({ kind: "call", callee: name }), site);
  return true;
}

const KEEPING = /^(append|add|insert|setdefault)$/;

function iteratorMethod(frame: Frame, on: IteratorValue, name: string): Abstract {
  if (name === "__next__" || name === "__anext__") return nextOf(frame, on);
  if (name === "__iter__") return on;
  if (name === "close" && changing(frame, on) === "surely") on.isOver = true;
  else on.inexact = true;
  return name === "close" ? NONE : unknown({ kind: "call", callee: name });
}

function sequenceMethod(frame: Frame, on: Sequence, name: string, args: Arguments, site: Site): Abstract | undefined {
  const [first, second] = args.positional;
  switch (name) {
    case "index":
    case "count": {
      const items = exactItems(on);
      const value = first?.value;
      if (items === undefined || value === undefined || second !== undefined) return undefined;
      const equal = items.map((each) => compare("==", each, value));
      if (equal.includes(undefined)) return undefined;
      const at = equal.indexOf(true);
      return name === "count" ? int(equal.filter((each) => each === true).length) : at < 0 ? undefined : int(at);
    }
    case "copy":
      return copyOfSequence(frame, on);
    default:
      return on.t === "tuple"
        ? undefined
        : on.t === "set"
          ? (setMethod(frame, on, name, args) ?? changed(frame, on, name, args, site))
          : changed(frame, on, name, args, site);
  }
}

function copyOfSequence(frame: Frame, on: Sequence): Sequence {
  const copy = sequence(frame, on.t, [...on.items]);
  if (on.sites !== undefined) copy.sites = [...on.sites];
  copy.inexact = on.inexact;
  return copy;
}

/** Methods that change a list or a set. */
function changed(frame: Frame, on: Sequence, name: string, args: Arguments, site: Site): Abstract | undefined {
  const [first, second] = args.positional;
  switch (name) {
    case "append":
    case "add":
      if (first === undefined || !changes(frame, on)) return NONE;
      if (on.t === "list" || !on.items.some((each) => sameKey(each, first.value))) push(on, first.value, first.site);
      return NONE;
    case "extend":
    case "update":
      if (changes(frame, on)) for (const { value, site: place } of args.positional) extend(on, value, place);
      return NONE;
    case "insert":
      if (second !== undefined && changes(frame, on)) {
        const given = numberOf(first?.value ?? NONE);
        if (given === undefined) on.inexact = true;
        const length = on.items.length;
        const at = Math.max(0, Math.min(length, (given ?? 0) < 0 ? length + (given ?? 0) : (given ?? 0)));
        on.items.splice(at, 0, second.value);
        on.sites?.splice(at, 0, second.site);
      }
      return NONE;
    case "pop":
      if (!changes(frame, on)) return unknown({ kind: "call", callee: "pop" });
      if (on.t === "set") on.inexact = true;
      return takeItem(on, first?.value ?? int(-1)) ?? unknown({ kind: "call", callee: "pop" });
    case "remove":
    case "discard":
      if (first !== undefined && changes(frame, on)) {
        const equal = on.items.map((each) => compare("==", each, first.value));
        const at = equal.indexOf(true);
        if (equal.slice(0, at < 0 ? equal.length : at).includes(undefined) || (at < 0 && name === "remove")) {
          on.inexact = true;
        } else if (at >= 0) takeItem(on, int(at));
      }
      return NONE;
    case "clear":
      if (changing(frame, on) === "surely") {
        on.items.length = 0;
        on.inexact = false;
        delete on.sites;
      } else changes(frame, on);
      return NONE;
    case "reverse":
      if (changes(frame, on)) {
        on.items.reverse();
        delete on.sites;
      }
      return NONE;
    case "sort": {
      if (!changes(frame, on)) return NONE;
      const order = truth(args.named.get("reverse")?.value ?? FALSE);
      const done =
        order === undefined || on.inexact
          ? undefined
          : sorted(frame, on.items, args.named.get("key")?.value, order, site);
      if (done?.t === "list") on.items.splice(0, on.items.length, ...done.items);
      else on.inexact = true;
      delete on.sites;
      return NONE;
    }
    case "__setitem__":
    case "__delitem__":
    case "__iadd__":
    case "__imul__":
      spoil(frame, on);
      return name === "__iadd__" || name === "__imul__" ? on : NONE;
    default:
      return undefined;
  }
}

/** Methods of a set that make another one, or compare. */
function setMethod(frame: Frame, on: Sequence, name: string, args: Arguments): Abstract | undefined {
  const operator = SET_OPERATORS[name];
  if (operator === undefined) return undefined;
  return args.positional.reduce<Abstract>(
    (left, { value }) => {
      const items = itemsOf(value);
      if (items === undefined) return unknown({ kind: "call", callee: name });
      const right = sequence(frame, "set", [...items]);
      right.inexact = !isExact(value);
      return binary(frame, operator, left, right);
    },
    copyOfSequence(frame, on),
  );
}

const SET_OPERATORS: Readonly<Record<string, string>> = {
  union: "|",
  intersection: "&",
  difference: "-",
  symmetric_difference: "^",
};

function tupleMethod(frame: Frame, on: InstanceValue, name: string, args: Arguments): Abstract | undefined {
  switch (name) {
    case "_asdict":
      return dictOf(
        frame,
        [...on.attributes].map(([key, value]) => [str(key), value]),
      );
    case "_replace": {
      const attributes = new Map(on.attributes);
      for (const [key, { value }] of args.named) attributes.set(key, value);
      return { ...on, attributes };
    }
    default:
      return undefined;
  }
}

function dictMethod(
  frame: Frame,
  on: Mapping,
  name: string,
  [first, second]: readonly Abstract[],
  { named, open }: Arguments,
): Abstract | undefined {
  switch (name) {
    case "get": {
      if (first === undefined) return undefined;
      return union(
        alternatives(first).map((key) => {
          const found = getKey(on, key);
          if (found !== undefined) return mayLack(on, plainOf(key)) ? union([found, second ?? NONE]) : found;
          if (key.t === "unknown") return valueAtAny(frame, on, second) ?? key;
          return on.inexact ? unknown({ kind: "call", callee: "get" }) : (second ?? NONE);
        }),
      );
    }
    case "items":
    case "values":
    case "keys": {
      const list = sequence(
        frame,
        "list",
        on.entries.map(([key, value]) =>
          name === "keys" ? key : name === "values" ? value : sequence(frame, "tuple", [key, value]),
        ),
      );
      list.inexact = !isWhole(on);
      return list;
    }
    case "update":
      if (first !== undefined) updateKeys(frame, on, first);
      for (const [key, { value }] of named) putKey(frame, on, str(key), value);
      if (open) updateKeys(frame, on, unknown({ kind: "expression", text: "**" }));
      return NONE;
    case "setdefault": {
      if (first === undefined) return undefined;
      const found = getKey(on, first);
      const isSure = found !== undefined && !mayLack(on, plainOf(first));
      if (isSure) return found;
      const value = second ?? NONE;
      // What it may hold already stays.
      const either = on.inexact ? union([value, unknown({ kind: "call", callee: name })]) : value;
      const held = found === undefined ? either : union([found, either]);
      putKey(frame, on, first, held);
      return held;
    }
    case "copy": {
      return copyOf(frame, on);
    }
    case "pop": {
      if (first === undefined) return undefined;
      const wasUnsure = mayLack(on, plainOf(first));
      const isOpen = on.inexact;
      const taken = takeKey(frame, on, first);
      if (taken !== undefined) return wasUnsure && second !== undefined ? union([taken, second]) : taken;
      const isPlain = first.t !== "unknown" && first.t !== "union" && getKey(on, first) === undefined;
      return isOpen || !isPlain || second === undefined ? unknown({ kind: "call", callee: name }) : second;
    }
    case "__setitem__":
      if (first !== undefined && second !== undefined) putKey(frame, on, first, second);
      return NONE;
    case "__delitem__":
      if (first !== undefined) takeKey(frame, on, first);
      return NONE;
    case "__ior__":
      if (first !== undefined) updateKeys(frame, on, first);
      return on;
    case "popitem":
      takeKey(frame, on, unknown({ kind: "call", callee: name }));
      return unknown({ kind: "call", callee: name });
    case "clear":
      clearKeys(frame, on);
      return NONE;
    default:
      return undefined;
  }
}
