/** Words an interpreter: what it is, where it was chosen, and what stands in the way of running with it. */

import * as l10n from "@vscode/l10n";
import { type InterpreterInfo, type InterpreterSource, OLDEST_PYTHON } from "../protocol/interpreter.ts";
import { relativeTo } from "../runner/log/text.ts";
import { assertNever } from "./assertNever.ts";

/** Why this interpreter: the second half of "… because". */
export function whyText(source: InterpreterSource, folder: string): string {
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

/** `Python 3.12.4` */
export function pythonText(info: InterpreterInfo): string {
  return info.version === undefined ? "Python" : `Python ${info.version}`;
}

/** What a user would call it: inside the folder, the virtual environment's own; else the path. */
export function interpreterName(info: InterpreterInfo, folder: string): string {
  const shown = relativeTo(folder, info.path);
  const isInside = shown !== info.path;
  return (isInside ? /^(.*?)\/(?:bin|Scripts)\/[^/]+$/.exec(shown)?.[1] : undefined) ?? shown;
}

export type InterpreterObstacle =
  | { readonly kind: "none" }
  | { readonly kind: "pythonTooOld" | "sdkMissing"; readonly message: string };

/** What can be told from the files alone. */
export function obstacle(info: InterpreterInfo, folder: string): InterpreterObstacle {
  const [major, minor] = (info.version ?? "").split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
  const name = interpreterName(info, folder);
  const why = whyText(info.source, folder);
  if (
    major !== undefined &&
    minor !== undefined &&
    (major < oldestMajor || (major === oldestMajor && minor < oldestMinor))
  ) {
    const oldest = `${oldestMajor}.${oldestMinor}`;
    return {
      kind: "pythonTooOld",
      message: l10n.t(
        "{0} is {1}, and Flyte needs {2} or newer. This folder uses it because {3}.",
        name,
        pythonText(info),
        oldest,
        why,
      ),
    };
  }
  if (info.sdk === undefined) {
    const message = l10n.t(
      "Flyte isn't installed in {0} ({1}), which this folder uses because {2}.",
      name,
      pythonText(info),
      why,
    );
    return { kind: "sdkMissing", message };
  }
  return { kind: "none" };
}
