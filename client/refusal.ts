/** Says why there is no launch spec, with the way out as a button. The words are core's; the buttons belong to the reason. */

import type { LaunchAnswer, LaunchRefusal } from "../protocol/lsp.ts";
import { assertNever } from "./assertNever.ts";
import type { NextStep } from "./failures.ts";
import { showFailure } from "./showFailure.ts";
import { vscode } from "./vscode.ts";

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

function stepsOf(reason: LaunchRefusal): readonly NextStep[] {
  switch (reason) {
    case "noInterpreter":
    case "pythonTooOld":
      return ["chooseInterpreter"];
    case "sdkMissing":
      return ["installSdk", "chooseInterpreter"];
    case "sdkTooOld":
      return ["updateSdk", "chooseInterpreter"];
    case "targetNotFound":
    case "notAtImport":
    case "remoteReference":
    case "notebook":
      return [];
    default:
      return assertNever(reason);
  }
}
