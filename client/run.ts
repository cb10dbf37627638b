/** Run: save, ask the server for a launch spec, ask the user for inputs, start. */

import type { Input, LaunchSpec, LaunchTarget } from "../protocol/launch.ts";
import { askInputs } from "./askInputs.ts";
import { assertNever } from "./assertNever.ts";
import { setContext } from "./contextKeys.ts";
import type { Executions } from "./executions.ts";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import { requestLaunch, targetAtCursor } from "./launching.ts";
import { refuse } from "./refusal.ts";
import { saveBeforeRun } from "./save.ts";
import type { Server } from "./server.ts";
import { mayExecute } from "./trust.ts";
import { vscode } from "./vscode.ts";

export interface RunSurface {
  run(target: LaunchTarget): Promise<void>;
  runAtCursor(): Promise<void>;
  runLast(): Promise<void>;
  /** The task of an earlier run with its inputs, as the code and the settings are now. */
  runAgain(spec: LaunchSpec): Promise<void>;
}

interface Services {
  readonly server: Server;
  readonly interpreters: Interpreters;
  readonly executions: Executions;
  readonly memory: vscode.Memento;
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
    if (!mayExecute()) return;
    const folder = folderOf(vscode.Uri.parse(target.uri));
    if (folder === undefined) return;
    if (!(await saveBeforeRun(folder, "run"))) return;
    let inputs = given;
    let answer = await requestLaunch(services, folder, {
      kind: "run",
      target,
      ...(inputs === undefined ? {} : { inputs }),
    });
    if (answer.kind === "inputs") {
      inputs = await askInputs(folder, answer.name, answer.parameters, memory);
      if (inputs === undefined) return;
      answer = await requestLaunch(services, folder, { kind: "run", target, inputs });
    }
    switch (answer.kind) {
      case "spec": {
        const started = executions.start(answer.spec, () => void runWith(target, inputs));
        const last: Last = { target, ...(inputs === undefined ? {} : { inputs }) };
        void memory.update(LAST, last);
        setContext("flightdeck.hasRun", true);
        return started;
      }
      case "refused":
        return refuse(answer, folder.uri, () => void runWith(target, inputs));
      case "inputs":
        // Inputs were given, so they are not asked for again.
        return;
      default:
        return assertNever(answer);
    }
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
