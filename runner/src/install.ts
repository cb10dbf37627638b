/** Installs the SDK into an interpreter, or into a virtual environment made from it: with uv where uv made the environment or pip is missing, else with pip. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InstallKind, InstallParams, InstallResult } from "../../protocol/runner.ts";
import { cleanEnvironment } from "./environment.ts";
import { wordInstallFailed, wordNoInstaller, wordNoVenv, wordProblem, wordVenvFailed } from "./messages.ts";
import { runTool, type ToolResult } from "./processes.ts";
import { findProgram, isExecutable } from "./programs.ts";
import { virtualEnvOf } from "./worker.ts";

/** uv writes its version into the environments that it makes. */
function isMadeByUv(interpreter: string): boolean {
  try {
    return /^uv\s*=/m.test(readFileSync(join(dirname(dirname(interpreter)), "pyvenv.cfg"), "utf8"));
  } catch {
    return false;
  }
}

/** Whether the operating system's package manager owns this Python, as PEP 668 says; pip and uv refuse to install there. */
const MANAGED = `import os, sys, sysconfig
own = sys.prefix != sys.base_prefix
print(not own and os.path.isfile(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")))`;

export interface Installing {
  /** Hears the installer, line by line. */
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Installs as `params` say. */
export async function installSdk(params: InstallParams, going: Installing): Promise<InstallResult> {
  const { requirement, kind, environment } = params;
  if (!isExecutable(params.interpreter)) {
    return failed(wordProblem({ kind: "notFound", path: params.interpreter }, params.interpreter).message);
  }
  const made = environment === undefined ? undefined : await makeEnvironment(params.interpreter, environment, going);
  if (made?.kind === "result") return made.result;
  const interpreter = made?.python ?? params.interpreter;

  const ask = toolOf(interpreter, { signal: going.signal });
  if ((await ask(interpreter, ["-I", "-c", MANAGED])).output.trim() === "True") return { kind: "externallyManaged" };
  const hasPip = (await ask(interpreter, ["-m", "pip", "--version"])).code === 0;
  const uv = findProgram("uv");
  if (isCancelled(going)) return { kind: "cancelled" };

  const run = toolOf(interpreter, going);
  const byUv = uv !== undefined && (isMadeByUv(interpreter) || !hasPip);
  if (!byUv && !hasPip) return failed(wordNoInstaller(interpreter));
  const result = byUv
    ? await run(uv, ["pip", "install", "--python", interpreter, ...UV_OPTIONS[kind], requirement])
    : await run(interpreter, ["-m", "pip", "install", ...PIP_OPTIONS[kind], requirement]);
  if (isCancelled(going)) return { kind: "cancelled" };
  return result.code === 0
    ? { kind: "installed", interpreter }
    : failed(wordInstallFailed(result.code, lastOf(result)));
}

type Made =
  | { readonly kind: "made"; readonly python: string }
  | { readonly kind: "result"; readonly result: InstallResult };

/** Makes a virtual environment. A Debian without `python3-venv` lacks ensurepip; uv needs none. */
async function makeEnvironment(python: string, folder: string, going: Installing): Promise<Made> {
  const over = (result: InstallResult): Made => ({ kind: "result", result });
  const ask = toolOf(python, { signal: going.signal });
  const byItself = (await ask(python, ["-I", "-c", "import ensurepip, venv"])).code === 0;
  const uv = findProgram("uv");
  if (!byItself && uv === undefined) return over(failed(wordNoVenv(python)));
  const run = toolOf(python, going);
  const result =
    byItself || uv === undefined
      ? await run(python, ["-m", "venv", folder])
      : await run(uv, ["venv", "--python", python, folder]);
  if (isCancelled(going)) return over({ kind: "cancelled" });
  if (result.code !== 0) return over(failed(wordVenvFailed(folder, lastOf(result))));
  const program = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");
  return { kind: "made", python: join(folder, program) };
}

/** Runs programs as in a terminal that has the interpreter's environment activated. */
function toolOf(
  interpreter: string,
  { onLine, signal }: { readonly onLine?: Installing["onLine"]; readonly signal?: AbortSignal | undefined },
): (file: string, args: readonly string[]) => Promise<ToolResult> {
  const virtualEnv = virtualEnvOf(interpreter);
  const env = cleanEnvironment({
    base: process.env,
    interpreter,
    ...(virtualEnv === undefined ? {} : { virtualEnv }),
    extra: {},
  });
  const options = { ...(onLine === undefined ? {} : { onLine }), ...(signal === undefined ? {} : { signal }) };
  return (file, args) => runTool({ file, args, cwd: dirname(interpreter), env }, options);
}

const PIP_OPTIONS: Readonly<Record<InstallKind, readonly string[]>> = {
  install: ["--disable-pip-version-check"],
  update: ["--disable-pip-version-check", "--upgrade"],
  // What is broken may be a dependency, too.
  repair: ["--disable-pip-version-check", "--force-reinstall"],
};

const UV_OPTIONS: Readonly<Record<InstallKind, readonly string[]>> = {
  install: [],
  update: ["--upgrade"],
  repair: ["--reinstall"],
};

/** What an installer said last, or why it did not start. */
function lastOf({ output, failure }: ToolResult): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return failure ?? lines.at(-1) ?? "";
}

const isCancelled = ({ signal }: Installing): boolean => signal?.aborted === true;
const failed = (message: string): InstallResult => ({ kind: "failed", message });
