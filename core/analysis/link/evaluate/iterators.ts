/** Iterators and coroutines: what runs once somebody asks for it, and only as far as somebody does. */

import type { Frame } from "../machine.ts";
import { changing, isExact, itemsOf, sequence } from "../values/containers.ts";
import {
  type Abstract,
  type Arguments,
  type CoroutineValue,
  type IteratorValue,
  type Sequence,
  unknown,
} from "../values/values.ts";
import { perhaps } from "./flow.ts";

/** More items are not asked for. */
const MAX_ITEMS = 500;

/** Hands out one item after another. What it evaluates for that it does in the frame that it is given each time. */
export interface Source {
  next(frame: Frame): IteratorResult<Abstract, unknown>;
}

/** @param start begins when the first item is asked for, and says when what comes next isn't certain */
export function iterator(
  { module, when, doubt }: Frame,
  start: (frame: Frame, made: IteratorValue) => Source,
  of?: IteratorValue["of"],
): IteratorValue {
  const made: IteratorValue = {
    t: "iterator",
    ...(of === undefined ? {} : { of }),
    inexact: false,
    isOver: false,
    owner: module.file,
    when,
    depth: doubt,
    next(frame) {
      source ??= start(frame, made);
      const { value, done } = source.next(frame);
      if (done !== true) return value;
      made.isOver = true;
      return undefined;
    },
  };
  let source: Source | undefined;
  return made;
}

/** The next item; none where it has no more. It says itself whether that is certain. */
export function pull(frame: Frame, from: IteratorValue): Abstract | undefined {
  const how = changing(frame, from);
  if (how !== "surely" || frame.rounds > from.depth) from.inexact = true;
  return how === "never" || from.isOver ? undefined : from.next(frame);
}

/** A list of all that is left of an iterator; any other value as it is. */
export function drained(frame: Frame, value: Abstract): Abstract {
  return value.t === "iterator" ? listed(frame, value) : value;
}

export function listed(frame: Frame, from: IteratorValue, found: Sequence = sequence(frame, "list", [])): Sequence {
  for (;;) {
    const item = pull(frame, from);
    if (item === undefined) break;
    found.items.push(item);
    if (found.items.length <= MAX_ITEMS && frame.machine.steps > 0) continue;
    from.inexact = true;
    break;
  }
  if (from.inexact) found.inexact = true;
  return found;
}

/** `next(it)`. */
export function nextOf(frame: Frame, from: IteratorValue, fallback?: Abstract): Abstract {
  const item = from.inexact ? undefined : pull(frame, from);
  if (from.inexact) {
    // It may be any that is left.
    perhaps(frame, () => listed(frame, from));
    return unknown({ kind: "call", callee: "next" });
  }
  return item ?? fallback ?? unknown({ kind: "call", callee: "next" });
}

/** What is not followed may ask an iterator for all it has, and run a coroutine. */
export function handedOut(frame: Frame, args: Arguments): Arguments {
  const isLazy = ({ value }: { readonly value: Abstract }) => value.t === "iterator" || value.t === "coroutine";
  if (!args.positional.some(isLazy) && ![...args.named.values()].some(isLazy)) return args;
  const used = <T extends { readonly value: Abstract }>(each: T): T => ({
    ...each,
    value: awaited(frame, drained(frame, each.value)),
  });
  return {
    ...args,
    positional: args.positional.map(used),
    named: new Map([...args.named].map(([name, each]) => [name, used(each)])),
  };
}

/** What `await` makes of it. */
export function awaited(frame: Frame, value: Abstract): Abstract {
  if (value.t !== "coroutine" || value.when !== frame.when) return value;
  return value.run(frame);
}

export function coroutine({ when }: Frame, body: (frame: Frame) => Abstract): CoroutineValue {
  let isRun = false;
  return {
    t: "coroutine",
    when,
    run(frame) {
      // Python refuses to run it twice.
      if (isRun) return unknown({ kind: "expression", text: "await" });
      isRun = true;
      return body(frame);
    },
  };
}

/** Whether it is certain which items it hands out, and in which order. */
export const isCertain = (over: Abstract | undefined): over is Abstract =>
  over !== undefined &&
  (over.t === "iterator" ? !over.inexact : isExact(over) && (over.t !== "set" || over.items.length < 2));

/** What hands out the items of anything, each time the next one. What `made` hands out of them is no more certain than they are. */
export function source(over: Abstract): (frame: Frame, made: Pick<IteratorValue, "inexact">) => Abstract | undefined {
  if (over.t === "iterator") {
    return (frame, made) => {
      const item = pull(frame, over);
      if (over.inexact) made.inexact = true;
      return item;
    };
  }
  const items = itemsOf(over) ?? [];
  let at = 0;
  return (_, made) => {
    if (!isCertain(over)) made.inexact = true;
    return items[at++];
  };
}

/** What `map`, `zip` and their like make: of one item of each an item, none, or one of which it can't be told whether it is one. */
export function lazily(
  frame: Frame,
  given: readonly (Abstract | undefined)[],
  next: (frame: Frame, items: readonly Abstract[], at: number) => Abstract | "none" | undefined,
): IteratorValue | undefined {
  const all = given.filter(isCertain);
  if (all.length === 0 || all.length < given.length) return undefined;
  return iterator(frame, function* (first, made) {
    let inner = first;
    const sources = all.map(source);
    for (let at = 0; ; at++) {
      const items: Abstract[] = [];
      for (const each of sources) {
        const item = each(inner, made);
        if (item === undefined) return;
        items.push(item);
      }
      const value = next(inner, items, at);
      if (value === undefined) made.inexact = true;
      if (value !== "none") inner = yield value ?? unknown({ kind: "expression", text: "next" });
    }
  });
}
