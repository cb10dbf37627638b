/** Long work on the thread that also answers requests: done in slices, with a breath for others in between. */

import { setImmediate as nextTurn } from "node:timers/promises";

const SLICE_MS = 8;

/** Takes the steps of a generator to its end. Nothing when it is not through after `patienceMs`. */
export async function inSlices<T>(
  steps: Generator<unknown, T>,
  patienceMs: number = Number.POSITIVE_INFINITY,
): Promise<T | undefined> {
  const began = performance.now();
  for (let breath = began; ; ) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const now = performance.now();
    if (now - began > patienceMs) return undefined;
    if (now - breath < SLICE_MS) continue;
    await nextTurn();
    breath = performance.now();
  }
}
