/** Functions that keep what they returned: `functools.cache` and `lru_cache`. */

import { callFunction } from "../evaluate/functions.ts";
import type { Frame, KeptResults } from "../machine.ts";
import { mayChange } from "../together.ts";
import { inDoubt } from "../values/containers.ts";
import { alternatives, numberOf, sameKey, truth } from "../values/judge.ts";
import { type Abstract, type Arguments, type Cache, FALSE, type FunctionValue, unknown } from "../values/values.ts";

/** It runs once for the same arguments, as long as no more than `size` others come between. */
export const cached = (
  { module }: Frame,
  func: Abstract,
  size = Number.POSITIVE_INFINITY,
  isTyped = false,
): Abstract =>
  func.t === "function" && !(size <= 0) ? { ...func, kept: { owner: module.file, size, isTyped, results: [] } } : func;

/** `functools.lru_cache(maxsize=…)` of it; without one that is known, what it returns isn't either. */
export function cachedUpTo(frame: Frame, func: Abstract, { positional, named, open }: Arguments): Abstract {
  const size = (positional[0] ?? named.get("maxsize"))?.value;
  const isTyped = truth((positional[1] ?? named.get("typed"))?.value ?? FALSE);
  if (open || isTyped === undefined) return cached(frame, func, Number.NaN);
  if (size === undefined) return cached(frame, func, USUAL_SIZE, isTyped);
  const usual = size.t === "none" ? Number.POSITIVE_INFINITY : (numberOf(size) ?? Number.NaN);
  return cached(frame, func, usual, isTyped);
}

/** What `functools.lru_cache` keeps where nothing is said. */
export const USUAL_SIZE = 128;

/** What a cached function returned for the same arguments, where this evaluation, or that of its own module, has called it. */
export function callOnce(frame: Frame, func: FunctionValue, cache: Cache, args: Arguments): Abstract {
  const { doubt } = frame;
  const { kept: _, ...plain } = func;
  const own = keptBy(frame, cache);
  const results = own.isCleared ? own.results : [...new Set([...cache.results, ...own.results])];
  const before = results.find(
    ({ self, args: given, doubt: then }) =>
      // What another branch made is not this one's.
      (then === 0 || then === doubt) && self === func.self && areSame(given, args, cache.isTyped),
  );
  const isEvicted = before !== undefined && results.length > cache.size;
  if (own.isVague || isEvicted || Number.isNaN(cache.size)) {
    callFunction(inDoubt(frame), plain, args);
    return unknown({ kind: "call", callee: func.def.kind === "function" ? func.def.name : "lambda" });
  }
  if (before !== undefined) return before.result;
  const result = callFunction(frame, plain, args);
  // Whoever asks next in this process gets the same environment.
  if (isShared(result)) mayChange(frame, cache.owner);
  own.results.push({ self: func.self, args, result, doubt });
  return result;
}

/** What this evaluation has of it. What that of its own module has goes with the function. */
function keptBy({ module, machine }: Frame, cache: Cache): KeptResults {
  const known = module.kept.get(cache);
  if (known !== undefined) return known;
  const isOwn = cache.owner === module.file && !machine.together;
  const made = { results: isOwn ? cache.results : [], isCleared: false, isVague: false };
  module.kept.set(cache, made);
  return made;
}

/** `func.cache_clear()`. */
export function clearCache(frame: Frame, cache: Cache): void {
  const own = keptBy(frame, cache);
  if (frame.when !== "import") return;
  mayChange(frame, cache.owner);
  if (frame.doubt > 0 || frame.rounds > 0) own.isVague = true;
  own.isCleared = true;
  own.results.length = 0;
}

const isShared = (result: Abstract): boolean =>
  alternatives(result).some(({ t }) => t === "environment" || t === "task");

/** Whether Python finds the result of the one call for the other. */
function areSame(a: Arguments, b: Arguments, isTyped: boolean): boolean {
  const [first, second] = [passedTo(a), passedTo(b)];
  return (
    !a.open &&
    !b.open &&
    first.length === second.length &&
    a.named.size === b.named.size &&
    // Python tells f(a=1, b=2) from f(b=2, a=1).
    [...a.named.keys()].join() === [...b.named.keys()].join() &&
    // One number or text by itself is its own key, and not found for what merely equals it.
    (isTyped || isKey(a) === isKey(b)) &&
    first.every((value, at) => isSameValue(value, second[at], isTyped))
  );
}

const passedTo = ({ positional, named }: Arguments): readonly Abstract[] =>
  [...positional, ...named.values()].map(({ value }) => value);

const isKey = ({ positional: [first, second], named }: Arguments): boolean =>
  second === undefined && named.size === 0 && (first?.value.t === "int" || first?.value.t === "str");

/** What can't be told may be another one each time. */
function isSameValue(a: Abstract, b: Abstract | undefined, isTyped = false): boolean {
  if (b === undefined || a.t === "unknown" || a.t === "union" || (isTyped && a.t !== b.t)) return false;
  if (a.t !== "tuple" || b.t !== "tuple" || a.inexact || b.inexact) return sameKey(a, b);
  return a.items.length === b.items.length && a.items.every((each, at) => isSameValue(each, b.items[at]));
}
