/** Methods of values that are not the project's own: text, containers, environments, tasks. */

import { changes, dictOf, getKey, isExact, itemsOf, push, sequence, setKey } from "./containers.ts";
import { addDependencies, cloneEnvironment, initialise } from "./environments.ts";
import { environmentBase, isTaskObject } from "./flyteNames.ts";
import { alternatives, formatted as format, numberOf, union } from "./judge.ts";
import type { Frame } from "./machine.ts";
import { environmentFromTasks } from "./taskObjects.ts";
import { decorate, environmentMethod } from "./tasks.ts";
import {
  type Abstract,
  type Arguments,
  bool,
  type Mapping,
  NONE,
  type Sequence,
  type Site,
  str,
  unknown,
} from "./values.ts";

export function callMethod(frame: Frame, method: Abstract & { t: "method" }, args: Arguments, site: Site): Abstract {
  const { on, name } = method;
  const values = args.positional.map(({ value }) => value);
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
      return unknown({ kind: "call", callee: `${on.def.name}.${name}` });
    }
    case "instance":
      if (name === "__init__") for (const [key, each] of args.named) on.attributes.set(key, each.value);
      return NONE;
    case "method":
      // `env.sandbox.orchestrator`, `t.override.aio`.
      if (on.on.t === "environment" && on.name === "sandbox" && name === "orchestrator") {
        return environmentMethod(frame, on.on, "sandbox.orchestrator", args, site);
      }
      return { t: "object", callee: name, on, args, site };
    case "task":
      if (name === "override") return { ...on, overridden: true };
      return unknown({ kind: "call", callee: on.record.function });
    case "object":
      if (name === "as_task" && isTaskObject(on.callee)) return on;
      return { t: "object", callee: name, on, args, site };
    case "decorator":
      return decorate(frame, on, values[0] ?? unknown({ kind: "syntax" }), site);
    case "str":
      return textMethod(frame, on.value, name, args) ?? unknown({ kind: "call", callee: name });
    case "list":
    case "tuple":
    case "set":
      return sequenceMethod(frame, on, name, args) ?? unknown({ kind: "call", callee: name });
    case "dict":
      return dictMethod(frame, on, name, values) ?? unknown({ kind: "call", callee: name });
    case "union":
      return union(on.members.map((each) => callMethod(frame, { t: "method", on: each, name }, args, site)));
    case "unknown":
      return on;
    default:
      return unknown({ kind: "call", callee: name });
  }
}

function textMethod(frame: Frame, text: string, name: string, args: Arguments): Abstract | undefined {
  const values = args.positional.map(({ value }) => value);
  const [first, second] = values;
  switch (name) {
    case "format":
      return formatted(text, args);
    case "join": {
      if (first === undefined || !isExact(first)) return undefined;
      const parts = itemsOf(first)?.map((each) => (each.t === "str" ? each.value : undefined));
      return parts === undefined || parts.includes(undefined) ? undefined : str(parts.join(text));
    }
    case "lower":
      return str(text.toLowerCase());
    case "upper":
      return str(text.toUpperCase());
    case "title":
      return /^[a-zA-Z ]*$/.test(text)
        ? str(text.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase()))
        : undefined;
    case "capitalize":
      return str(text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase());
    case "strip":
      return first === undefined ? str(text.trim()) : undefined;
    case "rstrip":
      return first === undefined ? str(text.trimEnd()) : undefined;
    case "lstrip":
      return first === undefined ? str(text.trimStart()) : undefined;
    case "replace":
      return first?.t === "str" && second?.t === "str" && values.length === 2 && first.value !== ""
        ? str(text.replaceAll(first.value, second.value))
        : undefined;
    case "zfill": {
      const width = numberOf(first ?? NONE);
      return width === undefined || /^[+-]/.test(text) ? undefined : str(text.padStart(width, "0"));
    }
    case "startswith":
      return first?.t === "str" ? bool(text.startsWith(first.value)) : undefined;
    case "endswith":
      return first?.t === "str" ? bool(text.endsWith(first.value)) : undefined;
    case "removeprefix":
      return first?.t === "str" ? str(text.startsWith(first.value) ? text.slice(first.value.length) : text) : undefined;
    case "removesuffix":
      return first?.t === "str"
        ? str(first.value !== "" && text.endsWith(first.value) ? text.slice(0, -first.value.length) : text)
        : undefined;
    case "split": {
      if (values.length > 1 || args.named.size > 0) return undefined;
      const parts =
        first === undefined
          ? text.split(/\s+/).filter((part) => part !== "")
          : first.t === "str" && first.value !== ""
            ? text.split(first.value)
            : undefined;
      return parts === undefined ? undefined : sequence(frame, "list", parts.map(str));
    }
    default:
      return undefined;
  }
}

function formatted(text: string, args: Arguments): Abstract | undefined {
  let next = 0;
  let failed = false;
  const result = text.replace(
    /\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}/g,
    (whole, field: string | undefined, spec = "") => {
      if (field === undefined) return whole[0] ?? "";
      const value =
        field === ""
          ? args.positional[next++]?.value
          : /^\d+$/.test(field)
            ? args.positional[Number(field)]?.value
            : args.named.get(field)?.value;
      const written = value === undefined ? undefined : format(value, spec);
      if (written === undefined) failed = true;
      return written ?? "";
    },
  );
  return failed ? undefined : str(result);
}

function sequenceMethod(frame: Frame, on: Sequence, name: string, args: Arguments): Abstract | undefined {
  const [first, second] = args.positional;
  if (on.t === "tuple" && name !== "index" && name !== "count") return undefined;
  switch (name) {
    case "append":
    case "add":
      if (first !== undefined && changes(frame, on)) push(on, first.value, first.site);
      return NONE;
    case "extend":
    case "update": {
      if (first === undefined || !changes(frame, on)) return NONE;
      const items = itemsOf(first.value);
      if (items === undefined || !isExact(first.value)) on.inexact = true;
      for (const item of items ?? []) push(on, item, first.site);
      return NONE;
    }
    case "insert":
      if (second !== undefined && changes(frame, on)) {
        const at = Math.max(0, Math.min(on.items.length, numberOf(first?.value ?? NONE) ?? 0));
        on.items.splice(at, 0, second.value);
        on.sites?.splice(at, 0, second.site);
      }
      return NONE;
    case "copy": {
      const copy = sequence(frame, on.t, [...on.items]);
      if (on.sites !== undefined) copy.sites = [...on.sites];
      copy.inexact = on.inexact;
      return copy;
    }
    case "pop":
    case "remove":
    case "clear":
    case "sort":
    case "reverse":
    case "discard":
      if (changes(frame, on)) on.inexact = true;
      return name === "pop" ? unknown({ kind: "call", callee: "pop" }) : NONE;
    default:
      return undefined;
  }
}

function dictMethod(
  frame: Frame,
  on: Mapping,
  name: string,
  [first, second]: readonly Abstract[],
): Abstract | undefined {
  switch (name) {
    case "get": {
      if (first === undefined) return undefined;
      return union(
        alternatives(first).map((key) => {
          const found = getKey(on, key);
          if (found !== undefined) return found;
          if (key.t === "unknown") return key;
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
      list.inexact = on.inexact;
      return list;
    }
    case "update":
      if (!changes(frame, on)) return NONE;
      if (first?.t === "dict") for (const [key, value] of first.entries) setKey(on, key, value);
      if (first?.t !== "dict" || first.inexact) on.inexact = true;
      return NONE;
    case "setdefault": {
      if (first === undefined) return undefined;
      const found = getKey(on, first);
      if (found !== undefined) return found;
      const value = second ?? NONE;
      if (changes(frame, on)) setKey(on, first, value);
      return value;
    }
    case "copy": {
      const copy = dictOf(
        frame,
        on.entries.map(([key, value]) => [key, value]),
      );
      copy.inexact = on.inexact;
      return copy;
    }
    case "pop":
    case "popitem":
    case "clear": {
      const found = first === undefined ? undefined : getKey(on, first);
      if (changes(frame, on)) on.inexact = true;
      return found ?? second ?? unknown({ kind: "call", callee: name });
    }
    default:
      return undefined;
  }
}
