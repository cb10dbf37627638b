/** Asks a worker where a deployment would go. Wording is messages.ts's. */

import type { LaunchSpec } from "../../protocol/index.ts";
import type { DestinationResult } from "../../protocol/runner.ts";
import type { BridgeEvent } from "./bridge.ts";
import { wordError, wordInternal, wordProblem } from "./messages.ts";
import type { Worker } from "./worker.ts";

/** Uses the worker up. */
export async function askDestination(
  worker: Worker,
  spec: LaunchSpec,
  interpreter: string,
  answerMs: number,
): Promise<DestinationResult> {
  const readiness = await worker.readiness;
  if (readiness.kind === "problem") {
    return { kind: "error", error: wordProblem(readiness.problem, interpreter, readiness.python) };
  }
  const answer = new Promise<BridgeEvent | undefined>((resolve) => {
    worker.listen({ onEvent: (event) => event.kind !== "log" && resolve(event), onOutput: () => undefined });
    void worker.ended.then(() => resolve(undefined));
    setTimeout(() => resolve(undefined), answerMs).unref();
  });
  worker.send({ kind: "destination", spec });
  const event = await answer;
  void worker.destroy();
  if (event?.kind === "destination") return { kind: "destination", destination: event.destination };
  if (event?.kind === "failed") return { kind: "error", error: wordError(event.error) };
  return { kind: "error", error: wordInternal("no answer") };
}
