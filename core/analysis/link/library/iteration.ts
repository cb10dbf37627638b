/** `itertools`, `functools`, `operator`, `collections` and `math`, as far as module-level code defines things with them. */

import { isCertain, iterator, source } from "../evaluate/iterators.ts";
import type { Frame } from "../machine.ts";
import { dictOf, isExact, sequence, setKey } from "../values/containers.ts";
import { numberOf } from "../values/judge.ts";
import { floatOf, integerOf, ofFloat, ofInteger } from "../values/numbers.ts";
import { binary } from "../values/operators.ts";
import { namedTuple } from "../values/tuples.ts";
import { type Abstract, int, str } from "../values/values.ts";
import { applied, exactItems, type FollowedFunction, type FollowedFunctions } from "./followedFunction.ts";
import { DICT } from "./language.ts";

const MAX_ROWS = 500;

/** Rows of the items at positions that `next` lists, one after another. */
const rows =
  (isRow: (at: readonly number[]) => boolean): FollowedFunction =>
  (frame, [over, size], all) => {
    const items = exactItems(over);
    const length = size === undefined ? items?.length : numberOf(size);
    if (items === undefined || length === undefined || all.named.size > 0) return undefined;
    if (length < 0 || items.length ** length > MAX_ROWS) return undefined;
    let found: number[][] = [[]];
    for (let at = 0; at < length; at++) found = found.flatMap((row) => items.map((_, next) => [...row, next]));
    return sequence(
      frame,
      "list",
      found.filter(isRow).map((row) =>
        sequence(
          frame,
          "tuple",
          row.flatMap((at) => items[at] ?? []),
        ),
      ),
    );
  };

const operator =
  (op: string): FollowedFunction =>
  (frame, [left, right]) =>
    left === undefined || right === undefined ? undefined : binary(frame, op, left, right);

const whole =
  (round: (value: number) => number): FollowedFunction =>
  (_frame, [value]) => {
    if (value === undefined) return undefined;
    const exact = integerOf(value);
    if (exact !== undefined) return ofInteger(exact);
    const number = floatOf(value);
    const result = number === undefined ? Number.NaN : round(number);
    return Number.isSafeInteger(result) ? int(result) : undefined;
  };

/** All of one iterable after the other, each once it is its turn. */
function chained(frame: Frame, lists: Abstract): Abstract | undefined {
  if (!isCertain(lists)) return undefined;
  return iterator(frame, function* (first, made) {
    let inner = first;
    const nextList = source(lists);
    for (let list = nextList(inner, made); list !== undefined; list = nextList(inner, made)) {
      const next = source(list);
      for (let item = next(inner, made); item !== undefined; item = next(inner, made)) inner = yield item;
    }
  });
}

const reduced: FollowedFunction = (frame, [func, over, start], _all, site) => {
  const items = exactItems(over);
  if (func === undefined || items === undefined) return undefined;
  const [first, ...rest] = start === undefined ? items : [start, ...items];
  return first === undefined ? undefined : rest.reduce((sum, item) => applied(frame, func, [sum, item], site), first);
};

const accumulated: FollowedFunction = (frame, [over, func], all, site) => {
  const items = exactItems(over);
  if (items === undefined || all.named.size > 0) return undefined;
  const sums: Abstract[] = [];
  for (const item of items) {
    const before = sums.at(-1);
    if (before === undefined) sums.push(item);
    else sums.push(func === undefined ? binary(frame, "+", before, item) : applied(frame, func, [before, item], site));
  }
  return sequence(frame, "list", sums);
};

export const ITERATION: FollowedFunctions = {
  "itertools.chain": (frame, lists, all) =>
    all.open ? undefined : chained(frame, sequence(frame, "tuple", [...lists])),
  "itertools.chain.from_iterable": (frame, [over]) => over && chained(frame, over),
  "itertools.product": (frame, args, all) => {
    const repeat = numberOf(all.named.get("repeat")?.value ?? int(1));
    if (repeat === undefined || repeat < 0 || repeat > 6) return undefined;
    const lists = Array.from({ length: repeat }, () => args.map((each) => exactItems(each))).flat();
    if (lists.reduce((size, each) => size * (each?.length ?? 0), 1) > MAX_ROWS) return undefined;
    let found: Abstract[][] = [[]];
    for (const list of lists) {
      if (list === undefined) return undefined;
      found = found.flatMap((row) => list.map((item) => [...row, item]));
    }
    return sequence(
      frame,
      "list",
      found.map((row) => sequence(frame, "tuple", row)),
    );
  },
  "itertools.combinations": rows((at) => at.every((each, i) => i === 0 || each > (at[i - 1] ?? 0))),
  "itertools.permutations": rows((at) => new Set(at).size === at.length),
  "itertools.pairwise": (frame, [over]) => {
    const items = exactItems(over);
    if (items === undefined) return undefined;
    const pairs = items.slice(1).map((item, at) => sequence(frame, "tuple", [items[at] ?? item, item]));
    return sequence(frame, "list", pairs);
  },
  "itertools.repeat": (frame, [item, times]) => {
    const count = times === undefined ? undefined : numberOf(times);
    return item === undefined || count === undefined || count > MAX_ROWS
      ? undefined
      : sequence(frame, "list", Array(Math.max(0, count)).fill(item));
  },
  "itertools.islice": (frame, [over, ...bounds]) => {
    const [a, b] = bounds.map(numberOf);
    if (a === undefined || bounds.length > 2 || (bounds.length === 2 && b === undefined)) return undefined;
    const [from, to] = b === undefined ? [0, a] : [a, b];
    if (!isCertain(over)) return undefined;
    return iterator(frame, function* (first, made) {
      let inner = first;
      const next = source(over);
      for (let at = 0; at < to; at++) {
        const item = next(inner, made);
        if (item === undefined) return;
        if (at >= from) inner = yield item;
      }
    });
  },
  "itertools.accumulate": accumulated,
  "functools.reduce": reduced,
  "operator.add": operator("+"),
  "operator.sub": operator("-"),
  "operator.mul": operator("*"),
  "operator.or_": operator("|"),
  "operator.concat": operator("+"),
  "collections.namedtuple": (frame, _args, all, site) => namedTuple(frame, all, site),
  "collections.OrderedDict": DICT,
  "collections.defaultdict": (frame, [factory, from], all, site) => {
    const made = DICT(frame, from === undefined ? [] : [from], all, site);
    return made?.t === "dict" && factory !== undefined ? { ...made, missing: factory } : undefined;
  },
  "collections.ChainMap": (frame, args) => {
    const made = dictOf(frame);
    for (const each of [...args].reverse()) {
      if (each.t !== "dict" || !isExact(each)) return undefined;
      for (const [key, value] of each.entries) setKey(made, key, value);
    }
    return made;
  },
  "dataclasses.asdict": (frame, [value]) =>
    value?.t === "instance"
      ? dictOf(
          frame,
          [...value.attributes].map(([name, each]) => [str(name), each]),
        )
      : undefined,
  "math.floor": whole(Math.floor),
  "math.ceil": whole(Math.ceil),
  "math.trunc": whole(Math.trunc),
  "math.sqrt": (_frame, [value]) => {
    const number = value === undefined ? undefined : floatOf(value);
    return number === undefined || number < 0 ? undefined : ofFloat(Math.sqrt(number));
  },
  "math.prod": (frame, [over], all) => {
    const items = all.named.size > 0 ? undefined : exactItems(over);
    return items?.reduce<Abstract>((product, each) => binary(frame, "*", product, each), int(1));
  },
};

export const NUMBERS: Readonly<Record<string, string>> = {
  "math.pi": "3.141592653589793",
  "math.e": "2.718281828459045",
  "math.tau": "6.283185307179586",
};
