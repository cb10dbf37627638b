/** Lists, tuples, sets and dicts: making, reading and changing them. */

import { isEnum, listMembers, membersOf, plainOf } from "./enums.ts";
import { callFunction } from "./functions.ts";
import { alternatives, numberOf, same, union } from "./judge.ts";
import type { Frame } from "./machine.ts";
import { isNamedTuple } from "./tuples.ts";
import { type Abstract, type Mapping, NO_ARGUMENTS, type Sequence, type Site, str, unknown } from "./values.ts";

export function sequence(frame: Frame, t: Sequence["t"], items: Abstract[]): Sequence {
  return { t, items, inexact: false, owner: frame.module.file, when: frame.when, depth: frame.branches };
}

export function dictOf(frame: Frame, entries: [Abstract, Abstract][] = []): Mapping {
  return { t: "dict", entries, inexact: false, owner: frame.module.file, when: frame.when, depth: frame.branches };
}

/** Whether what is listed is all there is. */
export function isExact(value: Abstract): boolean {
  switch (value.t) {
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return !value.inexact;
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
 * own evaluation left it, or the order of evaluation would count.
 */
export function ownCopy(frame: Frame, value: Abstract): Abstract {
  if (value.t !== "list" && value.t !== "dict" && value.t !== "set") return value;
  if (value.owner === frame.module.file || frame.when !== "import" || value.when !== "import") return value;
  const before = frame.module.copies.get(value);
  if (before !== undefined) return before;
  const own = { owner: frame.module.file, depth: 0 };
  const copy: Sequence | Mapping =
    value.t === "dict"
      ? { ...value, ...own, entries: value.entries.map(([key, item]) => [key, item]) }
      : {
          ...value,
          ...own,
          items: [...value.items],
          ...(value.sites === undefined ? {} : { sites: [...value.sites] }),
        };
  frame.module.copies.set(value, copy);
  return copy;
}

/** Whether the container may be changed here; a change that may not happen, or more than once, makes it inexact. */
export function changes(frame: Frame, container: Sequence | Mapping): boolean {
  if (container.owner !== frame.module.file || container.when !== frame.when) return false;
  if (frame.branches > container.depth) container.inexact = true;
  return true;
}

export function push(list: Sequence, item: Abstract, site?: Site): void {
  if (site !== undefined || list.sites !== undefined) {
    list.sites ??= [];
    list.sites[list.items.length] = site;
  }
  list.items.push(item);
}

export function setKey(dict: Mapping, given: Abstract, value: Abstract): void {
  const key = plainOf(given);
  if (key.t === "unknown" || key.t === "union") dict.inexact = true;
  const found = dict.entries.find(([other]) => same(other, key));
  if (found === undefined) dict.entries.push([key, value]);
  else found[1] = value;
}

export function getKey(dict: Mapping, key: Abstract): Abstract | undefined {
  const plain = plainOf(key);
  return dict.entries.find(([other]) => same(other, plain))?.[1];
}

/** Takes a key out; nothing is returned where the dict didn't surely hold it. */
export function takeKey(dict: Mapping, key: Abstract): Abstract | undefined {
  const plain = plainOf(key);
  const at = dict.entries.findIndex(([other]) => same(other, plain));
  if (at < 0) dict.inexact = true;
  else return dict.entries.splice(at, 1)[0]?.[1];
  return undefined;
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

/** `on[index] = value`. */
export function setItem(frame: Frame, on: Abstract, index: Abstract, value: Abstract): void {
  if (on.t === "dict" && changes(frame, on)) setKey(on, index, value);
  else if (on.t === "list" && changes(frame, on)) {
    const given = numberOf(index);
    const at = given === undefined ? Number.NaN : given < 0 ? on.items.length + given : given;
    if (on.inexact || on.items[at] === undefined) on.inexact = true;
    else on.items[at] = value;
  }
}

/** `del on[index]`. */
export function deleteItem(frame: Frame, on: Abstract, index: Abstract): void {
  if (on.t === "dict" && changes(frame, on)) takeKey(on, index);
  else if (on.t === "list" && changes(frame, on)) takeItem(on, index);
}

export function getItem(on: Abstract, index: Abstract, frame: Frame): Abstract {
  if (on.t === "union" || index.t === "union") {
    return union(alternatives(on).flatMap((each) => alternatives(index).map((at) => getItem(each, at, frame))));
  }
  switch (on.t) {
    case "list":
    case "tuple": {
      const at = numberOf(index);
      if (at === undefined && index.t === "unknown") return oneToCall(on, on.items) ?? notFollowed();
      if (at === undefined || on.inexact) return notFollowed();
      return on.items[at < 0 ? on.items.length + at : at] ?? notFollowed();
    }
    case "dict": {
      const found = getKey(on, index);
      if (found !== undefined) return found;
      if (on.missing !== undefined && !on.inexact && index.t !== "unknown") return added(frame, on, index, on.missing);
      if (index.t !== "unknown") return notFollowed();
      return oneToCall(on, on.missing === undefined ? on.entries.map(([, value]) => value) : []) ?? index;
    }
    case "external":
      if (on.name === "os.environ" && index.t === "str") {
        return unknown({ kind: "environmentVariable", name: index.value });
      }
      // `Generic[T]`, `list[int]`, `flyte.app.Parameter[str]`.
      return { ...on, of: `${on.of ?? ""}[${typeText(index)}]` };
    case "class":
      return (isEnum(on) && index.t === "str" ? membersOf(on).get(index.value) : undefined) ?? on;
    case "instance": {
      const at = numberOf(index);
      const items = at === undefined ? undefined : itemsOf(on);
      return items?.[at === undefined ? 0 : at < 0 ? items.length + at : at] ?? notFollowed();
    }
    case "unknown":
      return on;
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

/** Of a table of tasks or functions one is meant, whichever it is. */
function oneToCall(on: Sequence | Mapping, values: readonly Abstract[]): Abstract | undefined {
  const isTable = values.length > 0 && values.every(({ t }) => t === "task" || t === "function");
  return isTable && !on.inexact ? union(values) : undefined;
}

/** A type as one writes it in brackets. */
function typeText(value: Abstract): string {
  switch (value.t) {
    case "external":
      return value.name + (value.of ?? "");
    case "class":
      return value.def.name;
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "list":
      return `[${value.items.map(typeText).join(", ")}]`;
    case "tuple":
      return value.items.map(typeText).join(", ");
    default:
      return "?";
  }
}

/** What a `defaultdict` makes is in it from then on. */
function added(frame: Frame, dict: Mapping, key: Abstract, factory: Abstract): Abstract {
  const value = madeBy(frame, factory);
  if (value !== undefined && changes(frame, dict)) setKey(dict, key, value);
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
