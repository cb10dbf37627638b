/** What a warm worker depends on: another interpreter needs another worker, and so does the same one with another SDK. Pure. */

import type { DescribedInterpreter } from "../../protocol/interpreter.ts";

/** Equal texts share a worker; undefined where there is nothing to keep warm. */
export function warmthOf(interpreter: DescribedInterpreter | null | undefined): string | undefined {
  if (interpreter == null || interpreter.obstacle !== undefined) return undefined;
  return JSON.stringify([interpreter.path, interpreter.sdk?.version]);
}
