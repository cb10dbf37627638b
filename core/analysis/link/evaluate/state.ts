/** What names are while several paths are open: writes are noted, so that they can be taken back, and states joined. Which paths there are is flow.ts's. */

import { union } from "../values/judge.ts";
import type { Abstract, Scope } from "../values/values.ts";

interface Write {
  readonly scope: Scope;
  readonly name: string;
  readonly before: Abstract | undefined;
}

/** The writes since the outermost open mark. */
export interface Memory {
  readonly writes: Write[];
  /** How many marks are open: without one nothing is noted. */
  marks: number;
  /** Counts what comes after what: marks, scopes, doubts. */
  clock: number;
}

export const newMemory = (): Memory => ({ writes: [], marks: 0, clock: 0 });

/** Later than all before. */
export const nextTime = (memory: Memory): number => ++memory.clock;

/** What a name of the scope itself is bound to. Asking for it is no write: it is the same on each path. */
export function held(scope: Scope, name: string): Abstract | undefined {
  const found = scope.vars.get(name);
  if (found !== undefined) return found;
  const later = scope.later?.get(name);
  if (later === undefined) return undefined;
  scope.later?.delete(name);
  later.made ??= later.make();
  scope.vars.set(name, later.made);
  return later.made;
}

export function write(memory: Memory, scope: Scope, name: string, value: Abstract | undefined): void {
  if (memory.marks > 0) memory.writes.push({ scope, name, before: held(scope, name) });
  put(scope, name, value);
}

function put({ vars, later }: Scope, name: string, value: Abstract | undefined): void {
  later?.delete(name);
  if (value === undefined) vars.delete(name);
  else vars.set(name, value);
}

/** States that meet: of each name that one of them changed since the mark, the values that it has in them. */
export interface Join {
  /** The mark: where it stands among the writes, and when it was set. */
  readonly at: number;
  readonly time: number;
  states: number;
  readonly values: Map<Scope, Map<string, Set<Abstract | undefined>>>;
  /** The writes before this one are known to it, as long as the last of them is still this. */
  read: number;
  last: Write | undefined;
}

/** Sets a mark, for states that will start from what is now. */
export function openJoin(memory: Memory): Join {
  memory.marks++;
  const at = memory.writes.length;
  return { at, time: nextTime(memory), states: 0, values: new Map(), read: at, last: memory.writes[at - 1] };
}

/** The state as it is now is one of those that meet. */
export function addState({ writes }: Memory, join: Join): void {
  const isKnown = writes.length >= join.read && writes[join.read - 1] === join.last;
  if (isKnown && writes.length === join.read && join.states > 0) return;
  if (!isKnown) join.read = join.at;
  for (; join.read < writes.length; join.read++) {
    const each = writes[join.read];
    // What was made after the mark is no other state's.
    if (each === undefined || each.scope.born >= join.time) continue;
    const values = join.values.get(each.scope) ?? new Map<string, Set<Abstract | undefined>>();
    join.values.set(each.scope, values);
    if (!values.has(each.name)) values.set(each.name, new Set(join.states > 0 ? [each.before] : []));
  }
  join.last = writes[join.read - 1];
  join.states++;
  for (const [{ vars }, names] of join.values) for (const [name, values] of names) values.add(vars.get(name));
}

/** Takes back what was written since the mark. */
export function rewind({ writes }: Memory, { at, time }: Join): void {
  for (let each = writes.length > at ? writes.pop() : undefined; each !== undefined; ) {
    if (each.scope.born < time) put(each.scope, each.name, each.before);
    each = writes.length > at ? writes.pop() : undefined;
  }
}

/** Closes the mark and leaves the names as they are. */
export function closeJoin(memory: Memory): void {
  memory.marks--;
  if (memory.marks === 0) memory.writes.length = 0;
}

/** Closes the mark: from here on a name has one of the values of the states that meet. */
export function settle(memory: Memory, join: Join): void {
  rewind(memory, join);
  closeJoin(memory);
  for (const [scope, names] of join.values) {
    for (const [name, found] of names) {
      const values = [...found].filter((each) => each !== undefined);
      const value = values.length > 1 ? union(values) : values[0];
      if (value !== scope.vars.get(name)) write(memory, scope, name, value);
    }
  }
}
