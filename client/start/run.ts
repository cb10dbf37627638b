/** Run: prepares a task's run and starts it, and remembers the last one. */

import type { LaunchSpec, LaunchTarget } from "../../protocol/launch.ts";
import { attempt } from "../editor/attempt.ts";
import { setContext } from "../editor/contextKeys.ts";
import { type GivenInput, withheldInputs } from "../executions/givenInputs.ts";
import { targetAtCursor, targetOf } from "../executions/launching.ts";
import { type Asking, askingOf, type Caching, completeInputs, type PrepareServices, prepareRun } from "./prepare.ts";

export interface RunSurface {
  run(target: LaunchTarget): Promise<void>;
  runAtCursor(): Promise<void>;
  /** The task itself and all that it calls are executed. */
  runWithoutCache(target: LaunchTarget): Promise<void>;
  runLast(): Promise<void>;
  /** With these inputs, and without asking. */
  runWith(target: LaunchTarget, inputs: readonly GivenInput[]): Promise<void>;
  /** Asks for the inputs, whether the task needs some or not. */
  runAsking(target: LaunchTarget, asking: Asking): Promise<void>;
  /** The task of an earlier run with its inputs, as the code and the settings are now. */
  runAgain(spec: LaunchSpec, caching?: Caching): Promise<void>;
  /** The same, with its inputs asked for. */
  runChanged(spec: LaunchSpec): Promise<void>;
}

interface Last extends Caching {
  readonly target: LaunchTarget;
  readonly inputs?: readonly GivenInput[];
}

const LAST = "run/last";
const UNCACHED: Caching = { disableRunCache: true };

export function createRun(services: PrepareServices): RunSurface {
  const { server, executions, memory, trace } = services;
  const complete = completeInputs(services);
  setContext("flightdeck.hasRun", memory.get<Last>(LAST) !== undefined);

  async function runWith(
    target: LaunchTarget,
    given: readonly GivenInput[] | undefined,
    asking?: Asking,
    caching: Caching = {},
  ): Promise<void> {
    const retry = (inputs: readonly GivenInput[] | undefined) =>
      void attempt(trace, "run", () => runWith(target, inputs, asking, caching));
    const prepared = await prepareRun(services, target, given, retry, asking, caching);
    if (prepared === undefined) return;
    const { spec, inputs } = prepared;
    const again = () => void attempt(trace, "run", () => runWith(target, inputs, undefined, caching));
    const started = executions.start(spec, again, undefined, inputs);
    const last: Last = { target, ...(inputs === undefined ? {} : { inputs }), ...caching };
    // Where one of its inputs holds a secret, "Rerun Last Task" means the run before it.
    if (withheldInputs(inputs).length === 0) {
      void memory.update(LAST, last);
      setContext("flightdeck.hasRun", true);
    }
    await started;
  }

  return {
    run: (target) => runWith(target, undefined),
    runWith: (target, inputs) => runWith(target, inputs),
    runWithoutCache: (target) => runWith(target, undefined, undefined, UNCACHED),
    runAsking: (target, asking) => runWith(target, undefined, asking),
    runChanged: async (spec) => {
      if (spec.action.kind === "run") await runWith(targetOf(spec.action, spec.file), undefined, askingOf(spec.action));
    },
    runAtCursor: async () => {
      const target = await targetAtCursor(server);
      if (target !== undefined) await runWith(target, undefined);
    },
    runLast: async () => {
      const last = memory.get<Last>(LAST);
      if (last === undefined) return;
      const { target, inputs, ...caching } = last;
      await runWith(target, inputs, undefined, caching);
    },
    runAgain: async (spec, caching) => {
      if (spec.action.kind !== "run") return;
      const target = targetOf(spec.action, spec.file);
      const inputs = await complete(target, spec.action);
      if (inputs !== undefined) await runWith(target, inputs, undefined, caching);
    },
  };
}
