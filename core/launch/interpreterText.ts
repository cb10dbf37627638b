/** Words an interpreter: what it is called, why it was chosen, and what stands in the way of running with it. */

import * as l10n from "@vscode/l10n";
import { assertNever } from "../../base/assertNever.ts";
import {
  type DescribedInterpreter,
  type InterpreterInfo,
  type InterpreterObstacle,
  type InterpreterSource,
  OLDEST_PYTHON,
  OLDEST_SDK,
} from "../../protocol/interpreter.ts";
import { relativeTo } from "./paths.ts";

/** An interpreter in words, for a user of this folder. */
export function describeInterpreter(info: InterpreterInfo, folder: string): DescribedInterpreter {
  const stands = obstacle(info, folder);
  return {
    ...info,
    name: nameOf(info, folder),
    why: whyText(info.source, folder),
    ...(stands === undefined ? {} : { obstacle: stands }),
  };
}

/** What stands in the way of running, as far as the interpreter's files tell. */
export function obstacle(info: InterpreterInfo, folder: string): InterpreterObstacle | undefined {
  const name = nameOf(info, folder);
  const why = whyText(info.source, folder);
  const python = info.version === undefined ? "Python" : `Python ${info.version}`;
  const oldestPython = OLDEST_PYTHON.join(".");
  if (info.version !== undefined && isOlder(info.version, oldestPython)) {
    const message = l10n.t(
      "{0} is {1}, and Flyte needs {2} or newer. This folder uses it because {3}.",
      name,
      python,
      oldestPython,
      why,
    );
    return { kind: "pythonTooOld", message };
  }
  if (info.sdk === undefined) {
    const message = l10n.t(
      "Flyte isn't installed in {0} ({1}), which this folder uses because {2}.",
      name,
      python,
      why,
    );
    return { kind: "sdkMissing", message };
  }
  if (isOlder(info.sdk.version, OLDEST_SDK)) {
    const message = l10n.t(
      "{0} ({1}) has flyte {2}, and Flightdeck needs {3} or newer. This folder uses it because {4}.",
      name,
      python,
      info.sdk.version,
      OLDEST_SDK,
      why,
    );
    return { kind: "sdkTooOld", message };
  }
  return undefined;
}

function whyText(source: InterpreterSource, folder: string): string {
  switch (source.kind) {
    case "setting":
      return l10n.t("the setting flightdeck.interpreter names it");
    case "pythonEnvironments":
      return l10n.t("the Python Environments extension has it selected");
    case "pythonExtension":
      return l10n.t("the Python extension has it selected");
    case "venv":
      return l10n.t("{0} is here", relativeTo(folder, source.folder));
    case "path":
      return l10n.t("it is the first Python on the PATH");
    case "argument":
      return l10n.t("it was named on the command line");
    default:
      return assertNever(source);
  }
}

/** Inside the folder, the virtual environment's own name; else the path. */
function nameOf(info: InterpreterInfo, folder: string): string {
  const shown = relativeTo(folder, info.path);
  const isInside = shown !== info.path;
  return (isInside ? /^(.*?)\/(?:bin|Scripts)\/[^/]+$/.exec(shown)?.[1] : undefined) ?? shown;
}

/** Compares as the bridge does: `2.0.0b3` is older than `2.0.0`, and what is no version is the oldest. */
function isOlder(version: string, oldest: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(oldest)];
  const at = one.findIndex((number, index) => number !== other[index]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  const match = /^(\d+)\.(\d+)(?:\.(\d+))?(.*)$/.exec(version);
  if (match === null) return [0, 0, 0, 0];
  const [, major, minor, patch, rest = ""] = match;
  return [Number(major), Number(minor), Number(patch ?? 0), /^\.?(a|b|rc|dev)/.test(rest) ? 0 : 1];
}
