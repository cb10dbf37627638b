/** Lists, tuples, sets and dicts: making, reading and changing them. */

import { alternatives, numberOf, same, union } from "./judge.ts";
import type { Frame } from "./machine.ts";
import { type Abstract, type Mapping, type Sequence, type Site, str, unknown } from "./values.ts";

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
      return true;
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
      return value.value.length > 200 ? undefined : [...value.value].map(str);
    default:
      return undefined;
  }
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

export function setKey(dict: Mapping, key: Abstract, value: Abstract): void {
  if (key.t === "unknown" || key.t === "union") dict.inexact = true;
  const found = dict.entries.find(([other]) => same(other, key));
  if (found === undefined) dict.entries.push([key, value]);
  else found[1] = value;
}

export function getKey(dict: Mapping, key: Abstract): Abstract | undefined {
  return dict.entries.find(([other]) => same(other, key))?.[1];
}

export function getItem(on: Abstract, index: Abstract, frame: Frame): Abstract {
  if (on.t === "union" || index.t === "union") {
    return union(alternatives(on).flatMap((each) => alternatives(index).map((at) => getItem(each, at, frame))));
  }
  switch (on.t) {
    case "list":
    case "tuple": {
      const at = numberOf(index);
      if (at === undefined || on.inexact) return notFollowed();
      return on.items[at < 0 ? on.items.length + at : at] ?? notFollowed();
    }
    case "dict": {
      const found = getKey(on, index);
      if (found !== undefined) return found;
      return index.t === "unknown" ? index : notFollowed();
    }
    case "external":
      if (on.name === "os.environ" && index.t === "str") {
        return unknown({ kind: "environmentVariable", name: index.value });
      }
      // `Generic[T]`, `list[int]`, `flyte.app.Parameter[str]`.
      return on;
    case "class":
      return on;
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

function notFollowed(): Abstract {
  return unknown({ kind: "expression", text: "[…]" });
}
