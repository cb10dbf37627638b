/** Where edges lead to. */

interface Ends {
  readonly from: string;
  readonly to: string;
}

export function targetsOf(edges: readonly Ends[]): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const present = targets.get(from);
    if (present === undefined) targets.set(from, [to]);
    else present.push(to);
  }
  return targets;
}

/** The starts, and all that edges lead to from them. */
export function reachable(starts: Iterable<string>, targets: ReadonlyMap<string, Iterable<string>>): Set<string> {
  const found = new Set(starts);
  // A set's iteration also comes by what is added on the way.
  for (const id of found) for (const to of targets.get(id) ?? []) found.add(to);
  return found;
}
