/** The ladder that ends a run: ask, terminate, kill. Which processes that means is the caller's. */

export type StopStep = "cancel" | "terminate" | "kill";

/** How long a step may take before the next is taken. */
export const GRACE_MS: Readonly<Record<StopStep, number>> = { cancel: 2_000, terminate: 2_000, kill: 500 };
const POLL_MS = 20;

/** The next step of stopping a run, `waitedMs` after the last one. */
export function nextStop(last: StopStep, alive: boolean, waitedMs: number): StopStep | "wait" | "done" {
  if (!alive) return "done";
  if (waitedMs < GRACE_MS[last]) return "wait";
  return last === "cancel" ? "terminate" : "kill";
}

export interface Stoppable {
  readonly alive: () => boolean;
  readonly send: (step: StopStep) => void;
}

export interface Clock {
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** Climbs the ladder from `first` until nothing is alive. */
export async function stop(run: Stoppable, first: StopStep = "cancel", clock: Clock = realClock): Promise<void> {
  // By now its id may be another's.
  if (!run.alive()) return;
  run.send(first);
  for (let last = first, at = clock.now(); ; await clock.sleep(POLL_MS)) {
    const next = nextStop(last, run.alive(), clock.now() - at);
    if (next === "done") return;
    if (next !== "wait") {
      run.send(next);
      last = next;
      at = clock.now();
    }
  }
}
