/** Runs a launch spec with the runner as a library, and prints what happens. Ctrl-C cancels; a second one gives up waiting. */

import type { LaunchSpec } from "../protocol/launch.ts";
import type { RunEnd, RunEvent } from "../protocol/run.ts";
import { runLog } from "../runner/log/runLog.ts";
import { createRunner } from "../runner/src/runner.ts";
import { type Asking, askConditions } from "./conditions.ts";
import { EXIT } from "./usage.ts";

export interface ExecuteOptions {
  /** Folder of the bridge. */
  readonly bridgeDir: string;
  readonly json: boolean;
  readonly write: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly ask?: Asking["ask"];
  /** Calls back on Ctrl-C; answers how to stop listening. */
  readonly onInterrupt: (act: () => void) => () => void;
}

/** The exit code of the run. */
export async function execute(spec: LaunchSpec, options: ExecuteOptions): Promise<number> {
  let end: RunEnd | undefined;
  let print: (event: RunEvent) => void = () => {};
  const early: RunEvent[] = [];
  const take = (event: RunEvent): void => {
    if (event.kind === "finished") end = event.end;
    print(event);
    conditions(event);
  };
  let conditions: (event: RunEvent) => void = () => {};
  let started = false;
  const runner = createRunner({
    bridgeDir: options.bridgeDir,
    keepWarm: false,
    // Whoever reads a pipe or a file wants every line.
    paced: false,
    // Events may come before the answer that names their run.
    onEvents: ({ events }) => (started ? events.forEach(take) : void early.push(...events)),
    onInstallLine: ({ line }) => options.warn(`${line}\n`),
  });
  let interrupts = 0;
  let cancel: () => void = () => {};
  const ignore = options.onInterrupt(() => {
    interrupts++;
    if (interrupts === 1) cancel();
    else void runner.dispose();
  });
  try {
    const { run } = await runner.start({ spec, secrets: {} });
    const log = runLog(run, spec, true);
    const writeLines = (lines: readonly string[]): void => {
      if (lines.length > 0) options.write(`${lines.join("\n")}\n`);
    };
    print = options.json
      ? (event) => options.write(`${JSON.stringify({ run, ...event })}\n`)
      : (event) => writeLines(log.lines([event]));
    conditions = askConditions({
      ask: options.ask,
      warn: options.warn,
      answer: (action, value) => runner.answer({ run, action, ...(value === undefined ? {} : { value }) }),
    });
    cancel = () => runner.cancel(run);
    if (interrupts > 0) cancel();
    started = true;
    early.forEach(take);
    await runner.over(run);
  } finally {
    ignore();
    await runner.dispose();
  }
  return exitCode(end);
}

function exitCode(end: RunEnd | undefined): number {
  if (end?.kind === "outputs") return EXIT.ok;
  return end?.kind === "cancelled" ? EXIT.cancelled : EXIT.failed;
}
