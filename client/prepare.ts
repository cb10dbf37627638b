/** Prepares a run: saves, asks the server for a launch spec and the user for inputs. Starting it is run.ts's and debug.ts's work. */

import type { Input, LaunchSpec, LaunchTarget } from "../protocol/launch.ts";
import { askInputs } from "./askInputs.ts";
import { assertNever } from "./assertNever.ts";
import { folderOf } from "./folders.ts";
import type { Interpreters } from "./interpreter.ts";
import { requestLaunch } from "./launching.ts";
import { refuse } from "./refusal.ts";
import { saveBeforeRun } from "./save.ts";
import type { Server } from "./server.ts";
import { mayExecute } from "./trust.ts";
import { vscode } from "./vscode.ts";

export interface PrepareServices {
  readonly server: Server;
  readonly interpreters: Interpreters;
  readonly memory: vscode.Memento;
}

export interface Prepared {
  readonly folder: vscode.WorkspaceFolder;
  readonly spec: LaunchSpec;
  /** What was given or asked for; undefined where the task needs none. */
  readonly inputs: readonly Input[] | undefined;
}

/** Undefined when the user called it off, or was told why it can't be run; `retry` is what its buttons do again, with these inputs. */
export async function prepareRun(
  services: PrepareServices,
  target: LaunchTarget,
  given: readonly Input[] | undefined,
  retry: (inputs: readonly Input[] | undefined) => void,
): Promise<Prepared | undefined> {
  if (!mayExecute()) return undefined;
  const folder = folderOf(vscode.Uri.parse(target.uri));
  if (folder === undefined) return undefined;
  if (!(await saveBeforeRun(folder, "run"))) return undefined;
  let inputs = given;
  let answer = await requestLaunch(services, folder, {
    kind: "run",
    target,
    ...(inputs === undefined ? {} : { inputs }),
  });
  if (answer.kind === "inputs") {
    inputs = await askInputs(folder, answer.name, answer.parameters, services.memory);
    if (inputs === undefined) return undefined;
    answer = await requestLaunch(services, folder, { kind: "run", target, inputs });
  }
  switch (answer.kind) {
    case "spec":
      return { folder, spec: answer.spec, inputs };
    case "refused":
      await refuse(answer, folder.uri, () => retry(inputs));
      return undefined;
    case "inputs":
      // Inputs were given, so they are not asked for again.
      return undefined;
    default:
      return assertNever(answer);
  }
}
