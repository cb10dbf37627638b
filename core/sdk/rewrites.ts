/** What is known of an environment class' parameters in any version that is kept: that it has one, and that it replaces one itself: what the text gives is then not what counts. */

import type { SdkClass } from "./schema.ts";
import { keptClasses } from "./versions.ts";

type Sets = ReadonlyMap<string, ReadonlySet<string>>;

let rewritten: Sets | undefined;
let taken: Sets | undefined;

/** Whether the class replaces what it is given. @param name the dotted name of a class of the SDK or of a plugin */
export function rewrites(name: string, parameter: string): boolean {
  rewritten ??= collected(({ rewrites: own = [] }) => own);
  return rewritten.get(name)?.has(parameter) ?? false;
}

/** Whether the class takes such a parameter. @param name as for `rewrites` */
export function takes(name: string, parameter: string): boolean {
  taken ??= collected(({ parameters = {} }) => Object.keys(parameters));
  return taken.get(name)?.has(parameter) ?? false;
}

/** By each name of a class; an older version's entry only says what differs. */
function collected(of: (kept: Partial<SdkClass>) => readonly string[]): Sets {
  const found = new Map<string, Set<string>>();
  for (const [name, kept] of keptClasses()) {
    const own = of(kept);
    for (const each of own.length === 0 ? [] : [name, ...(kept.names ?? [])]) {
      const all = found.get(each) ?? new Set();
      found.set(each, all);
      for (const parameter of own) all.add(parameter);
    }
  }
  return found;
}
