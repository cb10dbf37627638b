/** Asks a worker what a task's inputs are and which of the given ones it refuses. Wording is inputWords.ts's and messages.ts's. */

import type { LaunchSpec } from "../../protocol/index.ts";
import type { DescribeParams, DescribeResult } from "../../protocol/runner.ts";
import type { BridgeEvent } from "./bridge.ts";
import { inputProblem } from "./inputWords.ts";
import { keepLastLine, type LastLine } from "./lastLine.ts";
import { wordError, wordImportDeath, wordNoDescription, wordProblem } from "./messages.ts";
import type { ProcessEnd } from "./processes.ts";
import type { Worker } from "./worker.ts";

type Heard = BridgeEvent | ProcessEnd | "late" | "cancelled";

/** Uses the worker up. `answerMs`: how long importing the file may take. */
export async function askInputs(
  worker: Worker,
  params: DescribeParams,
  interpreter: string,
  answerMs: number,
  signal?: AbortSignal,
): Promise<DescribeResult> {
  const said = keepLastLine();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = new Promise<Heard>((resolve) => {
    const abort = () => resolve("cancelled");
    if (signal?.aborted === true) abort();
    signal?.addEventListener("abort", abort, { once: true });
    // What the file prints while it is imported is nobody's run, but may tell why that ends.
    worker.listen({
      onEvent: (event) => {
        if (event.kind !== "log") resolve(event);
        else if (event.stream === "stderr") said.take(Buffer.from(event.text));
      },
      onOutput: (stream, data) => {
        if (stream === "stderr") said.take(data);
      },
    });
    void worker.readiness.then((readiness) => {
      if (readiness.kind !== "ready") return;
      timer = setTimeout(() => resolve("late"), answerMs).unref();
      worker.send({ kind: "describe", ...params });
    });
    void worker.ended.then(resolve);
  });
  try {
    const readiness = await Promise.race([worker.readiness, heard.then(() => undefined)]);
    if (readiness?.kind === "problem") {
      return { kind: "error", error: wordProblem(readiness.problem, interpreter, readiness.python) };
    }
    return resultOf(await heard, params.spec, answerMs, said);
  } finally {
    clearTimeout(timer);
    void worker.destroy();
  }
}

function resultOf(heard: Heard, spec: LaunchSpec, answerMs: number, said: LastLine): DescribeResult {
  if (heard === "cancelled") return { kind: "cancelled" };
  if (heard === "late") return { kind: "error", error: wordNoDescription(spec.file, answerMs / 1000) };
  if (!("kind" in heard)) return { kind: "error", error: wordImportDeath(spec.file, heard, said.text()) };
  if (heard.kind === "described") {
    return { kind: "described", inputs: heard.inputs, problems: heard.problems.map(inputProblem) };
  }
  const error = heard.kind === "failed" ? heard.error : { code: "internal" as const, frames: [], details: {} };
  return { kind: "error", error: wordError(error) };
}
