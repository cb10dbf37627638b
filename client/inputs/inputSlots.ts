/** Which of a few slots a tab with inputs takes. Pure. */

/** So many have a schema of their own, in the manifest. */
export const SLOTS = 8;

/**
 * A free slot, the one that was used longest ago. Where all of them are open, one more, which has no schema: what stands in an
 * open tab is never replaced.
 * @param savedMs when each slot was used last
 */
export function freeSlot(savedMs: Readonly<Record<string, number>>, open: ReadonlySet<string>): string {
  const own = Array.from({ length: SLOTS }, (_, index) => String(index + 1));
  const byAge = own.toSorted((a, b) => (savedMs[a] ?? 0) - (savedMs[b] ?? 0));
  const free = byAge.find((slot) => !open.has(slot));
  if (free !== undefined) return free;
  let more = SLOTS + 1;
  while (open.has(String(more))) more += 1;
  return String(more);
}
