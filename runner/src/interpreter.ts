/** Turns a launch's choice of interpreter into an executable: a path as it is, or the environment of a file's PEP 723 header. */

import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { InterpreterChoice, RunError } from "../../protocol/index.ts";
import { assertNever } from "../log/assertNever.ts";
import { wordProblem } from "./messages.ts";
import { type Preparing, scriptInterpreter } from "./scriptEnvironment.ts";

export type Resolved =
  | { readonly kind: "interpreter"; readonly path: string }
  | { readonly kind: "error"; readonly error: RunError };

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The absolute path of a program on the PATH. */
export function findProgram(name: string): string | undefined {
  const names = process.platform === "win32" ? [`${name}.exe`, `${name}.cmd`] : [name];
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isExecutable);
}

/** Where the interpreter is. Makes the environment of a file with a PEP 723 header when it isn't there yet. */
export async function resolveInterpreter(choice: InterpreterChoice, preparing: Preparing = {}): Promise<Resolved> {
  switch (choice.kind) {
    case "path":
      return isExecutable(choice.path)
        ? { kind: "interpreter", path: choice.path }
        : { kind: "error", error: wordProblem({ kind: "notFound", path: choice.path }, choice.path) };
    case "script":
      return scriptInterpreter(choice.file, preparing);
    default:
      return assertNever(choice);
  }
}
