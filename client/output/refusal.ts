/** Says why there is no launch spec, with the way out as a button. The words are core's; which buttons belong to the reason is decided in failures.ts. */

import type { LaunchAnswer } from "../../protocol/lsp.ts";
import { vscode } from "../editor/vscode.ts";
import { stepsOf } from "./failures.ts";
import { showFailure } from "./showFailure.ts";

export function refuse(
  answer: Extract<LaunchAnswer, { kind: "refused" }>,
  folder: vscode.Uri,
  retry: () => void,
): Promise<void> {
  return showFailure(
    { message: answer.message, steps: stepsOf(answer.reason) },
    { folder, showLog: () => void vscode.commands.executeCommand("flightdeck.showLog"), retry },
  );
}
