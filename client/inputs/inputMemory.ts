/** What a task was given last, per folder and task, kept with the workspace. */

import type { Input, LaunchTarget } from "../../protocol/launch.ts";
import type { vscode } from "../editor/vscode.ts";
import { type GivenInput, plainInputs } from "../executions/givenInputs.ts";

const keyOf = (target: LaunchTarget): string =>
  `lastInputs/${target.uri}#${target.kind === "task" ? target.task : target.environment}`;

export function lastInputs(memory: vscode.Memento, target: LaunchTarget): readonly Input[] {
  return memory.get<readonly Input[]>(keyOf(target), []);
}

/** Also what was refused: nothing that was typed is lost, but for what holds a secret. */
export async function rememberInputs(
  memory: vscode.Memento,
  target: LaunchTarget,
  inputs: readonly GivenInput[],
): Promise<void> {
  await memory.update(keyOf(target), plainInputs(inputs));
}
