/** Which interpreters a folder may use, in the order in which they are tried. Pure: which of them exist is read by the server. */

import * as path from "node:path";
import type { InterpreterSource } from "../protocol/interpreter.ts";

export interface Candidate {
  /** An executable, or the folder of a virtual environment. */
  readonly path: string;
  readonly source: InterpreterSource;
}

/** What there is to choose from. Paths of the two APIs are absolute; absent where an API has no answer. */
export interface Choices {
  /** The folder's path. */
  readonly folder: string;
  /** `flightdeck.interpreter`; empty when unset. */
  readonly setting: string;
  readonly pythonEnvironments?: string;
  readonly pythonExtension?: string;
  /** The PATH variable. */
  readonly searchPath: string;
  readonly platform: string;
  readonly home: string;
}

/** Candidates, the best first. A set setting is the only one: when it names nothing, that is to be said, not worked around. */
export function interpreterCandidates(choices: Choices): readonly Candidate[] {
  if (choices.setting !== "") {
    return [{ path: settingPath(choices), source: { kind: "setting" } }];
  }
  return otherCandidates(choices);
}

/** Candidates but for the setting: what the chooser lists. */
export function otherCandidates(choices: Choices): readonly Candidate[] {
  const { pythonEnvironments, pythonExtension } = choices;
  const paths = pathsOf(choices.platform);
  const venvs = [".venv", "venv"].map((name) => paths.join(choices.folder, name));
  return [
    ...(pythonEnvironments === undefined
      ? []
      : [{ path: pythonEnvironments, source: { kind: "pythonEnvironments" } } as const]),
    ...(pythonExtension === undefined ? [] : [{ path: pythonExtension, source: { kind: "pythonExtension" } } as const]),
    ...venvs.map((venv) => ({ path: venv, source: { kind: "venv", folder: venv } }) as const),
    ...onPath(choices).map((file) => ({ path: file, source: { kind: "path" } }) as const),
  ];
}

/** The setting as an absolute path: `~`, `${workspaceFolder}` and paths relative to the folder are allowed. */
export function settingPath({ setting, folder, home, platform }: Choices): string {
  const expanded = setting.replace(/\$\{workspaceFolder\}/g, () => folder).replace(/^~(?=$|[\\/])/, () => home);
  return pathsOf(platform).resolve(folder, expanded);
}

/** Relative entries of the PATH would depend on where we were started, and may lie in the folder: they are left out. */
function onPath({ searchPath, platform }: Choices): readonly string[] {
  const isWindows = platform === "win32";
  const paths = pathsOf(platform);
  const names = isWindows ? ["python.exe", "python3.exe"] : ["python3", "python"];
  return searchPath
    .split(isWindows ? ";" : ":")
    .filter((entry) => paths.isAbsolute(entry))
    .flatMap((entry) => names.map((name) => paths.join(entry, name)));
}

function pathsOf(platform: string): path.PlatformPath {
  return platform === "win32" ? path.win32 : path.posix;
}
