/** Installs the SDK into an interpreter: with uv where uv made the environment or pip is missing, else with pip. */

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { InstallResult } from "../../protocol/runner.ts";
import { cleanEnvironment } from "./environment.ts";
import { findProgram, isExecutable } from "./interpreter.ts";
import { wordInstallFailed, wordNoInstaller, wordProblem } from "./messages.ts";
import { runTool } from "./processes.ts";
import { virtualEnvOf } from "./worker.ts";

/** uv writes its version into the environments that it makes. */
function isMadeByUv(interpreter: string): boolean {
  try {
    return /^uv\s*=/m.test(readFileSync(join(dirname(dirname(interpreter)), "pyvenv.cfg"), "utf8"));
  } catch {
    return false;
  }
}

/** Installs `requirement`; `onLine` hears the installer. */
export async function installSdk(
  interpreter: string,
  requirement: string,
  onLine: (line: string) => void,
  signal?: AbortSignal,
): Promise<InstallResult> {
  if (!isExecutable(interpreter)) {
    return { kind: "failed", message: wordProblem({ kind: "notFound", path: interpreter }, interpreter).message };
  }
  const virtualEnv = virtualEnvOf(interpreter);
  const env = cleanEnvironment({
    base: process.env,
    interpreter,
    ...(virtualEnv === undefined ? {} : { virtualEnv }),
    extra: {},
  });
  const run = (file: string, args: readonly string[], quiet = false) =>
    runTool(
      { file, args, cwd: dirname(interpreter), env },
      { ...(quiet ? {} : { onLine }), ...(signal === undefined ? {} : { signal }) },
    );
  const uv = findProgram("uv");
  const hasPip = async () => (await run(interpreter, ["-m", "pip", "--version"], true)).code === 0;
  const useUv = uv !== undefined && (isMadeByUv(interpreter) || !(await hasPip()));
  if (!useUv && !(await hasPip())) return { kind: "failed", message: wordNoInstaller(interpreter) };
  const result =
    useUv && uv !== undefined
      ? await run(uv, ["pip", "install", "--python", interpreter, requirement])
      : await run(interpreter, ["-m", "pip", "install", "--disable-pip-version-check", requirement]);
  if (result.code === 0) return { kind: "installed" };
  const last = result.output
    .trim()
    .split("\n")
    .filter((line) => !/^\s*$/.test(line))
    .at(-1);
  return { kind: "failed", message: wordInstallFailed(result.code, result.failure ?? last ?? "") };
}
