/** Lists, tuples, sets and dicts: making, reading and changing them. */

import { inClass } from "../evaluate/attribute.ts";
import { callFunction, callMember } from "../evaluate/functions.ts";
import { globalsOf, isNamespace, nameIn } from "../evaluate/namespaces.ts";
import { nextTime } from "../evaluate/state.ts";
import { isInstalledFile } from "../installed.ts";
import { doubtOf, type Frame } from "../machine.ts";
import { isVague, mayChange } from "../together.ts";
import { isEnum, listMembers, membersOf, plainOf } from "./enums.ts";
import { alternatives, isWhole, mayLack, numberOf, sameKey, union } from "./judge.ts";
import { isNamedTuple } from "./tuples.ts";
import { typeText } from "./types.ts";
import {
  type Abstract,
  type InstanceValue,
  type Mapping,
  NO_ARGUMENTS,
  passing,
  type Sequence,
  type Site,
  str,
  unknown,
} from "./values.ts";

export function sequence(frame: Frame, t: Sequence["t"], items: Abstract[]): Sequence {
  return { t, items, inexact: false, owner: frame.module.file, when: frame.when, depth: frame.doubt };
}

export function dictOf(frame: Frame, entries: [Abstract, Abstract][] = []): Mapping {
  return { t: "dict", entries, inexact: false, owner: frame.module.file, when: frame.when, depth: frame.doubt };
}

/** Whether what is listed is all there is. */
export function isExact(value: Abstract): boolean {
  switch (value.t) {
    case "list":
    case "tuple":
    case "set":
      return !value.inexact;
    case "dict":
      return isWhole(value);
    case "str":
    case "class":
    case "instance":
      return itemsOf(value) !== undefined;
    default:
      return false;
  }
}

/** What iteration yields, as far as it is known. */
export function itemsOf(value: Abstract): readonly Abstract[] | undefined {
  switch (value.t) {
    case "list":
    case "tuple":
    case "set":
      return value.items;
    case "dict":
      return value.entries.map(([key]) => key);
    case "str":
      return value.value.length > 1_000 ? undefined : [...value.value].map(str);
    case "class":
      return isEnum(value) ? listMembers(value) : undefined;
    case "instance": {
      const plain = plainOf(value);
      if (plain !== value) return itemsOf(plain);
      return isNamedTuple(value.cls) ? [...value.attributes.values()] : undefined;
    }
    default:
      return undefined;
  }
}

/**
 * What another module made and an import here may change is this module's own from then on: that module's stays as its
 * own evaluation left it, or the order of evaluation would count. Where modules are evaluated together they share it.
 */
export function ownCopy(frame: Frame, value: Abstract): Abstract {
  if (value.t !== "list" && value.t !== "dict" && value.t !== "set") return value;
  if (value.owner === frame.module.file || frame.when !== "import" || value.when !== "import") return value;
  if (frame.machine.together && !isInstalledFile(value.owner)) return value;
  const before = frame.module.copies.get(value);
  if (before !== undefined) return before;
  const own = { owner: frame.module.file, depth: 0, lender: value.lender ?? value.owner };
  const copy: Sequence | Mapping =
    value.t === "dict"
      ? { ...value, ...own, entries: value.entries.map(([key, item]) => [key, item]) }
      : {
          ...value,
          ...own,
          items: [...value.items],
          ...(value.sites === undefined ? {} : { sites: [...value.sites] }),
        };
  if (isVague(frame, own.lender)) {
    if (copy.t === "dict") loosen(copy);
    else copy.inexact = true;
  }
  frame.module.copies.set(value, copy);
  return copy;
}

/** Whether a change that stands here changes it: an import's containers are left alone by what runs later. */
export function changing(
  frame: Frame,
  container: Pick<Sequence, "when" | "owner" | "lender" | "depth">,
): "never" | "surely" | "perhaps" {
  if (container.when !== frame.when) return "never";
  if (container.lender !== undefined) mayChange(frame, container.lender);
  if (!mayChange(frame, container.owner)) return "never";
  return doubtOf(frame, container.owner) > container.depth ? "perhaps" : "surely";
}

/** What a loop's rounds make of what is older than the loop: where they can't be counted, what one makes and others. */
export const repeated = (frame: Frame, depth: number, value: Abstract): Abstract =>
  frame.rounds > depth ? union([value, notFollowed()]) : value;

/** Whether the container may be changed here; a change that may not happen, or more than once, makes it inexact. */
export function changes(frame: Frame, container: Sequence): boolean {
  const how = changing(frame, container);
  if (how === "perhaps") container.inexact = true;
  return how !== "never";
}

/** Its keys may hold anything from here on, and there may be others. */
export function loosen(dict: Mapping): void {
  dict.inexact = true;
  for (const entry of dict.entries) entry[1] = union([entry[1], notFollowed()]);
}

export function push(list: Sequence, item: Abstract, site?: Site): void {
  if (site !== undefined || list.sites !== undefined) {
    list.sites ??= [];
    list.sites[list.items.length] = site;
  }
  list.items.push(item);
}

/** What iterating over the value hands out is in it from here on, too. */
export function extend(on: Sequence, value: Abstract, site?: Site): void {
  const all = alternatives(value);
  if (all.length > 1 || all.some((each) => !isExact(each))) on.inexact = true;
  for (const each of all) {
    const sites = each.t === "list" || each.t === "tuple" ? each.sites : undefined;
    for (const [at, item] of [...(itemsOf(each) ?? [])].entries()) {
      if (on.t === "list" || !on.items.some((other) => sameKey(other, item))) push(on, item, site ?? sites?.[at]);
    }
  }
}

/** @param perhaps it may not happen: then the key holds what it held, or nothing */
export function setKey(dict: Mapping, given: Abstract, value: Abstract, perhaps = false): void {
  const key = plainOf(given);
  if (key.t === "unknown" || key.t === "union") {
    // Any key may be meant.
    loosen(dict);
    for (const each of alternatives(key)) if (each.t !== "unknown") setKey(dict, each, value, true);
    return;
  }
  const found = dict.entries.find(([other]) => sameKey(other, key));
  if (found !== undefined) found[1] = perhaps ? union([found[1], value]) : value;
  else dict.entries.push([key, dict.inexact && perhaps ? union([value, notFollowed()]) : value]);
  if (perhaps && found === undefined) dict.unsure = [...(dict.unsure ?? []), key];
  if (!perhaps && dict.unsure !== undefined) dict.unsure = dict.unsure.filter((each) => !sameKey(each, key));
}

/** `on[key] = value` where it stands. */
export function putKey(frame: Frame, on: Mapping, key: Abstract, value: Abstract): void {
  const how = changing(frame, on);
  if (how !== "never") setKey(on, key, repeated(frame, on.depth, value), how === "perhaps");
}

/** What another mapping holds overwrites this one's: `{**this, **other}`, `this.update(other)`. */
export function addEntries(dict: Mapping, from: Abstract, perhaps = false): void {
  const all = alternatives(from);
  if (all.some((each) => each.t !== "dict" || each.inexact)) loosen(dict);
  for (const each of all) {
    if (each.t !== "dict") continue;
    for (const [key, value] of each.entries) setKey(dict, key, value, perhaps || all.length > 1 || mayLack(each, key));
  }
}

export function updateKeys(frame: Frame, on: Mapping, from: Abstract): void {
  const how = changing(frame, on);
  if (how !== "never") addEntries(on, from, how === "perhaps");
}

export function clearKeys(frame: Frame, on: Mapping): void {
  const how = changing(frame, on);
  if (how === "surely") {
    on.entries.length = 0;
    on.inexact = false;
    on.unsure = [];
  } else if (how === "perhaps") on.unsure = on.entries.map(([key]) => key);
}

export function copyOf(frame: Frame, dict: Mapping): Mapping {
  const copy: Mapping = {
    ...dictOf(
      frame,
      dict.entries.map(([key, value]) => [key, value]),
    ),
    ...(dict.missing === undefined ? {} : { missing: dict.missing }),
    ...(dict.unsure === undefined ? {} : { unsure: dict.unsure }),
  };
  copy.inexact = dict.inexact;
  return copy;
}

export function getKey(dict: Mapping, key: Abstract): Abstract | undefined {
  const plain = plainOf(key);
  return dict.entries.find(([other]) => sameKey(other, plain))?.[1];
}

/** Takes a key out; nothing is returned where the dict isn't known to hold it. */
export function takeKey(frame: Frame, dict: Mapping, given: Abstract): Abstract | undefined {
  const how = changing(frame, dict);
  if (how === "never") return undefined;
  const key = plainOf(given);
  if (key.t === "unknown" || key.t === "union") {
    dict.unsure = dict.entries.map(([each]) => each);
    return undefined;
  }
  const at = dict.entries.findIndex(([other]) => sameKey(other, key));
  if (at < 0) return undefined;
  const value = dict.entries[at]?.[1];
  if (how === "surely") dict.entries.splice(at, 1);
  else if (!mayLack(dict, key)) dict.unsure = [...(dict.unsure ?? []), key];
  return value;
}

/** Takes items out of a list, or says that it can't tell which. */
export function takeItem(list: Sequence, index: Abstract): Abstract | undefined {
  const given = numberOf(index);
  const at = given === undefined ? Number.NaN : given < 0 ? list.items.length + given : given;
  const found = list.inexact ? undefined : list.items[at];
  if (found === undefined) {
    list.inexact = true;
    return undefined;
  }
  list.items.splice(at, 1);
  list.sites?.splice(at, 1);
  return found;
}

/** One of several values is meant: each may be as it was. */
export const inDoubt = (frame: Frame): Frame => ({ ...frame, doubt: nextTime(frame.machine.memory) });

/** `on[index] = value`. */
export function setItem(frame: Frame, on: Abstract, index: Abstract, value: Abstract): void {
  switch (on.t) {
    case "union":
      for (const each of on.members) setItem(inDoubt(frame), each, index, value);
      return;
    case "dict":
      putKey(frame, on, index, value);
      return;
    case "instance":
      calledOn(frame, on, "__setitem__", [index, value]);
      return;
    case "list": {
      const how = changing(frame, on);
      if (how === "never") return;
      const given = numberOf(index);
      const at = given === undefined ? Number.NaN : given < 0 ? on.items.length + given : given;
      const before = on.items[at];
      if (on.inexact || before === undefined) {
        on.inexact = true;
        push(on, value);
      } else on.items[at] = how === "perhaps" ? union([before, repeated(frame, on.depth, value)]) : value;
      return;
    }
    default:
      return;
  }
}

/** What a method of the object's own class returns, where it has one. */
function calledOn(frame: Frame, on: InstanceValue, name: string, values: readonly Abstract[]): Abstract | undefined {
  return callMember(frame, inClass(on.cls, name), on, passing(values, on.site));
}

/** `del on[index]`. */
export function deleteItem(frame: Frame, on: Abstract, index: Abstract): void {
  if (on.t === "union") for (const each of on.members) deleteItem(inDoubt(frame), each, index);
  else if (on.t === "dict") takeKey(frame, on, index);
  else if (on.t === "list" && changes(frame, on)) takeItem(on, index);
  else if (on.t === "instance") calledOn(frame, on, "__delitem__", [index]);
}

export function getItem(on: Abstract, index: Abstract, frame: Frame): Abstract {
  if (on.t === "union" || index.t === "union") {
    return union(alternatives(on).flatMap((each) => alternatives(index).map((at) => getItem(each, at, frame))));
  }
  switch (on.t) {
    case "list":
    case "tuple": {
      const at = numberOf(index);
      if (at === undefined && index.t === "unknown") return oneOf(frame, on, on.items) ?? notFollowed();
      if (at === undefined || on.inexact) return notFollowed();
      return on.items[at < 0 ? on.items.length + at : at] ?? notFollowed();
    }
    case "dict": {
      const found = getKey(on, index);
      // Where it may be missing, Python reads it or fails.
      if (found !== undefined) return found;
      if (on.missing !== undefined && !on.inexact && index.t !== "unknown") return added(frame, on, index, on.missing);
      if (index.t !== "unknown") return notFollowed();
      return valueAtAny(frame, on) ?? index;
    }
    case "external":
      if (on.name === "os.environ" && index.t === "str") {
        return unknown({ kind: "environmentVariable", name: index.value });
      }
      if (on.name === "sys.modules" && isOwnName(index)) return globalsOf(frame).on;
      // `Generic[T]`, `list[int]`, `flyte.app.Parameter[str]`.
      return { ...on, of: `${on.of ?? ""}[${typeText(index)}]` };
    case "class":
      return (isEnum(on) && index.t === "str" ? membersOf(on).get(index.value) : undefined) ?? on;
    case "instance": {
      const own = calledOn(frame, on, "__getitem__", [index]);
      if (own !== undefined) return own;
      const at = numberOf(index);
      const items = at === undefined ? undefined : itemsOf(on);
      return items?.[at === undefined ? 0 : at < 0 ? items.length + at : at] ?? notFollowed();
    }
    case "unknown":
      return on;
    case "method":
      return isNamespace(on) ? nameIn(frame, on, index) : notFollowed();
    case "str": {
      const at = numberOf(index);
      const letters = [...on.value];
      const found = at === undefined ? undefined : letters[at < 0 ? letters.length + at : at];
      return found === undefined ? notFollowed() : str(found);
    }
    default:
      return notFollowed();
  }
}

/** `__name__`. */
const isOwnName = (value: Abstract): boolean =>
  value.t === "unknown" && value.reason.kind === "name" && value.reason.name === "__name__";

/** What a key that can't be told leads to. */
export function valueAtAny(frame: Frame, dict: Mapping, fallback?: Abstract): Abstract | undefined {
  if (dict.missing !== undefined) return undefined;
  const values = dict.entries.map(([, value]) => value);
  return oneOf(frame, dict, fallback === undefined || fallback.t === "none" ? values : [...values, fallback]);
}

/** More are not followed. */
const MAX_TABLE = 64;

/** Of a table of tasks or functions one is meant, whichever it is; in a task's body what counts is what each of them calls. */
function oneOf(frame: Frame, on: Sequence | Mapping, values: readonly Abstract[]): Abstract | undefined {
  const isTable = frame.task !== undefined || values.every(({ t }) => t === "task" || t === "function");
  if (!isTable || on.inexact || values.length === 0 || values.length > MAX_TABLE) return undefined;
  const [first, ...others] = values.flatMap(alternatives).filter((each, at, all) => all.indexOf(each) === at);
  return first === undefined || others.length === 0 ? first : { t: "union", members: [first, ...others] };
}

/** What a `defaultdict` makes is in it from then on. */
function added(frame: Frame, dict: Mapping, key: Abstract, factory: Abstract): Abstract {
  const value = madeBy(frame, factory);
  if (value !== undefined) putKey(frame, dict, key, value);
  return value ?? notFollowed();
}

function madeBy(frame: Frame, factory: Abstract): Abstract | undefined {
  if (factory.t === "function") return callFunction(frame, factory, NO_ARGUMENTS);
  if (factory.t !== "external") return undefined;
  switch (factory.name) {
    case "list":
    case "tuple":
    case "set":
      return sequence(frame, factory.name, []);
    case "dict":
      return dictOf(frame);
    case "int":
      return { t: "int", text: "0" };
    case "str":
      return str("");
    default:
      return undefined;
  }
}

function notFollowed(): Abstract {
  return unknown({ kind: "expression", text: "[…]" });
}
