/** Turns a launch's choice of interpreter into an executable: a path as it is, or the environment of a file's PEP 723 header. */

import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { assertNever } from "../../base/assertNever.ts";
import type { InterpreterChoice, RunError } from "../../protocol/index.ts";
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

/** Changes when an environment is made again, or packages come and go in it: a worker that waits has what was there before. */
export function interpreterState(path: string): string {
  const environment = dirname(dirname(path));
  const libraries = namesIn(join(environment, "lib")).filter((name) => name.startsWith("python"));
  const packages = [join("Lib", "site-packages"), ...libraries.map((name) => join("lib", name, "site-packages"))];
  const watched = [path, ...["pyvenv.cfg", ...packages].map((name) => join(environment, name))];
  return watched
    .map((each) => {
      const found = statSync(each, { throwIfNoEntry: false });
      return found === undefined ? "" : `${found.ino}/${found.mtimeMs}`;
    })
    .join(" ");
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
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
