/** Run: prepares a task's run and starts it, and remembers the last one. */

import type { Input, LaunchSpec, LaunchTarget } from "../protocol/launch.ts";
import { setContext } from "./contextKeys.ts";
import type { Executions } from "./executions.ts";
import { targetAtCursor } from "./launching.ts";
import { type PrepareServices, prepareRun } from "./prepare.ts";
import { vscode } from "./vscode.ts";

export interface RunSurface {
  run(target: LaunchTarget): Promise<void>;
  runAtCursor(): Promise<void>;
  runLast(): Promise<void>;
  /** The task of an earlier run with its inputs, as the code and the settings are now. */
  runAgain(spec: LaunchSpec): Promise<void>;
}

interface Services extends PrepareServices {
  readonly executions: Executions;
}

interface Last {
  readonly target: LaunchTarget;
  readonly inputs?: readonly Input[];
}

const LAST = "run/last";

export function createRun(services: Services): RunSurface {
  const { server, executions, memory } = services;
  setContext("flightdeck.hasRun", memory.get<Last>(LAST) !== undefined);

  async function runWith(target: LaunchTarget, given: readonly Input[] | undefined): Promise<void> {
    const prepared = await prepareRun(services, target, given, (inputs) => void runWith(target, inputs));
    if (prepared === undefined) return;
    const { spec, inputs } = prepared;
    const started = executions.start(spec, () => void runWith(target, inputs));
    const last: Last = { target, ...(inputs === undefined ? {} : { inputs }) };
    void memory.update(LAST, last);
    setContext("flightdeck.hasRun", true);
    await started;
  }

  return {
    run: (target) => runWith(target, undefined),
    runAtCursor: async () => {
      const target = await targetAtCursor(server);
      if (target !== undefined) await runWith(target, undefined);
    },
    runLast: async () => {
      const last = memory.get<Last>(LAST);
      if (last !== undefined) await runWith(last.target, last.inputs);
    },
    runAgain: async ({ action, file }) => {
      if (action.kind !== "run") return;
      await runWith({ kind: "task", uri: vscode.Uri.file(file).toString(), task: action.name }, action.inputs);
    },
  };
}
