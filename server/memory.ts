/** Gives back the memory that reading large folders took: V8 keeps it until it needs it, and an idle server never does. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Less than this is not worth the pause. */
const WORTH_BYTES = 64 * 1024 * 1024;

/** Typing that begins right after the reading must not meet the pause, a tenth of a second. */
const IDLE_MS = 4_000;

type Collect = (options: {
  readonly type: "major";
  readonly execution: "sync";
  readonly flavor: "last-resort";
}) => void;

/** What is unused is collected, and its pages go back to the system. Does nothing where V8 offers no way. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("globalThis.gc");
  if (typeof collect === "function") (collect as Collect)({ type: "major", execution: "sync", flavor: "last-resort" });
}

export interface Housekeeping {
  /** Something is going on: the pause is put off. */
  busy(): void;
  dispose(): void;
}

/**
 * Collects once nothing has gone on for `idleMs`, if `worthBytes` have come together since the last time.
 * @param rest lets go of what can be had again, before
 */
export function keepHouse(
  rest: () => Promise<void>,
  { idleMs = IDLE_MS, worthBytes = WORTH_BYTES } = {},
): Housekeeping {
  let timer: NodeJS.Timeout | undefined;
  let least = 0;
  const look = async () => {
    if (process.memoryUsage().heapTotal < least + worthBytes) return;
    const own = timer;
    await rest();
    // Something has begun meanwhile: its own end looks again.
    if (timer !== own) return;
    collectGarbage();
    least = process.memoryUsage().heapTotal;
  };
  return {
    busy: () => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(), idleMs).unref();
    },
    dispose: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
