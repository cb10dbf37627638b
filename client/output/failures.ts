/** What a failure says to the user, and what there is to do next. Pure: showing it is showFailure.ts's work. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { LaunchRefusal } from "../../protocol/lsp.ts";
import type { RunError, RunErrorCode } from "../../protocol/run.ts";
import { errorText } from "../../runner/log/runLog.ts";

export type NextStep =
  | "showLog"
  | "goToLine"
  | "debug"
  | "installSdk"
  | "updateSdk"
  | "repairSdk"
  | "installDebugpy"
  | "chooseInterpreter"
  | "chooseConfigFile"
  | "openGuide"
  | "contact"
  | "retry";

export interface Failure {
  readonly message: string;
  /** At most three, the most likely first. */
  readonly steps: readonly NextStep[];
}

/** The one notification about an error. `name` is what was started: `etl.main`, `deploy etl`. */
export function failureOf(error: RunError, name: string, rootDir: string): Failure {
  const what = l10n.t("{0} failed: {1}", name, errorText(error, { rootDir }));
  const said = error.hint === undefined ? what : `${what.replace(/[.\s]*$/, ".")} ${error.hint}`;
  const line: readonly NextStep[] = error.frames.some((frame) => frame.user) ? ["goToLine"] : [];
  // What doesn't load can't be stepped through.
  const debug: readonly NextStep[] = error.code === "userError" ? ["debug"] : [];
  const steps = stepsOf(error.code);
  // What was started has a log.
  return { message: said, steps: [...(steps.length === 0 ? (["showLog"] as const) : steps), ...line, ...debug] };
}

/** What there is to do about a run that failed, or about one that can't be started. */
export function stepsOf(code: RunErrorCode | LaunchRefusal): readonly NextStep[] {
  switch (code) {
    case "userError":
    case "importError":
    case "targetNotFound":
    case "notAtImport":
    case "remoteReference":
    case "notebook":
    case "inputInvalid":
    case "taskTimeout":
    case "inlineTooLarge":
    case "noAnswer":
    case "dockerMissing":
    case "appEnded":
    case "systemExit":
    case "processDied":
    case "deployFailed":
    case "notFound":
      return [];
    case "scriptEnvironment":
    case "portTaken":
      return ["retry"];
    case "contactRefused":
      return ["contact"];
    case "interpreterNotReady":
      return ["retry", "chooseInterpreter"];
    case "interpreterNotFound":
    case "noInterpreter":
    case "pythonTooOld":
      return ["chooseInterpreter"];
    case "sdkMissing":
      return ["installSdk", "chooseInterpreter"];
    case "sdkTooOld":
      return ["updateSdk", "chooseInterpreter"];
    case "sdkBroken":
      return ["repairSdk", "chooseInterpreter"];
    case "debugpyMissing":
      return ["installDebugpy"];
    case "configMissing":
      return ["chooseConfigFile", "openGuide"];
    case "serverUnavailable":
    case "timeout":
    case "internal":
      return ["retry", "showLog"];
    case "unauthenticated":
      return ["openGuide", "showLog"];
    default:
      return assertNever(code);
  }
}
