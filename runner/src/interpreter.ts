/** Turns a launch's choice of interpreter into an executable: a path as it is, or the environment of a file's PEP 723 header. */

import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { assertNever } from "../../base/assertNever.ts";
import type { InterpreterChoice } from "../../protocol/index.ts";
import { wordProblem } from "./messages.ts";
import { isExecutable } from "./programs.ts";
import { type Preparing, type Resolved, scriptInterpreter } from "./scriptEnvironment.ts";

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
