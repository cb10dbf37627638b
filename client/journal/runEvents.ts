/** Reads the events of a run's journal for whoever wants to know more than the run's tree holds. What was printed is left out. */

import type { RunEvent, RunId } from "../../protocol/run.ts";
import { readEvents } from "../../protocol/runner.ts";
import type { Runner } from "../processes/runner.ts";

const CHUNK_BYTES = 1_000_000;

/** What is written by now from a place on, piece by piece, each with the place to read on from. */
export async function* eventsFrom(
  runner: Pick<Runner, "request">,
  run: RunId,
  start: number,
): AsyncIterable<{ readonly events: readonly RunEvent[]; readonly next: number }> {
  for (let from = start; ; ) {
    const { events, next } = await runner.request(readEvents, { run, from, bytes: CHUNK_BYTES, logs: false });
    yield { events, next };
    if (next === from) return;
    from = next;
  }
}
