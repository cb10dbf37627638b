/** Functions outside the project that are followed, because module-level code is written with them; of any other call it is known how it was made. */

import { attributeOf } from "./attribute.ts";
import { call } from "./call.ts";
import { dictOf, isExact, itemsOf, sequence, setKey } from "./containers.ts";
import { cloneEnvironment } from "./environments.ts";
import { isEnvironmentName } from "./flyteNames.ts";
import { alternatives, numberOf, same, textOf, truth, union } from "./judge.ts";
import type { Frame } from "./machine.ts";
import { environmentFromTasks } from "./taskObjects.ts";
import { type Abstract, type Arguments, bool, FALSE, int, NONE, type Site, str, unknown } from "./values.ts";

type Builtin = (frame: Frame, args: readonly Abstract[], all: Arguments, site: Site) => Abstract | undefined;

const notFollowed = (callee: string): Abstract => unknown({ kind: "call", callee });

/**
 * A variable of the environment that has a default is taken as not set: what a registry would hold where it isn't.
 * Without a default it is unknown, and says which variable would tell.
 */
const environmentVariable: Builtin = (_frame, [name, fallback], all) => {
  const given = fallback ?? all.named.get("default")?.value;
  if (given !== undefined && given.t !== "none") return given;
  return unknown({ kind: "environmentVariable", name: name?.t === "str" ? name.value : "" });
};

const copyAs =
  (t: "list" | "tuple" | "set"): Builtin =>
  (frame, [over]) => {
    if (over === undefined) return sequence(frame, t, []);
    const items = itemsOf(over);
    if (items === undefined) return undefined;
    const unique = t === "set" ? items.filter((item, at) => items.findIndex((each) => same(each, item)) === at) : items;
    const copy = sequence(frame, t, [...unique]);
    copy.inexact = !isExact(over);
    return copy;
  };

const converted =
  (convert: (value: Abstract) => Abstract | undefined): Builtin =>
  (_frame, [value]) =>
    value === undefined
      ? undefined
      : union(
          alternatives(value).map((each) => convert(each) ?? (each.t === "unknown" ? each : notFollowed("conversion"))),
        );

function toInt(value: Abstract): Abstract | undefined {
  if (value.t === "int") return value;
  if (value.t === "str" && /^\s*[+-]?\d+\s*$/.test(value.value))
    return { t: "int", text: value.value.trim().replace(/^\+/, "") };
  const number = numberOf(value);
  return number === undefined ? undefined : int(Math.trunc(number));
}

function toFloat(value: Abstract): Abstract | undefined {
  if (value.t === "float") return value;
  const text = value.t === "str" ? value.value.trim() : value.t === "int" ? value.text : undefined;
  if (text === undefined || !/^[+-]?\d+(\.\d+)?$/.test(text)) return undefined;
  return { t: "float", text: text.includes(".") ? text : `${text}.0` };
}

const extreme =
  (pick: (...values: number[]) => number): Builtin =>
  (_frame, args) => {
    const items = args.length === 1 && args[0] !== undefined && isExact(args[0]) ? itemsOf(args[0]) : args;
    const numbers = (items ?? []).map((each) => (each.t === "int" ? numberOf(each) : undefined));
    if (numbers.length === 0 || numbers.includes(undefined)) return undefined;
    return int(pick(...numbers.flatMap((each) => each ?? [])));
  };

const BUILTINS: Readonly<Record<string, Builtin>> = {
  "os.getenv": environmentVariable,
  "os.environ.get": environmentVariable,
  list: copyAs("list"),
  tuple: copyAs("tuple"),
  set: copyAs("set"),
  frozenset: copyAs("set"),
  dict: (frame, [from], all) => {
    const pairs = from === undefined ? [] : pairsOf(from);
    if (pairs === undefined) return undefined;
    const made = dictOf(frame);
    for (const [key, value] of pairs) setKey(made, key, value);
    for (const [name, { value }] of all.named) setKey(made, str(name), value);
    made.inexact ||= all.open || (from !== undefined && !isExact(from));
    return made;
  },
  "dict.fromkeys": (frame, [keys, value]) => {
    const items = keys === undefined || !isExact(keys) ? undefined : itemsOf(keys);
    return items === undefined
      ? undefined
      : dictOf(
          frame,
          items.map((key) => [key, value ?? NONE]),
        );
  },
  str: (_frame, [value]) =>
    value === undefined
      ? str("")
      : union(
          alternatives(value).map((each) => {
            const text = textOf(each);
            return text === undefined ? (each.t === "unknown" ? each : notFollowed("str")) : str(text);
          }),
        ),
  int: converted(toInt),
  float: converted(toFloat),
  bool: (_frame, [value]) => {
    const certain = value === undefined ? false : truth(value);
    return certain === undefined ? undefined : bool(certain);
  },
  len: (_frame, [value]) => (value !== undefined && isExact(value) ? int(itemsOf(value)?.length ?? 0) : undefined),
  min: extreme(Math.min),
  max: extreme(Math.max),
  range: (frame, args) => {
    const [a, b, c] = args.map(numberOf);
    if (args.length > 0 && args.some((each) => numberOf(each) === undefined)) return undefined;
    const [from, to, by] = b === undefined ? [0, a ?? 0, 1] : [a ?? 0, b, c ?? 1];
    if (by === 0 || Math.abs((to - from) / by) > 1_000) return undefined;
    const items: Abstract[] = [];
    for (let at = from; by > 0 ? at < to : at > to; at += by) items.push(int(at));
    return sequence(frame, "tuple", items);
  },
  enumerate: (frame, [over, start], all) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    const first = numberOf(start ?? all.named.get("start")?.value ?? int(0));
    if (items === undefined || first === undefined) return undefined;
    return sequence(
      frame,
      "list",
      items.map((item, at) => sequence(frame, "tuple", [int(first + at), item])),
    );
  },
  zip: (frame, args) => {
    const lists = args.map((each) => (isExact(each) ? itemsOf(each) : undefined));
    if (lists.length === 0 || lists.includes(undefined)) return undefined;
    const length = Math.min(...lists.map((each) => each?.length ?? 0));
    return sequence(
      frame,
      "list",
      Array.from({ length }, (_, at) =>
        sequence(
          frame,
          "tuple",
          lists.flatMap((each) => each?.[at] ?? []),
        ),
      ),
    );
  },
  reversed: (frame, [over]) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    return items === undefined ? undefined : sequence(frame, "list", [...items].reverse());
  },
  sorted: (frame, [over], all, site) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    const key = all.named.get("key")?.value;
    const order = truth(all.named.get("reverse")?.value ?? FALSE);
    if (items === undefined || order === undefined || items.length > 200) return undefined;
    const keyed = items.map((item) => {
      const by =
        key === undefined || key.t === "none"
          ? item
          : call(frame, key, { positional: [{ value: item, site }], named: new Map(), open: false }, site);
      return { item, by: by.t === "str" ? by.value : by.t === "int" ? numberOf(by) : undefined };
    });
    const kinds = new Set(keyed.map(({ by }) => typeof by));
    if (kinds.has("undefined") || kinds.size > 1) return undefined;
    const sign = order ? -1 : 1;
    keyed.sort((a, b) => (a.by === undefined || b.by === undefined || a.by === b.by ? 0 : a.by < b.by ? -sign : sign));
    return sequence(
      frame,
      "list",
      keyed.map(({ item }) => item),
    );
  },
  filter: (frame, [func, over], _all, site) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    if (func === undefined || items === undefined || items.length > 200) return undefined;
    const kept: Abstract[] = [];
    for (const value of items) {
      const test = truth(
        func.t === "none"
          ? value
          : call(frame, func, { positional: [{ value, site }], named: new Map(), open: false }, site),
      );
      if (test === undefined) return undefined;
      if (test) kept.push(value);
    }
    return sequence(frame, "list", kept);
  },
  "itertools.chain": (frame, args) => chained(frame, args),
  "itertools.chain.from_iterable": (frame, [over]) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    return items === undefined ? undefined : chained(frame, items);
  },
  "itertools.product": (frame, args, all) => {
    const lists = args.map((each) => (isExact(each) ? itemsOf(each) : undefined));
    if (all.named.size > 0 || lists.reduce((size, each) => size * (each?.length ?? 0), 1) > 500) return undefined;
    let rows: Abstract[][] = [[]];
    for (const list of lists) {
      if (list === undefined) return undefined;
      rows = rows.flatMap((row) => list.map((item) => [...row, item]));
    }
    return sequence(
      frame,
      "list",
      rows.map((row) => sequence(frame, "tuple", row)),
    );
  },
  map: (frame, [func, over], _all, site) => {
    const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
    if (func === undefined || items === undefined || items.length > 200) return undefined;
    return sequence(
      frame,
      "list",
      items.map((value) => call(frame, func, { positional: [{ value, site }], named: new Map(), open: false }, site)),
    );
  },
  getattr: (frame, [on, name, fallback]) => {
    if (on === undefined || name?.t !== "str") return undefined;
    const found = attributeOf(frame, on, name.value);
    return found.t === "unknown" && fallback !== undefined ? union([found, fallback]) : found;
  },
  isinstance: (_frame, [value, cls]) => {
    if (value?.t === "str" && cls?.t === "external") return bool(cls.name === "str");
    return undefined;
  },
  print: () => NONE,
  property: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "property", func }),
  "functools.cached_property": (_frame, [func]) =>
    func === undefined ? undefined : { t: "descriptor", kind: "property", func },
  classmethod: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "class", func }),
  staticmethod: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "static", func }),
  "functools.partial": (_frame, [func], all) =>
    func === undefined ? undefined : { t: "partial", func, args: { ...all, positional: all.positional.slice(1) } },
  "functools.cache": (_frame, [func]) => func,
  "functools.lru_cache": (_frame, [func]) => (func?.t === "function" ? func : undefined),
  "functools.update_wrapper": (_frame, [wrapper, inner]) =>
    wrapper?.t === "function" && inner?.t === "function" ? { ...wrapper, wraps: inner } : wrapper,
  "functools.reduce": reduced,
  "typing.cast": (_frame, [, value]) => value,
  "copy.copy": (_frame, [value]) => value,
  "copy.deepcopy": (_frame, [value]) => value,
  "dataclasses.replace": (frame, [value], all, site) => {
    if (value?.t === "environment") return cloneEnvironment(frame, value.record, all, site, true);
    if (value?.t !== "instance") return undefined;
    const attributes = new Map(value.attributes);
    for (const [name, { value: given }] of all.named) attributes.set(name, given);
    return { ...value, attributes };
  },
  "asyncio.run": (_frame, [value]) => value,
  "importlib.import_module": (frame, [name]) => {
    if (name?.t !== "str") return undefined;
    const module = frame.machine.resolver.resolve(frame.file, 0, name.value);
    return module === undefined ? { t: "external", name: name.value } : { t: "module", module };
  },
};

function pairsOf(from: Abstract): readonly (readonly [Abstract, Abstract])[] | undefined {
  if (from.t === "dict") return from.entries;
  const pairs: (readonly [Abstract, Abstract])[] = [];
  for (const each of itemsOf(from) ?? [NONE]) {
    const [key, value, ...others] = itemsOf(each) ?? [];
    if (key === undefined || value === undefined || others.length > 0) return undefined;
    pairs.push([key, value]);
  }
  return pairs;
}

function chained(frame: Frame, lists: readonly Abstract[]): Abstract | undefined {
  const all = sequence(frame, "list", []);
  for (const each of lists) {
    const items = itemsOf(each);
    if (items === undefined) return undefined;
    all.items.push(...items);
    all.inexact ||= !isExact(each);
  }
  return all;
}

function reduced(
  frame: Frame,
  [func, over, start]: readonly Abstract[],
  _all: Arguments,
  site: Site,
): Abstract | undefined {
  const items = over === undefined || !isExact(over) ? undefined : itemsOf(over);
  if (func === undefined || items === undefined || items.length > 200) return undefined;
  const [first, ...rest] = start === undefined ? items : [start, ...items];
  if (first === undefined) return undefined;
  const pass = (value: Abstract) => ({ value, site });
  return rest.reduce(
    (sum, item) => call(frame, func, { positional: [pass(sum), pass(item)], named: new Map(), open: false }, site),
    first,
  );
}

export function callBuiltin(frame: Frame, name: string, args: Arguments, site: Site): Abstract {
  const known = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (known !== undefined) {
    const positional = args.positional.map(({ value }) => value);
    const result = known(frame, positional, args, site);
    if (result !== undefined) return result;
    const cause = positional.find(({ t }) => t === "unknown");
    return cause ?? { t: "object", callee: name, args, site };
  }
  const dot = name.lastIndexOf(".");
  if (dot > 0 && name.endsWith(".from_task") && isEnvironmentName(name.slice(0, dot))) {
    return environmentFromTasks(frame, { name: name.slice(0, dot) }, args, site);
  }
  return { t: "object", callee: name, args, site };
}
