/** What evaluation found several times, once: it meets the same statements from several modules, functions and rounds of a loop. */

import type { CallRecord, EnvironmentRecord, TaskRecord } from "./records.ts";

/** In the order of the text, each once; what exists at import hides what following its function found again. */
export function definite<T extends EnvironmentRecord | TaskRecord>(records: readonly T[]): readonly T[] {
  const certain = new Set(records.filter(({ when }) => when !== "call").map(({ site }) => site.start));
  const seen = new Set<string>();
  return records
    .filter((each) => {
      if ((each.when === "call" && certain.has(each.site.start)) || seen.has(each.id)) return false;
      seen.add(each.id);
      return true;
    })
    .sort((a, b) => a.site.start - b.site.start);
}

export function unique<T extends object>(values: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = JSON.stringify(value);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

/** A loop meets its calls again each round: there are many records, and they are told apart by little. */
export function distinct(calls: readonly CallRecord[]): readonly CallRecord[] {
  const seen = new Set<string>();
  return calls.filter(({ from, to, kind, site, gathered }) => {
    if (to.t !== "task") return true;
    const key = `${from.id}\0${to.record.id}\0${kind}\0${site.file}\0${site.start}\0${gathered ?? ""}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
