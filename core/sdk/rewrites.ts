/** Which parameters an environment class replaces itself, in any version that is kept: what the text gives is then not what counts. */

import { keptClasses } from "./versions.ts";

let known: ReadonlyMap<string, ReadonlySet<string>> | undefined;

/** @param name the dotted name of a class of the SDK or of a plugin */
export function rewrites(name: string, parameter: string): boolean {
  known ??= collected();
  return known.get(name)?.has(parameter) ?? false;
}

/** By each name of a class; an older version's entry only says what differs. */
function collected(): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [name, { names = [name], rewrites: own = [] }] of keptClasses()) {
    for (const each of own.length === 0 ? [] : [name, ...names]) {
      const all = found.get(each) ?? new Set();
      found.set(each, all);
      for (const parameter of own) all.add(parameter);
    }
  }
  return found;
}
