/** Which dependencies may not be declared because only some branch makes the environment that declares them. */

import { valuesOf } from "../../../../base/values.ts";
import type { DependsOn, Environment } from "../../../../protocol/model.ts";

/** Of those that are deployed as one the run makes one: what not all of them declare may be missing. */
export function withDoubt(edges: readonly DependsOn[], environments: readonly Environment[]): readonly DependsOn[] {
  const firstOf = new Map(environments.map(({ id, alternativeTo = id }) => [id, alternativeTo]));
  const sizes = new Map<string, number>();
  for (const first of firstOf.values()) sizes.set(first, (sizes.get(first) ?? 0) + 1);
  if (sizes.size === firstOf.size) return edges;
  const keyOfTarget = (to: DependsOn["to"]): string =>
    JSON.stringify(to.kind === "unknown" ? to : [...new Set(valuesOf(to).map((id) => firstOf.get(id) ?? id))]);
  const keyOf = ({ from, to }: DependsOn): string | undefined =>
    from.kind === "known" ? `${firstOf.get(from.value)}\n${keyOfTarget(to)}` : undefined;
  const declaredBy = new Map<string, Set<unknown>>();
  for (const edge of edges) {
    const key = keyOf(edge);
    if (key === undefined || edge.from.kind !== "known") continue;
    declaredBy.set(key, (declaredBy.get(key) ?? new Set()).add(edge.from.value));
  }
  return edges.map((edge) => {
    const size = edge.from.kind === "known" ? (sizes.get(firstOf.get(edge.from.value) ?? "") ?? 1) : 1;
    const declared = declaredBy.get(keyOf(edge) ?? "")?.size ?? size;
    return declared < size ? { ...edge, maybe: true } : edge;
  });
}
