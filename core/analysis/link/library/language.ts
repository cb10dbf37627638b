/** Python's own functions, and those of its library that evaluation meets everywhere. */

import { askedName, importByName } from "../asked.ts";
import { attributeOf, inClass } from "../evaluate/attribute.ts";
import { perhaps } from "../evaluate/flow.ts";
import { instantiate } from "../evaluate/functions.ts";
import { awaited, lazily, listed, nextOf, pull } from "../evaluate/iterators.ts";
import { newClass } from "../evaluate/metaclasses.ts";
import type { Frame } from "../machine.ts";
import { dictOf, isExact, itemsOf, loosen, sequence, setKey } from "../values/containers.ts";
import { isEnum, plainOf } from "../values/enums.ts";
import { alternatives, numberOf, sameKey, truth, union } from "../values/judge.ts";
import { floatOf, integerOf, ofFloat, ofInteger, rounded } from "../values/numbers.ts";
import { binary, compare, negated } from "../values/operators.ts";
import { isInstance, typeOf } from "../values/types.ts";
import { type Abstract, bool, FALSE, type IteratorValue, int, NONE, str, unknown } from "../values/values.ts";
import { formatOf, reprOf, strOf } from "../values/written.ts";
import { cached, USUAL_SIZE } from "./caches.ts";
import { applied, exactItems, type FollowedFunction, type FollowedFunctions } from "./followedFunction.ts";

const notFollowed = (callee: string): Abstract => unknown({ kind: "call", callee });

/**
 * A variable of the environment that has a default is taken as not set: what a registry would hold where it isn't.
 * Without a default it is unknown, and says which variable would tell.
 */
const environmentVariable: FollowedFunction = (_frame, [name, fallback], all) => {
  const given = fallback ?? all.named.get("default")?.value;
  if (given !== undefined && given.t !== "none") return given;
  return unknown({ kind: "environmentVariable", name: name?.t === "str" ? name.value : "" });
};

/** A variable that is set where it isn't has what it is set to. */
const setDefault: FollowedFunction = (_frame, [, fallback]) => fallback;

const copyAs =
  (t: "list" | "tuple" | "set"): FollowedFunction =>
  (frame, [over]) => {
    if (over === undefined) return sequence(frame, t, []);
    const items = itemsOf(over);
    if (items === undefined) return undefined;
    const unique =
      t === "set" ? items.filter((item, at) => items.findIndex((each) => sameKey(each, item)) === at) : items;
    const copy = sequence(frame, t, [...unique]);
    // The order of a set is nobody's to know; that it holds these is.
    copy.inexact = !isExact(over) || (t !== "set" && over.t === "set" && items.length > 1);
    return copy;
  };

const each =
  (convert: (frame: Frame, value: Abstract) => Abstract | undefined, callee: string): FollowedFunction =>
  (frame, [value, ...others]) =>
    value === undefined || others.length > 0
      ? undefined
      : union(
          alternatives(value).map((one) => convert(frame, one) ?? (one.t === "unknown" ? one : notFollowed(callee))),
        );

const text = (written: string | undefined): Abstract | undefined => (written === undefined ? undefined : str(written));

function toInt(given: Abstract): Abstract | undefined {
  const value = plainOf(given);
  const whole = integerOf(value);
  if (whole !== undefined) return ofInteger(whole);
  if (value.t === "str" && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value.value)) {
    return ofInteger(BigInt(value.value.trim().replace(/^\+/, "").replaceAll("_", "")));
  }
  const number = floatOf(value);
  return number === undefined || !Number.isSafeInteger(Math.trunc(number)) ? undefined : int(Math.trunc(number));
}

/** `int("ff", 16)`. */
function inBase(value: Abstract, base: number): Abstract | undefined {
  if (value.t !== "str" || base < 2 || base > 36) return undefined;
  const digits = value.value
    .trim()
    .toLowerCase()
    .replace(base === 16 ? /^0x/ : base === 2 ? /^0b/ : base === 8 ? /^0o/ : /^$/, "");
  const number = /^[\da-z]+$/.test(digits) ? Number.parseInt(digits, base) : Number.NaN;
  return Number.isSafeInteger(number) && number.toString(base) === digits.replace(/^0+(?=.)/, "")
    ? int(number)
    : undefined;
}

function toFloat(given: Abstract): Abstract | undefined {
  const value = plainOf(given);
  const written = value.t === "str" ? value.value.trim() : undefined;
  if (written !== undefined)
    return /^[+-]?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(written) ? ofFloat(Number(written)) : undefined;
  const number = floatOf(value);
  return number === undefined ? undefined : ofFloat(number);
}

/** The item that none goes before, the first of equal ones. */
const extreme =
  (before: "<" | ">"): FollowedFunction =>
  (frame, args, all, site) => {
    const key = all.named.get("key")?.value;
    const fallback = all.named.get("default")?.value;
    const items = args.length === 1 ? exactItems(args[0], false) : args;
    if (items === undefined || all.open) return undefined;
    let best: { item: Abstract; by: Abstract } | undefined;
    for (const item of items) {
      const by = key === undefined || key.t === "none" ? item : applied(frame, key, [item], site);
      const goes = best === undefined ? true : compare(before, by, best.by);
      if (goes === undefined || by.t === "unknown") return undefined;
      if (goes) best = { item, by };
    }
    return best?.item ?? fallback;
  };

/** `any` and `all`: `certain` is the truth that decides. */
const quantified =
  (certain: boolean): FollowedFunction =>
  (frame, [over]) => {
    if (over?.t === "iterator") return quantifiedOf(frame, over, certain);
    const truths = exactItems(over, false)?.map(truth);
    if (truths === undefined) return undefined;
    if (truths.includes(certain)) return bool(certain);
    return truths.includes(undefined) ? undefined : bool(!certain);
  };

/** It asks for no more items than decide. */
function quantifiedOf(frame: Frame, over: IteratorValue, certain: boolean): Abstract | undefined {
  for (;;) {
    const item = pull(frame, over);
    const holds = item === undefined ? !certain : truth(item);
    if (!over.inexact && holds !== undefined) {
      if (item === undefined || holds === certain) return bool(holds);
      continue;
    }
    // Whether it goes on is open.
    over.inexact = true;
    perhaps(frame, () => listed(frame, over));
    return undefined;
  }
}

const inRadix =
  (radix: number, prefix: string): FollowedFunction =>
  (_frame, [value]) => {
    const whole = value === undefined ? undefined : integerOf(value);
    if (whole === undefined) return undefined;
    return str((whole < 0n ? "-" : "") + prefix + (whole < 0n ? -whole : whole).toString(radix));
  };

export const DICT: FollowedFunction = (frame, [from], all) => {
  const pairs = from === undefined ? [] : pairsOf(from);
  if (pairs === undefined) return undefined;
  const made = dictOf(frame);
  for (const [key, value] of pairs) setKey(made, key, value);
  for (const [name, { value }] of all.named) setKey(made, str(name), value);
  if (from?.t === "dict" && from.unsure !== undefined) made.unsure = from.unsure;
  if (all.open || (from !== undefined && from.t !== "dict" && !isExact(from)) || (from?.t === "dict" && from.inexact))
    loosen(made);
  return made;
};

export const LANGUAGE: FollowedFunctions = {
  "os.environ.setdefault": setDefault,
  "os.getenv": environmentVariable,
  "os.environ.get": environmentVariable,
  list: copyAs("list"),
  tuple: copyAs("tuple"),
  set: copyAs("set"),
  frozenset: copyAs("set"),
  dict: DICT,
  "dict.fromkeys": (frame, [keys, value]) => {
    const items = exactItems(keys, false);
    return items === undefined
      ? undefined
      : dictOf(
          frame,
          items.map((key) => [key, value ?? NONE]),
        );
  },
  str: (frame, args, all, site) =>
    args.length === 0 ? str("") : each((inner, value) => text(strOf(inner, value)), "str")(frame, args, all, site),
  repr: (frame, [value]) => (value === undefined ? undefined : text(reprOf(frame, value))),
  format: (frame, [value, spec]) =>
    value === undefined || (spec !== undefined && spec.t !== "str")
      ? undefined
      : text(formatOf(frame, value, spec?.value ?? "")),
  int: (frame, args, all, site) => {
    const base = args[1] ?? all.named.get("base")?.value;
    const number = base === undefined ? undefined : numberOf(base);
    if (args.length === 0) return int(0);
    if (base === undefined) return each((_, value) => toInt(value), "int")(frame, args, all, site);
    return number === undefined || args[0] === undefined ? undefined : inBase(args[0], number);
  },
  float: each((_, value) => toFloat(value), "float"),
  bool: (_frame, [value]) => {
    const certain = value === undefined ? false : truth(value);
    return certain === undefined ? undefined : bool(certain);
  },
  len: (_frame, [value]) => {
    if (value === undefined || !isExact(value)) return undefined;
    if (value.t === "str") return int([...value.value].length);
    const items = itemsOf(value);
    return items === undefined ? undefined : int(items.length);
  },
  abs: each((_, value) => {
    const negative = compare("<", value, int(0));
    return negative === undefined ? undefined : negative ? negated("-", value) : value;
  }, "abs"),
  round: (_frame, [value, digits], all) => {
    const given = digits ?? all.named.get("ndigits")?.value ?? NONE;
    const count = given.t === "none" ? undefined : numberOf(given);
    if (value === undefined || (given.t !== "none" && count === undefined)) return undefined;
    return rounded(value, count);
  },
  divmod: (frame, [left, right]) =>
    left === undefined || right === undefined
      ? undefined
      : sequence(frame, "tuple", [binary(frame, "//", left, right), binary(frame, "%", left, right)]),
  pow: (frame, [left, right, by]) =>
    left === undefined || right === undefined || by !== undefined ? undefined : binary(frame, "**", left, right),
  chr: (_frame, [code]) => {
    const point = code === undefined ? undefined : numberOf(code);
    return point === undefined || point < 0 || point > 0x10ffff ? undefined : str(String.fromCodePoint(point));
  },
  ord: (_frame, [letter]) => {
    const letters = letter?.t === "str" ? [...letter.value] : [];
    return letters.length === 1 ? int(letters[0]?.codePointAt(0) ?? 0) : undefined;
  },
  hex: inRadix(16, "0x"),
  oct: inRadix(8, "0o"),
  bin: inRadix(2, "0b"),
  sum: (frame, [over, start], all) => {
    const items = exactItems(over);
    return items?.reduce(
      (sum, item) => binary(frame, "+", sum, item),
      start ?? all.named.get("start")?.value ?? int(0),
    );
  },
  any: quantified(true),
  all: quantified(false),
  min: extreme("<"),
  max: extreme(">"),
  iter: (frame, [over]) => (over?.t === "iterator" ? over : lazily(frame, [over], (_, [item]) => item)),
  next: (frame, [over, fallback]) => (over?.t === "iterator" ? nextOf(frame, over, fallback) : undefined),
  type: (_frame, [value, ...others]) => (value === undefined || others.length > 0 ? undefined : typeOf(value)),
  "type.__new__": (frame, args) => newClass(frame, args) ?? notFollowed("type.__new__"),
  "type.__call__": (frame, [cls], all, site) =>
    cls?.t === "class" ? instantiate(frame, cls, { ...all, positional: all.positional.slice(1) }, site) : undefined,
  callable: (_frame, [value]) =>
    value !== undefined && /^(function|class|task|partial|method)$/.test(value.t) ? bool(true) : undefined,
  hasattr: (frame, [on, name]) => {
    if (on === undefined || name?.t !== "str") return undefined;
    const found = hasAttribute(frame, on, name.value);
    return found === undefined ? undefined : bool(found);
  },
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
    const first = numberOf(start ?? all.named.get("start")?.value ?? int(0));
    if (first === undefined) return undefined;
    return lazily(frame, [over], (inner, items, at) => sequence(inner, "tuple", [int(first + at), ...items]));
  },
  zip: (frame, args, all) =>
    all.named.size > 0 || all.open
      ? undefined
      : lazily(frame, args, (inner, items) => sequence(inner, "tuple", [...items])),
  reversed: (frame, [over]) => {
    const items = exactItems(over);
    return items === undefined ? undefined : sequence(frame, "list", [...items].reverse());
  },
  sorted: (frame, [over], all, site) => {
    const items = exactItems(over, false);
    const key = all.named.get("key")?.value;
    const order = truth(all.named.get("reverse")?.value ?? FALSE);
    return items === undefined || order === undefined ? undefined : sorted(frame, items, key, order, site);
  },
  filter: (frame, [func, over], _all, site) =>
    func === undefined
      ? undefined
      : lazily(frame, [over], (inner, [item = NONE]) => {
          const holds = truth(func.t === "none" ? item : applied(inner, func, [item], site));
          return holds === undefined ? undefined : holds ? item : "none";
        }),
  map: (frame, [func, ...over], all, site) =>
    func === undefined || all.open
      ? undefined
      : lazily(frame, over, (inner, items) => applied(inner, func, items, site)),
  getattr: (frame, [on, name, fallback], _all, site) => {
    if (on === undefined || name?.t !== "str") return undefined;
    const has = fallback === undefined ? true : hasAttribute(frame, on, name.value);
    if (has === false) return fallback;
    const found = attributeOf(frame, on, name.value, site);
    return found.t === "unknown" && fallback !== undefined ? union([found, fallback]) : found;
  },
  isinstance: (_frame, [value, cls]) => {
    const found = value === undefined || cls === undefined ? undefined : isInstance(value, cls);
    return found === undefined ? undefined : bool(found);
  },
  print: () => NONE,
  property: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "property", func }),
  "functools.cached_property": (frame, [func]) =>
    func === undefined ? undefined : { t: "descriptor", kind: "property", func: cached(frame, func), isCached: true },
  classmethod: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "class", func }),
  staticmethod: (_frame, [func]) => (func === undefined ? undefined : { t: "descriptor", kind: "static", func }),
  "functools.partial": (_frame, [func], all) =>
    func === undefined ? undefined : { t: "partial", func, args: { ...all, positional: all.positional.slice(1) } },
  "functools.partialmethod": (_frame, [func], all) =>
    func === undefined
      ? undefined
      : {
          t: "descriptor",
          kind: "partial",
          func,
          args: { ...all, positional: all.positional.slice(1) },
        },
  "functools.cache": (frame, [func]) => func && cached(frame, func),
  "functools.lru_cache": (frame, [func]) => (func?.t === "function" ? cached(frame, func, USUAL_SIZE) : undefined),
  "functools.update_wrapper": (_frame, [wrapper, inner]) =>
    wrapper?.t === "function" && inner?.t === "function" ? { ...wrapper, wraps: inner } : wrapper,
  "typing.cast": (_frame, [, value]) => value,
  "asyncio.run": (frame, [value]) => value && awaited(frame, value),
  __import__: (frame, [name, ...rest], all, site) =>
    name?.t === "str" && !name.value.includes(".")
      ? LANGUAGE["importlib.import_module"]?.(frame, [name, ...rest], all, site)
      : undefined,
  "importlib.import_module": (frame, [name, pack], { named }) => {
    if (name?.t !== "str") return undefined;
    const asked = askedName(frame, name.value, pack ?? named.get("package")?.value);
    if (asked === undefined) return undefined;
    const module = importByName(frame, asked);
    if (module !== undefined) return { t: "module", module };
    return asked.startsWith(".") ? undefined : { t: "external", name: asked };
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

export function sorted(
  frame: Frame,
  items: readonly Abstract[],
  key: Abstract | undefined,
  reverse: boolean,
  site: Parameters<FollowedFunction>[3],
): Abstract | undefined {
  const keyed = items.map((item) => ({
    item,
    by: key === undefined || key.t === "none" ? item : applied(frame, key, [item], site),
  }));
  // Each comparison is a step, wherever it is made.
  frame.machine.steps -= items.length * Math.ceil(Math.log2(items.length + 1));
  let failed = false;
  // Equal ones keep their order, whichever way it goes.
  keyed.sort((a, b) => {
    const [first, second] = [compare("<", a.by, b.by), compare("<", b.by, a.by)];
    if (first === undefined || second === undefined) failed = true;
    return first === true ? (reverse ? 1 : -1) : second === true ? (reverse ? -1 : 1) : 0;
  });
  return failed
    ? undefined
    : sequence(
        frame,
        "list",
        keyed.map(({ item }) => item),
      );
}

/** Whether a value has an attribute, where its text tells. */
function hasAttribute(frame: Frame, on: Abstract, name: string): boolean | undefined {
  switch (on.t) {
    case "instance": {
      if (on.attributes.has(name)) return true;
      const found = inClass(on.cls, name) ?? inClass(on.cls, "__getattr__");
      if (found === undefined) return isEnum(on.cls) ? undefined : false;
      return found.t === "member" && found.cls.scope.vars.has(name) ? true : undefined;
    }
    case "module": {
      const found = attributeOf(frame, on, name);
      return found.t === "unknown" ? undefined : true;
    }
    default:
      return undefined;
  }
}
