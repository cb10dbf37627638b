/** Which interpreter somebody chose for a folder, the most particular choice first. Pure: what exists beside them is the server's knowledge. */

import * as path from "node:path";
import { expandPath } from "../../base/expandPath.ts";
import type { InterpreterSource } from "../../protocol/interpreter.ts";

export interface Candidate {
  /** An executable, or the folder of a virtual environment. */
  readonly path: string;
  readonly source: InterpreterSource;
}

/** What was chosen where. Paths of the two APIs are absolute; absent where an API has no answer. */
export interface Choices {
  /** The folder's path. */
  readonly folder: string;
  /** `flightdeck.interpreter`; empty when unset. */
  readonly setting: string;
  readonly pythonEnvironments?: string;
  readonly pythonExtension?: string;
  readonly platform: string;
  readonly home: string;
}

/** A set setting is the only candidate: when it names nothing, that is to be said, not worked around. */
export function settingCandidate(choices: Choices): Candidate | undefined {
  return choices.setting === "" ? undefined : { path: settingPath(choices), source: { kind: "setting" } };
}

/** What the Python extensions have selected, the best first. */
export function extensionCandidates({ pythonEnvironments, pythonExtension }: Choices): readonly Candidate[] {
  return [
    ...(pythonEnvironments === undefined
      ? []
      : [{ path: pythonEnvironments, source: { kind: "pythonEnvironments" } } as const]),
    ...(pythonExtension === undefined ? [] : [{ path: pythonExtension, source: { kind: "pythonExtension" } } as const]),
  ];
}

/** The setting as an absolute path: `~`, `${workspaceFolder}` and paths relative to the folder are allowed. */
export function settingPath({ setting, folder, home, platform }: Choices): string {
  return (platform === "win32" ? path.win32 : path.posix).resolve(folder, expandPath(setting, folder, home));
}
