/** Which Python a command uses. What an interpreter is, core/workspace reads from its files. */

import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { defaultInterpreters, readInterpreter } from "../core/workspace/index.ts";
import type { InterpreterInfo } from "../protocol/interpreter.ts";
import { UsageError } from "./usage.ts";

/**
 * The one that was named; else the activated virtual environment, `.venv` or `venv` of the folder or of its repository,
 * and the PATH: the first of them that has Flyte, or the first.
 * @throws {UsageError} when there is nothing at `given`
 */
export function chooseInterpreter(
  folder: string,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): InterpreterInfo | undefined {
  if (given !== undefined) {
    const path = resolve(given);
    const chosen = readInterpreter(path, { kind: "argument" }, folder);
    if (chosen === undefined) {
      throw new UsageError(
        l10n.t("There is no Python at {0}. Name an executable or the folder of a virtual environment.", path),
      );
    }
    return chosen;
  }
  const active = env.VIRTUAL_ENV;
  const activated =
    active === undefined ? undefined : readInterpreter(active, { kind: "venv", folder: active }, folder);
  const found = [...(activated === undefined ? [] : [activated]), ...defaultInterpreters(folder, repositoryOf(folder))];
  return found.find(({ sdk }) => sdk !== undefined) ?? found[0];
}

/** The nearest folder above that holds `.git`, or the folder itself. */
function repositoryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}
