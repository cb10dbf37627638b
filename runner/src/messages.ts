/** Words every error of a run: what happened, why, and what to do next. Texts of the user's own exceptions pass through. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import type { InterpreterProblem, RunError } from "../../protocol/index.ts";
import type { BridgeError } from "./bridge.ts";
import { list, text } from "./details.ts";
import { explain } from "./explain.ts";
import { wordInput } from "./inputWords.ts";
import { wordLocal } from "./localWords.ts";
import type { ProcessEnd } from "./processes.ts";
import { wordServed } from "./servedWords.ts";

/** Codes whose message is the text of an exception that the user's code raised; its class belongs to it. */
const isOwnException: ReadonlySet<string> = new Set(["userError", "importError", "deployFailed"]);

/** A bridge's error in words. */
export function wordError(error: BridgeError): RunError {
  const hint = isOwnException.has(error.code) ? explain(error.exception, error.message ?? "") : undefined;
  return {
    code: error.code,
    ...(error.exception !== undefined && isOwnException.has(error.code) ? { exception: error.exception } : {}),
    message: wordBridgeError(error),
    ...(hint === undefined ? {} : { hint }),
    ...(error.code === "contactRefused" ? { contact: text(error.details.whom) } : {}),
    frames: error.frames,
  };
}

function wordBridgeError(error: BridgeError): string {
  const { details } = error;
  const said = error.message ?? "";
  switch (error.code) {
    case "userError":
    case "importError":
      return said;
    case "internal":
      return l10n.t("Flightdeck failed inside Python: {0}: {1}", error.exception ?? "", said);
    case "targetNotFound":
      return wordTarget(details);
    case "inputInvalid":
      return wordInput(details);
    case "taskTimeout":
    case "inlineTooLarge":
    case "remoteReference":
    case "noAnswer":
    case "dockerMissing":
      return wordLocal(error.code, details);
    case "portTaken":
    case "appEnded":
    case "contactRefused":
      return wordServed(error.code, details);
    case "systemExit":
      return wordExit(details);
    case "configMissing":
      return details.configFile === undefined
        ? l10n.t(
            "No Flyte configuration names an endpoint. Flyte looks in ./config.yaml, ./.flyte/config.yaml, the Git root's .flyte/config.yaml, $UCTL_CONFIG, $FLYTECTL_CONFIG, ~/.union/config.yaml and ~/.flyte/config.yaml. Create one with `flyte create config`, or start a local cluster with `flyte start devbox`.",
          )
        : l10n.t(
            "There is no Flyte configuration file at {0}. Check the setting, or remove it to let Flyte look by itself.",
            text(details.configFile),
          );
    case "serverUnavailable":
      return l10n.t(
        "The control plane at {0} can't be reached: {1} Check that it runs and that the endpoint in {2} is right.",
        text(details.endpoint),
        sentence(said),
        text(details.config),
      );
    case "unauthenticated":
      return l10n.t(
        "{0} refused the credentials: {1} Log in again, or check the auth settings in {2}.",
        text(details.endpoint),
        sentence(said),
        text(details.config),
      );
    case "notFound":
      return l10n.t("{0} Check project and domain in {1}.", sentence(said), text(details.config));
    case "timeout":
      if (details.phase === "run") {
        return l10n.t(
          "{0} did not answer for {1} s while the run was created. Look there whether it exists before you start it again.",
          text(details.endpoint),
          text(details.seconds),
        );
      }
      return l10n.t(
        "{0} did not answer for {1} s while {2}. The deployment was stopped; what was deployed before stays deployed.",
        text(details.endpoint),
        text(details.seconds),
        wordPhase(text(details.phase)),
      );
    case "deployFailed":
      return wordDeployFailed(said, details);
    case "interpreterNotFound":
    case "scriptEnvironment":
    case "interpreterNotReady":
    case "pythonTooOld":
    case "sdkMissing":
    case "sdkTooOld":
    case "sdkBroken":
    case "debugpyMissing":
    case "processDied":
      return said;
    default:
      return assertNever(error.code);
  }
}

function wordExit(details: BridgeError["details"]): string {
  if (details.importing === true) {
    return l10n.t(
      'The file called sys.exit({0}) while it was imported. Keep such calls under if __name__ == "__main__".',
      text(details.exit),
    );
  }
  switch (details.how) {
    case "script":
      return l10n.t("The script ended with exit code {0}.", text(details.exit));
    case "raised":
      return l10n.t(
        "The task raised {0}. Flyte would wait for ever, so the run was ended. Raise another exception instead.",
        text(details.exception),
      );
    case "broke":
      return l10n.t(
        "The event loop on which Flyte runs the task broke: {0}: {1}. Flyte would wait for ever, so the run was ended. A task that closes descriptors which it didn't open does that.",
        text(details.exception),
        text(details.message),
      );
    case "stopped":
      return l10n.t(
        "The task stopped the event loop on which Flyte runs it. Flyte would wait for ever, so the run was ended. Return from the task, or raise an exception instead.",
      );
    default:
      return l10n.t(
        "The task called sys.exit({0}). Flyte would wait for ever, so the run was ended. Raise an exception instead.",
        text(details.exit),
      );
  }
}

/** Ends a foreign text as a sentence, so that ours can follow. */
function sentence(said: string): string {
  const trimmed = said.trim();
  return /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function wordPhase(phase: string): string {
  switch (phase) {
    case "connect":
      return l10n.t("connecting");
    case "bundle":
      return l10n.t("the code bundle was uploaded");
    case "image":
      return l10n.t("images were built");
    default:
      return l10n.t("tasks were deployed");
  }
}

function wordDeployFailed(said: string, details: BridgeError["details"]): string {
  const task = text(details.task);
  const failed = task === "" ? said : l10n.t("Task {0} could not be deployed: {1}", task, sentence(said));
  const deployed = list(details.deployed);
  return deployed === ""
    ? failed
    : l10n.t("{0} Deployed before it failed, and staying so: {1}.", sentence(failed), deployed);
}

function wordTarget(details: BridgeError["details"]): string {
  const known = list(details.known);
  const [name, file] = [text(details.name), text(details.file)];
  if (details.what === "task") {
    return known === ""
      ? l10n.t("{0} has no task {1}; it defines no tasks.", file, name)
      : l10n.t("{0} has no task {1}. Its tasks are {2}.", file, name, known);
  }
  return known === ""
    ? l10n.t("{0} has no environment {1}; it defines no environments.", file, name)
    : l10n.t("{0} has no environment {1}. Its environments are {2}.", file, name, known);
}

/** What stands in the way of running with an interpreter, in words. */
export function wordProblem(problem: InterpreterProblem, interpreter: string, python?: string): RunError {
  const where = python === undefined ? interpreter : l10n.t("{0} (Python {1})", interpreter, python);
  switch (problem.kind) {
    case "notFound":
      return failure(
        "interpreterNotFound",
        l10n.t(
          "There is no Python that starts at {0}. Choose another interpreter, or make the environment again.",
          problem.path,
        ),
      );
    case "ended":
      return failure("interpreterNotFound", wordEnded(interpreter, problem.code, problem.said));
    case "pythonTooOld":
      return failure(
        "pythonTooOld",
        l10n.t(
          "{0} is Python {1}; Flyte needs 3.10 or newer. Choose another interpreter.",
          interpreter,
          problem.version,
        ),
      );
    case "sdkMissing":
      return failure(
        "sdkMissing",
        l10n.t("Flyte isn't installed in {0}. Install it there, or choose another interpreter.", where),
      );
    case "sdkTooOld":
      return failure(
        "sdkTooOld",
        l10n.t(
          "{0} has Flyte {1}; Flightdeck needs {2} or newer. Update it, or choose another interpreter.",
          where,
          problem.version,
          problem.oldest,
        ),
      );
    case "sdkBroken":
      return failure(
        "sdkBroken",
        l10n.t(
          "Flyte is installed in {0} but importing it fails: {1} Install it again, or choose another interpreter.",
          where,
          sentence(problem.message),
        ),
      );
    case "debugpyMissing":
      return failure("debugpyMissing", wordDebugpy(problem.message, where));
    case "notReady":
      return failure(
        "interpreterNotReady",
        l10n.t(
          "{0} started, but was not ready to run Flyte within {1} s. Try `import flyte` with it in a terminal to see what it waits for, or choose another interpreter.",
          interpreter,
          problem.seconds,
        ),
      );
    default:
      return assertNever(problem);
  }
}

function wordDebugpy(said: string, where: string): string {
  return said === ""
    ? l10n.t(
        "Debugging needs debugpy, which isn't installed in {0}. Install it there, or install the Python Debugger extension, which brings one along.",
        where,
      )
    : l10n.t(
        "Debugging needs debugpy, and loading the one in {0} fails: {1} Install another there, or install the Python Debugger extension, which brings one along.",
        where,
        sentence(said),
      );
}

/** The process ended before the bridge said how the run did. */
export function wordDeath(end: ProcessEnd): RunError {
  if (end.signal === "SIGKILL") {
    return failure(
      "processDied",
      l10n.t("The process was killed (SIGKILL) before the run was over; the system may have run out of memory."),
    );
  }
  if (end.signal !== null)
    return failure("processDied", l10n.t("The process was ended by {0} before the run was over.", end.signal));
  return failure(
    "processDied",
    l10n.t("The process ended with exit code {0} before the run was over.", String(end.code)),
  );
}

/** The process ended while a file was imported for its tasks' inputs. */
export function wordImportDeath(file: string, end: ProcessEnd, said: string): RunError {
  const how = end.signal ?? l10n.t("exit code {0}", String(end.code));
  return failure(
    "processDied",
    said === ""
      ? l10n.t(
          "Python ended ({0}) while it imported {1} for its inputs, and said nothing. Look at what the file does at its top level.",
          how,
          file,
        )
      : l10n.t(
          "Python ended ({0}) while it imported {1} for its inputs. Its last line was: {2} Look at what the file does at its top level.",
          how,
          file,
          sentence(said),
        ),
  );
}

function wordEnded(interpreter: string, code: number, said: string): string {
  return said === ""
    ? l10n.t(
        "{0} ended with exit code {1} as it started, and said nothing. Choose another interpreter, or make the environment again.",
        interpreter,
        code,
      )
    : l10n.t(
        "{0} ended with exit code {1} as it started. Its last line was: {2} A file on PYTHONPATH that is called like a module of Python's own can be why. Else choose another interpreter, or make the environment again.",
        interpreter,
        code,
        sentence(said),
      );
}

/** uv is needed for a file's own environment and isn't there, or failed. */
export function wordScriptEnvironment(file: string, reason: string): RunError {
  return failure(
    "scriptEnvironment",
    l10n.t(
      "The environment that {0} names could not be made with uv. Check its header and the network, or switch off flightdeck.scriptEnvironments to use the folder's interpreter. uv says: {1}",
      file,
      reason,
    ),
  );
}

export function wordUvMissing(file: string): RunError {
  return failure(
    "scriptEnvironment",
    l10n.t(
      "{0} names its own dependencies, which takes uv, and uv isn't on the PATH. Install uv (https://docs.astral.sh/uv), or switch off flightdeck.scriptEnvironments to use the folder's interpreter.",
      file,
    ),
  );
}

/** The file was imported for its tasks' inputs, and that did not end. */
export function wordNoDescription(file: string, seconds: number): RunError {
  return failure(
    "timeout",
    l10n.t(
      "Importing {0} took longer than {1} s, so its inputs could not be looked at. Move what takes long out of the module's top level.",
      file,
      seconds,
    ),
  );
}

export function wordInternal(message: string): RunError {
  return failure("internal", l10n.t("Flightdeck's runner failed: {0}", message));
}

export function wordInstallFailed(code: number | null, last: string): string {
  return l10n.t(
    "The installer ended with exit code {0}: {1} Check the network and the package index; the installer's own output says more.",
    String(code),
    sentence(last),
  );
}

export function wordNoInstaller(interpreter: string): string {
  return l10n.t(
    "{0} has no pip, and uv isn't on the PATH. Install one of them, or make the environment again with `python -m venv`.",
    interpreter,
  );
}

export function wordNoVenv(interpreter: string): string {
  return l10n.t(
    "{0} can't make virtual environments, and uv isn't on the PATH. Install one of them; on Debian and Ubuntu the package is python3-venv.",
    interpreter,
  );
}

export function wordVenvFailed(folder: string, last: string): string {
  return l10n.t(
    "The virtual environment {0} could not be made: {1} Check that the folder may be written to and the disk has room, or make one in a terminal with `python -m venv`.",
    folder,
    sentence(last),
  );
}

function failure(code: RunError["code"], message: string): RunError {
  return { code, message, frames: [] };
}
